"""Step 4: when, where, how many people, and how they travel."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.board.days import day_hint
from projects.grants.apply.forms import (
    AnyDayField,
    CountField,
    HoursField,
    RowForm,
    StepForm,
    choice,
    line,
    passage,
)
from projects.grants.completeness import NEEDED
from projects.grants.parts import TravelLeg

SHORT = ("starts_on", "ends_on")
PEOPLE = ("people_home", "people_partner", "people_young", "volunteers")
EARLY = ("wants_early_start", "early_start_on", "early_start_reason")


class LegRow(RowForm):
    """A leg of the journey."""

    NEEDED = ("origin", "destination", "mode")
    WIDE = ("is_compensated",)

    origin = line(_("From"), 100)
    destination = line(_("To"), 100)
    mode = choice(_("By"), [("", "–"), *TravelLeg.Mode.choices])
    people = CountField(_("Number of people"))
    hours_without_flight = HoursField(
        _("Hours without a flight"), help_text=_("Only for flights: how long does it take by train or bus?")
    )
    is_compensated = forms.BooleanField(label=_("The CO₂ of the flight is compensated"), required=False)

    def values(self) -> dict[str, Any]:
        """One person when nothing else is said."""
        return {**super().values(), "people": self.cleaned_data.get("people") or 1}


class TimeForm(StepForm):
    """Days, places, people, journey. The short track asks for the days."""

    ROWS = {"legs": (LegRow, _("Legs of the journey"))}
    NEEDED = NEEDED["time"]

    starts_on = AnyDayField(label=_("Begins on"), required=False)
    ends_on = AnyDayField(label=_("Ends on"), required=False)
    places = line(_("Places"), 300, help_text=_("Where does it take place?"))
    public_dates = line(_("Public events"), 300, help_text=_("Days and places that are open to everybody."))
    people_home = CountField(_("People from here"))
    people_partner = CountField(_("People from the partner city"))
    people_young = CountField(_("Of them under 27"))
    volunteers = CountField(_("Volunteers"))
    wants_early_start = forms.BooleanField(
        label=_("We have to begin before the decision"),
        required=False,
        help_text=_("Without our permission nothing may be ordered or paid before the decision."),
    )
    early_start_on = AnyDayField(label=_("Early start on"), required=False)
    early_start_reason = passage(_("Reason for the early start"), 1000, 3)

    def kinds(self) -> dict[str, tuple[type[RowForm], Any]]:
        """The short track asks for no legs."""
        return {} if self.application.ruleset.is_short else self.ROWS

    def prepare(self) -> None:
        """The short track leaves out most; the early start is asked there only when there is little time."""
        self.fields["starts_on"].help_text = day_hint()
        if not self.application.ruleset.is_short:
            return
        kept = set(SHORT) | (set(EARLY) if self.is_early() else set())
        for name in set(self.base_fields) - kept:
            del self.fields[name]

    def some(self, *names: str) -> list[forms.BoundField]:
        """The fields of these names that are asked for."""
        return [self[name] for name in names if name in self.fields]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Those that stand alone."""
        apart = {"starts_on", "ends_on", *PEOPLE, *EARLY}
        return [field for field in self.visible_fields() if field.name not in apart]

    @property
    def people(self) -> list[forms.BoundField]:
        """Numbers of people."""
        return self.some(*PEOPLE)

    @property
    def early(self) -> list[forms.BoundField]:
        """The early start."""
        return self.some(*EARLY)

    def is_early(self) -> bool:
        """The stored start is too close, or an early start was asked for."""
        row = self.application
        soonest = timezone.localdate() + timedelta(days=max(1, row.ruleset.lead_days))
        is_posted = self.is_bound and "early_start_on" in self.data
        return is_posted or row.wants_early_start or bool(row.starts_on and row.starts_on < soonest)

    def clean(self) -> dict[str, Any]:
        """The end can't be before the beginning: such a pair is not stored."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            text = _("The end is before the start. Change one of the dates.")
            self.add_error("ends_on", ValidationError(text))
        return cleaned
