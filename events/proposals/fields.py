"""Day and time of an event as people type them, and the moment that the clocks of a town make of both.

No pickers: both are text fields with an example, and the page says in words what is wrong (WCAG 3.3.3).
"""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.clocks import clock_time
from events.walltime import NoSuchTime, TwofoldTime, localise
from partners.board.days import DayField
from twinning.public_forms import clean_text

EXAMPLE = "18:00"
LATEST_YEARS = 3

# "18:00", "18.00", "18h30", "18 Uhr", "18時30分", "6 pm", "6:30 p.m."
_TIME = re.compile(
    r"(?P<hour>\d{1,2})\s*(?:[:.h時]\s*(?P<minute>\d{2})?分?)?\s*(?P<half>[ap]\.?m\.?)?(?:uhr|h)?",
    re.IGNORECASE,
)


class EventDayField(DayField):
    """A day up to three years ahead. Whether it has passed, the clocks of the place say: see `moment`."""

    default_error_messages = {
        "far": gettext_lazy("%(day)s is more than three years away. Choose an earlier day."),
    }

    def validate(self, value: datetime.date | None) -> None:
        if value is None:
            if self.required:
                raise ValidationError(self.error_messages["required"], "required")
            return
        if value.year > timezone.localdate().year + LATEST_YEARS:
            params = {"day": date_format(value, "DATE_FORMAT")}
            raise ValidationError(self.error_messages["far"], "far", params)


class TimeField(forms.CharField):
    """A time of day. Gives a time, or None when nothing was typed; int() reads the digits of every script."""

    default_error_messages = {
        "invalid": gettext_lazy("Write hours and minutes. Example: %(example)s"),
        "impossible": gettext_lazy("There is no such time of day: %(time)s. Example: %(example)s"),
    }

    def prepare_value(self, value: Any) -> Any:
        """A stored time as the example shows it; what was typed stays as it was typed."""
        return f"{value:%H:%M}" if isinstance(value, datetime.time) else value

    def to_python(self, value: Any) -> datetime.time | None:
        text = clean_text(super().to_python(value) or "")
        if not text:
            return None
        match = _TIME.fullmatch(text.replace("：", ":"))
        if match is None:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"example": EXAMPLE})
        try:
            return datetime.time(_hour(match), int(match["minute"] or 0))
        except ValueError:
            params = {"time": text, "example": EXAMPLE}
            raise ValidationError(self.error_messages["impossible"], "impossible", params) from None

    def run_validators(self, value: datetime.time | None) -> None:
        """Validators of texts have nothing to say about a time."""


def _hour(match: re.Match[str]) -> int:
    """The hour of 24; raises ValueError for "0 pm" and "13 am"."""
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.startswith("p") else 0)


def moment(day: datetime.date, time: datetime.time, zone: str) -> datetime.datetime:
    """The moment at which the clocks of `zone` show this; raises ValidationError where they never do, or twice."""
    try:
        return localise(datetime.datetime.combine(day, time), zone)
    except NoSuchTime as gap:
        text = _(
            "On %(day)s the clocks are put forward there: %(time)s does not exist. The next time is %(after)s."
        )
        params = {"after": clock_time(gap.after)}
    except TwofoldTime:
        text = _(
            "On %(day)s the clocks are put back there: %(time)s happens twice. Choose a time before or after that."
        )
        params = {}
    words = {"day": date_format(day, "DATE_FORMAT"), "time": clock_time(time), **params}
    raise ValidationError(text % words, "wall time")
