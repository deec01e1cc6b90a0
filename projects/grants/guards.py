"""What must be true before a transition: functions (row, actor) that return every reason against it.

`workflow.py` looks them up by the names in the tables of `machines.py`. Each reads, none writes.
"""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.grants import completeness
from projects.grants.application import Application
from projects.grants.case import Check
from projects.grants.clock import database_now
from projects.grants.decision import Award, Decision, Letter
from projects.grants.parts import Attachment
from projects.grants.sentences import euros, sentence

Failure = str | Promise
Guard = Callable[[Any, Any], list[Failure]]


def complete(application: Application, actor: Any) -> list[Failure]:
    """Nothing that blocks is open, and no file was refused. A slow scanner keeps nobody from sending in time."""
    found: list[Failure] = [sentence(finding) for finding in completeness.blocking(application)]
    if application.attachments.filter(removed_at=None, state=Attachment.State.REFUSED).exists():
        found.append(_("A file was refused. Remove or replace it."))
    return found


def in_time(application: Application, actor: Any) -> list[Failure]:
    """R3: the deadline is judged by the database's clock at this moment; the second of the deadline is too late."""
    call = application.round
    if call is not None and database_now() >= call.closes_at:
        return [_("The deadline has passed. Your draft stays, and you can copy it into the next call.")]
    return []


def checked(application: Application, actor: Any) -> list[Failure]:
    """Every line of the formal checklist is settled."""
    verdicts = set(application.checks.values_list("verdict", flat=True))
    if not verdicts or Check.Verdict.OPEN in verdicts:
        return [_("The formal check is not finished.")]
    return [_("The formal check found something that is not fine.")] if Check.Verdict.BAD in verdicts else []


def uses_review(application: Application, actor: Any) -> list[Failure]:
    """The programme has reviews."""
    return [] if application.ruleset.uses_review else [_("This programme has no reviews.")]


def reviewed(application: Application, actor: Any) -> list[Failure]:
    """Every review that was asked for has come; without reviews there is nothing to wait for."""
    if not application.ruleset.uses_review:
        return []
    reviews = application.reviews.all()
    if not reviews:
        return [_("No reviewer has been asked yet.")]
    waiting = sum(review.submitted_at is None for review in reviews)
    return [_("%(count)d reviews are still missing.") % {"count": waiting}] if waiting else []


def _decision(application: Application) -> Decision | None:
    return Decision.objects.filter(application=application).select_related("budget").first()


def four_eyes(application: Application, actor: Any) -> list[Failure]:
    """DEC-1: somebody else has prepared the decision."""
    decision = _decision(application)
    if decision is None:
        return [_("The decision has not been prepared yet.")]
    if decision.prepared_by_id == actor.pk:
        return [_("You prepared this decision: another person has to sign it.")]
    return []


def within_budget(application: Application, actor: Any) -> list[Failure]:
    """DEC-2, looked at before the lock: `budget.commit` decides under it. DEC-3: more than asked for needs a reason."""
    decision = _decision(application)
    if decision is None or decision.amount is None or decision.budget is None:
        return [_("The decision has no amount or no budget line.")]
    found: list[Failure] = []
    if decision.amount > decision.budget.left:
        found.append(_("Only %(left)s are left in the budget.") % {"left": euros(decision.budget.left)})
    if decision.amount > application.requested and not decision.reason:
        found.append(_("More than was asked for needs a reason."))
    return found


def award_four_eyes(award: Award, actor: Any) -> list[Failure]:
    """The person who signs the award did not prepare the decision."""
    same = award.decision.prepared_by_id == actor.pk
    return [_("You prepared this decision: another person has to sign it.")] if same else []


def letter_stored(award: Award, actor: Any) -> list[Failure]:
    """The letter is stored, with its digest, before anything is sent."""
    is_there = Letter.objects.filter(
        application=award.application_id, kind=Letter.Kind.AWARD, is_original=True
    ).exists()
    return [] if is_there else [_("The letter has not been made yet.")]


def plan_adapted(award: Award, actor: Any) -> list[Failure]:
    """A reduced grant becomes final once the applicant has adapted the plan."""
    return [_("The applicant still has to adapt the plan.")] if award.needs_new_plan else []


GUARDS: dict[tuple[str, str], Guard] = {
    ("application", "complete"): complete,
    ("application", "in_time"): in_time,
    ("application", "checked"): checked,
    ("application", "uses_review"): uses_review,
    ("application", "reviewed"): reviewed,
    ("application", "four_eyes"): four_eyes,
    ("application", "within_budget"): within_budget,
    ("award", "four_eyes"): award_four_eyes,
    ("award", "letter_stored"): letter_stored,
    ("award", "plan_adapted"): plan_adapted,
}
