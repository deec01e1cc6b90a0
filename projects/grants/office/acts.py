"""What can be done on a case page, and why something can't: over the table of transitions, with ways to solve it.

`ACTS` says how the page's forms act; `now()` lists what is open and what is not, for the head of the page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants import office_actions
from projects.grants.application import Application
from projects.grants.guards import GUARDS
from projects.grants.machines import APPLICATION, Transition
from projects.grants.office import actions, forms
from projects.grants.roles import roles_of
from projects.grants.workflow import Possible, Refused, possible
from twinning.accounts.models import User

State = Application.State
Run = Callable[[Application, User, dict[str, Any]], Any]
DECISIONS = ("approve", "approve_reduced", "waitlist", "reject")
BEFORE_DECISION = (
    State.SUBMITTED,
    State.IN_CHECK,
    State.CHANGES_REQUESTED,
    State.IN_REVIEW,
    State.FOR_DECISION,
)
# Where on the page a guard is satisfied.
SOLVED_AT = {
    "checked": "#check",
    "reviewed": "#case-panel",
    "four_eyes": "#case-panel",
    "within_budget": "#case-panel",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A form of the page: what it runs, what is said afterwards, where the page opens again."""

    form: type[forms.CaseForm]
    run: Run
    said: str | Promise
    anchor: str = "now"
    permissions: tuple[str, ...] = ("grants.change_application",)


@dataclass(frozen=True, slots=True)
class Closed:
    """What is not possible yet: every reason, with the place that solves it ("" when there is none)."""

    label: str | Promise
    reasons: list[tuple[str | Promise, str]] = field(default_factory=list)


def _not_twin(case: Application, by: User, cleaned: dict[str, Any]) -> None:
    other = Application.objects.visible_to(by).filter(number=cleaned["number"]).first()
    if other is None:
        raise Refused([_("There is no such case.")])
    actions.no_duplicate(case, other, by=by)


# No transition: the state stays as it is.
REMIND = Transition(
    "remind",
    gettext_lazy("Remind, or give more time"),
    (State.CHANGES_REQUESTED,),
    State.CHANGES_REQUESTED,
    ("officer",),
)
TEAM = ("grants.change_application", "grants.lead_grants")
ACTS: dict[str, Act] = {
    "start_check": Act(
        forms.PlainForm,
        lambda case, by, typed: office_actions.start_check(case, by=by),
        gettext_lazy("The check has begun."),
        "check",
    ),
    "request_changes": Act(
        forms.ChangesForm,
        lambda case, by, typed: office_actions.request_changes(
            case, by=by, sections=typed["sections"], text=typed["text"], answer_by=typed["answer_by"]
        ),
        gettext_lazy("The applicant is asked for changes by mail."),
    ),
    "remind": Act(
        forms.RemindForm,
        lambda case, by, typed: actions.remind(case, by=by, answer_by=typed["answer_by"]),
        gettext_lazy("The applicant is reminded by mail."),
    ),
    "refuse_formally": Act(
        forms.RefusalForm,
        lambda case, by, typed: office_actions.refuse_formally(case, by=by, reason=typed["reason"]),
        gettext_lazy("The application is refused, the applicant is told by mail."),
    ),
    "send_to_review": Act(
        forms.PlainForm,
        lambda case, by, typed: office_actions.send_to_review(case, by=by),
        gettext_lazy("The case is with its reviewers now."),
        "case-panel",
    ),
    "send_to_decision": Act(
        forms.PlainForm,
        lambda case, by, typed: office_actions.send_to_decision(case, by=by),
        gettext_lazy("The case is ready for the decision."),
        "case-panel",
    ),
    "check": Act(
        forms.CheckForm,
        lambda case, by, typed: actions.settle(
            case, typed["code"], by=by, verdict=typed["verdict"], note=typed["note"]
        ),
        gettext_lazy("The check is stored."),
        "check",
    ),
    "assign": Act(
        forms.AssignForm,
        lambda case, by, typed: office_actions.assign(case, by=by, officer=typed["officer"]),
        gettext_lazy("The case has changed hands."),
        "care",
        TEAM,
    ),
    "set_due": Act(
        forms.DueForm,
        lambda case, by, typed: actions.set_due(case, by=by, due_on=typed["due_on"]),
        gettext_lazy("The deadline is stored."),
        "care",
        TEAM,
    ),
    "note": Act(
        forms.NoteForm,
        lambda case, by, typed: actions.add_note(case, by=by, text=typed["text"]),
        gettext_lazy("The note is kept."),
        "notes",
        (*TEAM, "grants.decide_application"),
    ),
    "no_duplicate": Act(
        forms.TwinForm, _not_twin, gettext_lazy("It is noted that these are two different cases."), "similar"
    ),
}


def _reasons(case: Application, user: User, transition: Transition) -> list[tuple[str | Promise, str]]:
    return [
        (text, SOLVED_AT.get(name, ""))
        for name in transition.guards
        for text in GUARDS[APPLICATION.name, name](case, user)
    ]


def _decision(case: Application, user: User, entries: list[Possible]) -> list[Closed]:
    """The four outcomes as one act: it is taken in the section of the panel, only what hinders it stands here."""
    mine = [entry for entry in entries if entry.transition.code in DECISIONS]
    if not mine or any(entry.is_open for entry in mine):
        return []
    reasons = [reason for entry in mine for reason in _reasons(case, user, entry.transition)]
    return [Closed(_("Sign the decision"), list(dict.fromkeys(reasons)))]


def _later(case: Application) -> list[Closed]:
    """What comes after the present state, so that nobody looks for it."""
    found = []
    decide = APPLICATION.transitions["send_to_decision"].label
    if case.state == State.SUBMITTED:
        found.append(Closed(decide, [(_("First the formal check begins."), "#now")]))
    if case.state == State.CHANGES_REQUESTED:
        found.append(Closed(decide, [(_("First the applicant sends the changes."), "#requests")]))
    if case.state in BEFORE_DECISION:
        found.append(Closed(_("Make the decision letter"), [(_("Only after the decision."), "#case-panel")]))
    return found


def now(case: Application, user: User) -> dict[str, Any]:
    """Codes and labels of what is open to this person, and everything that is not, with its reasons."""
    entries = possible(APPLICATION, case, user)
    own = [entry for entry in entries if entry.transition.code in ACTS]
    if not case.ruleset.uses_review:
        own = [entry for entry in own if entry.transition.code != "send_to_review"]
    closed = [
        Closed(entry.transition.label, _reasons(case, user, entry.transition))
        for entry in own
        if not entry.is_open
    ]
    reminds = case.state in REMIND.sources and set(REMIND.roles) & roles_of(user, case)
    return {
        "open": [entry.transition for entry in own if entry.is_open] + ([REMIND] if reminds else []),
        "decides": any(entry.is_open for entry in entries if entry.transition.code in DECISIONS),
        "closed": [*closed, *_decision(case, user, entries), *_later(case)],
    }
