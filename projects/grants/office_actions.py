"""What the office does with applications: check, ask back, judge, decide. Each act is one transaction with its mails.

A decision is prepared by one person and signed by another (DEC-1); signing binds the money under the budget's row
lock (DEC-2), so that two people who decide at once can't spend the same euros.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants import budget
from projects.grants.application import STEPS, Application
from projects.grants.case import ChangeRequest, Check, Note
from projects.grants.decision import Award, Decision
from projects.grants.machines import APPLICATION
from projects.grants.mails import tell_applicant
from projects.grants.programme import BudgetLine
from projects.grants.review import Conflict, Review
from projects.grants.roles import roles_of
from projects.grants.sentences import euros
from projects.grants.workflow import Refused, perform, record
from twinning.accounts.models import User

Outcome = Decision.Outcome
APPROVALS = (Outcome.APPROVED, Outcome.REDUCED)
# Outcome of a decision -> transition that it takes.
ACTS = {
    Outcome.APPROVED: "approve",
    Outcome.REDUCED: "approve_reduced",
    Outcome.WAITLISTED: "waitlist",
    Outcome.REJECTED: "reject",
}
# The formal checklist: what people look at, beside what the rules say by themselves.
CHECKLIST = ("signed", "city", "eligible", "not_begun", "partner", "papers", "access")


def _lock(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def _needs(user: User, application: Application, *roles: str) -> None:
    if not set(roles) & roles_of(user, application):
        raise Refused([_("Your role does not allow this.")])


@transaction.atomic
def start_check(application: Application, *, by: User) -> Application:
    """Take the case: the checklist is laid out, and whoever begins is in charge unless somebody is already."""
    row = perform(APPLICATION, application, "start_check", actor=by)
    for code in CHECKLIST:
        Check.objects.get_or_create(application=row, code=code)
    if row.officer_id is None:
        row.officer = by
        row.save(update_fields=["officer"])
    return row


@transaction.atomic
def settle_check(application: Application, code: str, *, by: User, verdict: str, note: str = "") -> Check:
    """Write down what one line of the checklist found. Raises Refused for somebody without the role."""
    row = _lock(application)
    _needs(by, row, "officer")
    check, _is_new = Check.objects.update_or_create(
        application=row, code=code, defaults={"verdict": verdict, "note": note, "checked_by": by}
    )
    return check


@transaction.atomic
def assign(application: Application, *, by: User, officer: User) -> Application:
    """Hand the case to a desk officer who has no tie to it."""
    row = _lock(application)
    _needs(by, row, "officer", "lead")
    if "officer" not in roles_of(officer, row):
        raise Refused([_("%(person)s can't work on this case.") % {"person": officer}])
    row.officer = officer
    row.save(update_fields=["officer", "updated_at"])
    record(row, "assign", actor=by, data={"officer": str(officer)})
    return row


@transaction.atomic
def add_note(application: Application, *, by: User, text: str) -> Note:
    """An internal note; the applicant never sees it."""
    row = _lock(application)
    _needs(by, row, "officer", "decider", "lead")
    return Note.objects.create(application=row, author=by, author_name=str(by), text=text)


@transaction.atomic
def request_changes(
    application: Application, *, by: User, sections: list[str], text: str, answer_by: date
) -> Application:
    """Open some steps again and tell the applicant what is missing. Raises Refused."""
    if not sections or not set(sections) <= set(STEPS):
        raise Refused([_("Choose at least one part that opens again.")])
    if answer_by <= timezone.localdate():
        raise Refused([_("Give a day in the future.")])

    def prepare(row: Application) -> None:
        row.open_sections, row.answer_by = sorted(sections, key=STEPS.index), answer_by

    row = perform(
        APPLICATION,
        application,
        "request_changes",
        actor=by,
        reason=text,
        data={"sections": sections},
        prepare=prepare,
    )
    request = ChangeRequest.objects.create(
        application=row, sections=row.open_sections, text=text, answer_by=answer_by, asked_by=by
    )
    tell_applicant(
        row,
        "changes_requested",
        key=f"grants-changes-{request.pk}",
        context={"text": text, "answer_by": answer_by},
    )
    return row


@transaction.atomic
def refuse_formally(application: Application, *, by: User, reason: str) -> Application:
    """The application can't be admitted; the applicant is told why. Raises Refused."""
    row = perform(APPLICATION, application, "refuse_formally", actor=by, reason=reason, prepare=_close)
    tell_applicant(row, "inadmissible", key=f"grants-inadmissible-{row.pk}", context={"reason": reason})
    return row


def _close(application: Application) -> None:
    application.decided_at = timezone.now()


@transaction.atomic
def send_to_review(application: Application, *, by: User) -> Application:
    """Pass a checked case to its reviewers. Raises Refused."""
    return perform(APPLICATION, application, "send_to_review", actor=by)


@transaction.atomic
def send_to_decision(application: Application, *, by: User) -> Application:
    """Everything is on the table. Raises Refused."""
    return perform(APPLICATION, application, "send_to_decision", actor=by)


@transaction.atomic
def declare_ties(application: Application, *, by: User, is_tied: bool, reason: str = "") -> Conflict:
    """Say once whether one is tied to an application; the first answer stays. A tie ends one's review of it."""
    declared, is_new = Conflict.objects.get_or_create(
        application=application, user=by, defaults={"is_tied": is_tied, "reason": reason}
    )
    if is_new:
        record(application, "declare_ties", actor=by, data={"is_tied": is_tied})
        if is_tied:
            Review.objects.filter(application=application, reviewer=by, submitted_at=None).delete()
    return declared


# --- decisions ------------------------------------------------------------------------------------
@transaction.atomic
def prepare_decision(
    application: Application,
    *,
    by: User,
    outcome: str,
    amount: Decimal | None = None,
    budget_line: BudgetLine | None = None,
    reason: str = "",
    **details: Any,
) -> Decision:
    """Write down what shall be decided; a draft may be prepared anew until it is signed. Raises Refused."""
    row = _lock(application)
    _needs(by, row, "officer", "lead")
    if row.state not in {Application.State.FOR_DECISION, Application.State.WAITLISTED}:
        raise Refused([_("This case is not ready for a decision.")])
    values = {
        "outcome": outcome,
        "amount": amount if outcome in APPROVALS else None,
        "budget": budget_line if outcome in APPROVALS else None,
        "reason": reason,
        "prepared_by": by,
        "decided_by": None,
        "decided_at": None,
        "financing": row.ruleset.financing,
        "period_from": row.starts_on,
        "period_to": row.ends_on,
        "purpose": row.title,
        **details,
    }
    problems = _problems(row, values)
    if problems:
        raise Refused(problems)
    decision, _is_new = Decision.objects.update_or_create(application=row, defaults=values)
    record(row, "prepare_decision", actor=by, data={"outcome": outcome, "amount": str(amount or "")})
    return decision


def _problems(application: Application, values: dict[str, Any]) -> list[str]:
    """DEC-3 and what an outcome needs, all at once."""
    found = []
    outcome, amount = values["outcome"], values["amount"]
    if outcome in APPROVALS:
        if amount is None or amount <= 0:
            found.append(_("Enter the amount."))
        if values["budget"] is None:
            found.append(_("Choose the budget line."))
        if amount is not None and amount > application.requested and not values["reason"]:
            found.append(_("More than was asked for needs a reason."))
    if outcome in {Outcome.REDUCED, Outcome.REJECTED} and not values["reason"]:
        found.append(_("A reduction or rejection needs its reason."))
    return found


@transaction.atomic
def sign_decision(decision: Decision, *, by: User) -> Application:
    """Decide as prepared: state, money and award in one piece. Signing what is signed changes nothing.

    Raises Refused, also when the budget holds less by now than when the decision was prepared.
    """
    row = _lock(decision.application)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.decided_by_id:
        return row
    row = perform(
        APPLICATION, row, ACTS[Outcome(decision.outcome)], actor=by, reason=decision.reason, prepare=_close
    )
    if decision.outcome in APPROVALS:
        _bind(decision)
    decision.decided_by, decision.decided_at = by, timezone.now()
    decision.version += 1
    decision.save()
    return row


def _bind(decision: Decision) -> None:
    """Commit the money and begin the award."""
    try:
        budget.commit(decision.budget, decision.amount)
    except budget.Overspent as error:
        raise Refused([_("Only %(left)s are left in the budget.") % {"left": euros(error.left)}]) from error
    Award.objects.create(
        application=decision.application,
        decision=decision,
        amount=decision.amount,
        needs_new_plan=decision.outcome == Outcome.REDUCED,
    )
