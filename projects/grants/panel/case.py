"""Reviews, session and decision of one case, for the case page and for the pages that prepare and sign.

Pure presentation: what may be done is asked of the rules, nothing here changes anything.
"""

from typing import Any

from projects.grants.application import Application
from projects.grants.decision import Decision, Letter
from projects.grants.letters.reading import shelf
from projects.grants.machines import APPLICATION
from projects.grants.office_actions import ACTS, APPROVALS
from projects.grants.panel import reading
from projects.grants.panel.actions import resolution_of, stamp
from projects.grants.panel.forms import AskForm
from projects.grants.panel.people import members_for
from projects.grants.panel.pot import pot
from projects.grants.review import Review
from projects.grants.roles import roles_of
from projects.grants.ruleset import TextBlock
from projects.grants.workflow import failures

State = Application.State
PREPARABLE = (State.FOR_DECISION, State.WAITLISTED)


def against(decision: Decision, user: Any) -> list[Any]:
    """Every reason why this person can't sign it now; empty when they can."""
    case = decision.application
    transition = APPLICATION.transitions[ACTS[Decision.Outcome(decision.outcome)]]
    return failures(APPLICATION, transition, case, user, reason=decision.reason)


def decision_of(case: Application) -> Decision | None:
    """The decision of a case with what its pages show."""
    rows = Decision.objects.filter(application=case)
    return rows.select_related(
        "budget__programme", "prepared_by", "decided_by", "agenda_item__session"
    ).first()


def condition_names(decision: Decision) -> list[str]:
    """What the further conditions are called, in the order of the letter; a code without a block stands for itself."""
    blocks = TextBlock.objects.filter(kind=TextBlock.Kind.CONDITION, code__in=decision.conditions)
    known = {
        row.code: str(row) for row in blocks if row.programme_id in {None, decision.application.programme_id}
    }
    return [known.get(code, code) for code in decision.conditions]


def decision_facts(decision: Decision, user: Any) -> dict[str, Any]:
    """A decision with the money behind it, and whether this person may sign."""
    line = decision.budget
    is_signed = decision.decided_by_id is not None
    return {
        "decision": decision,
        "is_approval": decision.outcome in APPROVALS,
        "is_signed": is_signed,
        "stamp": stamp(decision),
        "conditions": condition_names(decision),
        "pot": pot(line) if line else None,
        "left_after": line.left - decision.amount if line and decision.amount and not is_signed else None,
        "against": [] if is_signed else against(decision, user),
        "letters": letters_facts(decision, user) if is_signed else None,
    }


def letters_facts(decision: Decision, user: Any) -> dict[str, Any]:
    """The letters of a signed decision and the next step: make, send or nothing."""
    own = shelf(decision.application, user)
    kinds = {Letter.Kind.AWARD, Letter.Kind.REJECTION, Letter.Kind.WAITLIST}
    return {"step": own.step, "letters": [letter for letter in own.letters if letter.kind in kinds]}


def section(case: Application, user: Any) -> dict[str, Any]:
    """Everything for the section on the case page."""
    mine = roles_of(user, case)
    is_office = bool(mine & {"officer", "lead"})
    decision = decision_of(case)
    opinions = reading.opinions(case, user)
    waiting = Review.objects.filter(application=case, submitted_at=None).select_related("reviewer")
    may_ask = is_office and case.state == State.IN_REVIEW
    return {
        "is_office": is_office,
        "is_hidden": reading.is_waiting(case, user),
        "own": reading.own_reviews(user).filter(application=case, submitted_at=None).first(),
        "opinions": opinions,
        "result": reading.result(opinions),
        "waiting": list(waiting),
        "void": reading.void(case),
        "uses_review": case.ruleset.uses_review,
        "uses_panel": case.ruleset.uses_panel,
        "ask": AskForm(people=members_for(case)) if may_ask else None,
        "items": case.agenda_items.select_related("session").order_by("-session__held_at"),
        "resolution": resolution_of(case),
        "may_prepare": is_office and case.state in PREPARABLE,
        "may_sign": "decider" in mine,
        "may_send": bool(mine & {"officer", "decider", "lead"}),
        "facts": decision_facts(decision, user) if decision else None,
    }
