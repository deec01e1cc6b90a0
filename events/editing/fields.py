"""Times as staff read them from the clock at the wall: form fields, and the sentences about clock changes.

Used by the admin of dates and by the pages that move or generate them. A wall time becomes a moment in one place
only, `moment_of`; what the clocks skip or show twice is refused with the reason and the way out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.clocks import clock_time
from events.walltime import NoSuchTime, TwofoldTime, day_end, day_start, local, localise

FIRST, SECOND = "first", "second"
WHICH = [
    ("", gettext_lazy("No matter: the clocks show this time once")),
    (FIRST, gettext_lazy("The first time, before the clocks are put back")),
    (SECOND, gettext_lazy("The second time, after the clocks are put back")),
]


@dataclass(frozen=True, slots=True)
class Wall:
    """What was typed: a day, and a time unless it is about whole days."""

    day: date
    time: time | None

    def at(self) -> datetime:
        """The naive wall time."""
        return datetime.combine(self.day, self.time or time.min)


class DayInput(forms.DateInput):
    """A day as the browser asks for it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day as the browser asks for it; the admin's own control would compare it with the server's clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class WallTimeWidget(forms.SplitDateTimeWidget):
    """Day and time side by side."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [DayInput(), ClockInput()], attrs)


class WallTimeField(forms.SplitDateTimeField):
    """Day and time of a wall clock; gives a `Wall`, which the form turns into a moment with its zone."""

    widget = WallTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(require_all_fields=False, **kwargs)
        day, clock = self.fields
        day.required, clock.required = self.required, False
        for part, kind in zip(self.widget.widgets, (gettext_lazy("date"), gettext_lazy("time")), strict=True):
            part.attrs["aria-label"] = format_lazy("{}: {}", self.label, kind)

    def compress(self, data_list: list[Any]) -> Wall | None:
        """No time zone is guessed here."""
        if not data_list or data_list[0] in self.empty_values:
            return None
        clock = data_list[1] if len(data_list) > 1 else None
        return Wall(data_list[0], None if clock in self.empty_values else clock)


def explain(problem: NoSuchTime | TwofoldTime) -> str:
    """Why the time can't be taken as it stands, and the way out."""
    values = {"day": date_format(problem.wall, "DATE_FORMAT"), "time": clock_time(problem.wall)}
    if isinstance(problem, NoSuchTime):
        text = _(
            "On %(day)s the clocks there skip %(time)s: they are put forward. "
            "Choose a time before or after that, for example %(after)s."
        )
        return text % {**values, "after": clock_time(problem.after)}
    text = _(
        "On %(day)s the clocks there show %(time)s twice, because they are put back. "
        "Choose below which of the two it is, or choose another time."
    )
    return text % values


def moment_of(wall: Wall, zone: str, which: str = "") -> datetime:
    """The moment of a wall time. Raises ValidationError with `explain`, unless `which` says which of two it is."""
    try:
        return localise(wall.at(), zone)
    except TwofoldTime as twice:
        if which not in {FIRST, SECOND}:
            raise ValidationError(explain(twice), code="twofold") from twice
        return local(twice.second if which == SECOND else twice.first, zone)
    except NoSuchTime as gap:
        raise ValidationError(explain(gap), code="missing") from gap


def span_of(
    start: Wall, end: Wall, zone: str, *, all_day: bool, which: str = ""
) -> tuple[datetime, datetime]:
    """Beginning and end of a date. All-day dates last until the midnight after the last day.

    Raises ValidationError with a message for "starts_at" or "ends_at".
    """
    if all_day:
        return day_start(start.day, zone), day_end(end.day, zone)
    found: dict[str, datetime] = {}
    problems: dict[str, Any] = {}
    for name, wall in (("starts_at", start), ("ends_at", end)):
        if wall.time is None:
            problems[name] = _("Give the time, or tick “all day”.")
            continue
        try:
            found[name] = moment_of(wall, zone, which)
        except ValidationError as problem:
            problems[name] = problem
    if problems:
        raise ValidationError(problems)
    return found["starts_at"], found["ends_at"]


def wall_of(moment: datetime | None, zone: str, *, last_day: bool = False) -> datetime | None:
    """What the clocks there show, naive, for a control; `last_day` for the end of all-day dates.

    To the minute, as controls show it: what nobody touched must not look changed.
    """
    if moment is None:
        return None
    shown = local(moment - timedelta(microseconds=1 if last_day else 0), zone)
    return shown.replace(tzinfo=None, second=0, microsecond=0)


def which_of(moments: Mapping[str, datetime | None], zone: str) -> str:
    """Which of two equal wall times a stored date has; "" where there is only one."""
    for moment in moments.values():
        if moment is None:
            continue
        try:
            localise(wall_of(moment, zone), zone)
        except TwofoldTime as twice:
            return SECOND if moment >= twice.second else FIRST
    return ""
