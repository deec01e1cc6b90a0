"""The same act for many cases: first what would happen to each, then all that can, with every failure by name.

`foresee()` reads, `act()` acts; each case is a transaction of its own, so that one refusal stops no other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants import office_actions
from projects.grants.application import Application
from projects.grants.machines import APPLICATION
from projects.grants.office import actions
from projects.grants.office.forms import DayInput
from projects.grants.office.people import officers
from projects.grants.roles import roles_of
from projects.grants.workflow import Refused, failures
from twinning.accounts.models import User

ASSIGN, DUE, CHECK, DECIDE = "assign", "set_due", "start_check", "send_to_decision"
TEAM = {"officer", "lead"}
MOST = 100


class BulkForm(forms.Form):
    """What to do with the chosen cases; officer and day are needed by one act each."""

    act = forms.ChoiceField(
        label=gettext_lazy("With the chosen cases"),
        choices=[
            ("", gettext_lazy("– choose –")),
            (ASSIGN, gettext_lazy("Assign to an officer")),
            (DUE, gettext_lazy("Set the deadline")),
            (CHECK, gettext_lazy("Begin the check")),
            (DECIDE, gettext_lazy("Pass to decision")),
        ],
        error_messages={"required": gettext_lazy("Choose what to do.")},
    )
    officer = forms.ModelChoiceField(
        label=gettext_lazy("Desk officer"), queryset=None, required=False, empty_label=None
    )
    due_on = forms.DateField(label=gettext_lazy("Deal with by"), widget=DayInput, required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, auto_id="bulk_%s", initial={"officer": user.pk})
        self.fields["officer"].queryset = officers()

    @property
    def extra(self) -> Any:
        """The field that the chosen act needs, or None."""
        name = {ASSIGN: "officer", DUE: "due_on"}.get(str(self["act"].value() or ""))
        return self[name] if name else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("act") == ASSIGN and "_go" in self.data and not cleaned.get("officer"):
            self.add_error("officer", _("Choose somebody."))
        if cleaned.get("act") == DUE and "_go" in self.data and not cleaned.get("due_on"):
            self.add_error("due_on", _("Give a day."))
        return cleaned


@dataclass(slots=True)
class Row:
    """A case and what will happen to it; reasons are all that stands in the way."""

    case: Application
    will: str = ""
    reasons: list[str | Promise] = field(default_factory=list)


def _assign(case: Application, user: User, typed: dict[str, Any]) -> Row:
    officer = typed.get("officer") or user
    if "officer" not in roles_of(officer, case):
        return Row(case, reasons=[_("%(person)s can't work on this case.") % {"person": officer}])
    if case.officer_id == officer.pk:
        return Row(case, reasons=[_("%(person)s looks after it already.") % {"person": officer}])
    return Row(case, _("%(person)s will look after it.") % {"person": officer})


def _due(case: Application, user: User, typed: dict[str, Any]) -> Row:
    day = typed.get("due_on")
    if day is None:
        return Row(case, _("Gets the day that you choose."))
    return Row(case, _("Deal with by %(day)s.") % {"day": date_format(day, "SHORT_DATE_FORMAT")})


def _transition(code: str) -> Callable[[Application, User, dict[str, Any]], Row]:
    def foreseen(case: Application, user: User, typed: dict[str, Any]) -> Row:
        transition = APPLICATION.transitions[code]
        reasons = failures(APPLICATION, transition, case, user, reason=None)
        target = Application.State(transition.target).label
        return Row(case, "" if reasons else _("Becomes “%(state)s”.") % {"state": target}, reasons)

    return foreseen


FORESEE = {ASSIGN: _assign, DUE: _due, CHECK: _transition(CHECK), DECIDE: _transition(DECIDE)}
RUN: dict[str, Callable[[Application, User, dict[str, Any]], Any]] = {
    ASSIGN: lambda case, by, typed: office_actions.assign(case, by=by, officer=typed["officer"]),
    DUE: lambda case, by, typed: actions.set_due(case, by=by, due_on=typed["due_on"]),
    CHECK: lambda case, by, typed: office_actions.start_check(case, by=by),
    DECIDE: lambda case, by, typed: office_actions.send_to_decision(case, by=by),
}


def foresee(cases: Iterable[Application], typed: dict[str, Any], *, user: User) -> list[Row]:
    """What would happen to each case now."""
    rows = [FORESEE[typed["act"]](case, user, typed) for case in cases]
    for row in rows:
        if typed["act"] in {ASSIGN, DUE} and not TEAM & roles_of(user, row.case):
            row.will, row.reasons = "", [_("Your role does not allow this.")]
    return rows


def act(cases: Iterable[Application], typed: dict[str, Any], *, user: User) -> tuple[int, list[Row]]:
    """Do it; how many went through, and the rest with their reasons."""
    done, failed = 0, []
    for case in cases:
        try:
            RUN[typed["act"]](case, user, typed)
        except Refused as refusal:
            failed.append(Row(case, reasons=refusal.failures))
        else:
            done += 1
    return done, failed
