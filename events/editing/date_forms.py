"""The form of a date on the staff desk: its times are typed as the clock at the wall there shows them.

Used on the page of a date, and in short on the page of its event. What the database refuses is refused here with a
sentence at the control.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.editing import fields
from events.editing.fields import WHICH, WallTimeField
from events.editing.workflow import needs_link
from events.models import Occurrence, OccurrenceLanguage
from twinning.admin import NamedDeletion, VersionedForm
from twinning.cldr import language_label
from twinning.models import Editorial
from twinning.municipality.home import current_home

WINDOW = ("registration_opens", "registration_closes")
RULES = ("capacity", "waiting_limit", "queue", "offers")
NO_LINK = _(
    "A published date that takes place online needs its link. "
    "If it is not known yet, say under “room” how people get it."
)
NO_ADDRESS = _("Give the link where one registers, or choose another registration.")
IS_OFF = _(
    "This date is cancelled or postponed. A postponed date gets its new time under “Postpone this date”, "
    "so that everybody is told; for a cancelled one, add a new date."
)
NO_VENUE = _("Choose a venue, or “online”.")
ONLY_EXTERNAL = _("This link belongs to “registration elsewhere”.")


class DateForm(VersionedForm):
    """Times with the zone of the date; whatever was not touched keeps its moment."""

    starts_at = WallTimeField(label=_("begins"))
    ends_at = WallTimeField(label=_("ends"), help_text=_("All day: the last day."))
    registration_opens = WallTimeField(label=_("registration from"), required=False)
    registration_closes = WallTimeField(
        label=_("registration until"), required=False, help_text=_("Empty: until it begins.")
    )
    which = forms.ChoiceField(
        label=_("if the clocks show the time twice"),
        choices=WHICH,
        required=False,
        help_text=_("In the night in which the clocks are put back, an hour comes twice."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "capacity" in self.fields:
            self.fields["capacity"].label = _("number of places")
        date = self.instance
        if date.pk is None:
            if not self.initial.get("time_zone"):
                self.initial["time_zone"] = current_home().time_zone
            return
        zone = date.time_zone
        for name in ("starts_at", *WINDOW):
            self.initial[name] = fields.wall_of(getattr(date, name), zone)
        self.initial["ends_at"] = fields.wall_of(date.ends_at, zone, last_day=date.all_day)
        if not date.all_day:
            moments = {name: getattr(date, name) for name in ("starts_at", "ends_at")}
            self.initial["which"] = fields.which_of(moments, zone)

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        data = self.cleaned_data
        zone = data.get("time_zone") or ("" if "time_zone" in self.errors else self._stored("time_zone"))
        if zone:
            self._take_span(zone)
            self._take_window(zone)
        for name in ("starts_at", "ends_at", *WINDOW):
            if isinstance(data.get(name), fields.Wall):
                # Nothing but a moment may reach the row.
                del data[name]
        self._judge_place()
        self._judge_registration()
        return data

    def _stored(self, name: str) -> Any:
        return getattr(self.instance, name)

    def _value(self, name: str) -> Any:
        """What was typed, or what is stored where the form does not ask."""
        return self.cleaned_data.get(name) if name in self.fields else self._stored(name)

    def _is_untouched(self, *names: str) -> bool:
        asked = {"time_zone", "all_day", "which", *names} & self.fields.keys()
        return self.instance.pk is not None and asked.isdisjoint(self.changed_data)

    def _take_span(self, zone: str) -> None:
        data = self.cleaned_data
        start, end = data.get("starts_at"), data.get("ends_at")
        if self._is_untouched("starts_at", "ends_at"):
            data["starts_at"], data["ends_at"] = self.instance.starts_at, self.instance.ends_at
        elif self.instance.is_off:
            self.add_error("starts_at", IS_OFF)
        elif start and end:
            try:
                data["starts_at"], data["ends_at"] = fields.span_of(
                    start, end, zone, all_day=bool(data.get("all_day")), which=data.get("which") or ""
                )
            except ValidationError as problem:
                self.add_error(None, problem)

    def _take_window(self, zone: str) -> None:
        for name in WINDOW:
            wall = self.cleaned_data.get(name)
            if self._is_untouched(name):
                self.cleaned_data[name] = getattr(self.instance, name)
            elif wall is not None:
                try:
                    moment = fields.moment_of(wall, zone, self.cleaned_data.get("which") or "")
                except ValidationError as problem:
                    self.add_error(name, problem)
                else:
                    self.cleaned_data[name] = moment

    def _judge_place(self) -> None:
        data = self.cleaned_data
        attendance = data.get("attendance")
        if attendance in {"onsite", "hybrid"} and "venue" in self.fields and not data.get("venue"):
            if "venue" not in self.errors:
                self.add_error("venue", NO_VENUE)
        event = data.get("event") or (self.instance.event if self.instance.event_id else None)
        is_public = event is not None and event.state == Editorial.State.PUBLISHED
        values = {name: self._value(name) for name in ("attendance", "online_url", "registration", "room_de")}
        if is_public and needs_link(**values) and "online_url" not in self.errors:
            self.add_error("online_url", NO_LINK)

    def _judge_registration(self) -> None:
        data = self.cleaned_data
        if "registration" in self.fields and "external_url" not in self.errors:
            is_external = data.get("registration") == Occurrence.Registration.EXTERNAL
            if is_external and not data.get("external_url"):
                self.add_error("external_url", NO_ADDRESS)
            elif not is_external and data.get("external_url"):
                self.add_error("external_url", ONLY_EXTERNAL)
        capacity, taken = data.get("capacity"), self.instance.taken
        if "capacity" in self.fields and capacity is not None and capacity < taken:
            text = ngettext(
                "%(count)d place is taken already. There can't be fewer.",
                "%(count)d places are taken already. There can't be fewer.",
                taken,
            )
            self.add_error("capacity", text % {"count": taken})


class NewDateFormSet(NamedDeletion):
    """New dates on the page of their event: each one once, and with a link when the event is public."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self._filled():
            own = (form.cleaned_data.get("starts_at"), form.cleaned_data.get("venue"))
            if own in seen:
                form.add_error("starts_at", _("This event has this date already."))
            seen.add(own)

    def _filled(self) -> Iterator[forms.ModelForm]:
        return (form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE"))


class LanguageFormSet(NamedDeletion):
    """A date in several languages, each once in a role: told in the words of the constraint."""

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        return str(_("This language is already there."))


class LanguageForm(forms.ModelForm):
    """The code of a language that has a name; of sign languages any code of three letters."""

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        data = self.cleaned_data
        code = (data.get("language") or "").strip().lower()
        is_sign = data.get("role") == OccurrenceLanguage.Role.SIGN and len(code) == 3 and code.isalpha()
        if code and not is_sign and language_label(code, "en") == code:
            text = _("“%(code)s” is no language code that we know. Examples: de, ja.")
            self.add_error("language", ValidationError(text, params={"code": code}, code="unknown"))
        data["language"] = code
        return data
