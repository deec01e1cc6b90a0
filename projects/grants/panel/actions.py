"""What reviewers, officers and deciders do around a decision: ask for reviews, judge, prepare, sign.

Each act is one transaction and raises `Refused`. The session has its own acts in `workflow.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.grants import office_actions
from projects.grants.application import Application
from projects.grants.decision import Decision
from projects.grants.panel.people import members_for
from projects.grants.panel.results import in_bounds
from projects.grants.review import AgendaItem, Conflict, Review, Score
from projects.grants.roles import is_tied, roles_of
from projects.grants.workflow import Refused, record
from twinning.accounts.models import User
from twinning.mail.outbox import queue

State = Application.State


class Overtaken(Exception):
    """Somebody else was faster; what is stored now is not what the page showed."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer has typed: points and note by criterion, advice, amount, reasons."""

    points: Mapping[int, tuple[int | None, str]]
    advice: str = ""
    amount: Decimal | None = None
    text: str = ""


def _case(application: Application, by: User, *roles: str) -> Application:
    """The case, locked, for somebody with one of the roles in it."""
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not set(roles) & roles_of(by, row):
        raise Refused([_("Your role does not allow this.")])
    return row


# --- reviews --------------------------------------------------------------------------------------
@transaction.atomic
def ask_reviewers(
    application: Application, people: Iterable[User], *, by: User, due_on: date | None = None
) -> list[Review]:
    """Ask members of the panel for a review, each by a mail; asking twice asks once. Raises Refused."""
    row = _case(application, by, "officer", "lead")
    if row.state != State.IN_REVIEW:
        raise Refused([_("Reviewers are asked while the case is in review.")])
    if not row.ruleset.uses_review:
        raise Refused([_("This programme has no reviews.")])
    if due_on is not None and due_on < timezone.localdate():
        raise Refused([_("Give a day in the future.")])
    free = set(members_for(row))
    known = set(row.reviews.values_list("reviewer", flat=True))
    new = [person for person in people if person.pk not in known]
    barred = [person for person in new if person not in free]
    if barred:
        raise Refused([_("%(person)s can't review this case.") % {"person": person} for person in barred])
    reviews = [Review.objects.create(application=row, reviewer=person, due_on=due_on) for person in new]
    for review in reviews:
        record(row, "ask_reviewer", actor=by, data={"reviewer": str(review.reviewer)})
        _tell_reviewer(review)
    return reviews


def _tell_reviewer(review: Review) -> None:
    """The mail names the file number alone: ties are declared before anything else is read."""
    queue(
        template="grants/review_asked",
        recipient=review.reviewer.email,
        language=review.reviewer.mail_language,
        context={
            "number": review.application.number,
            "due_on": review.due_on,
            "action_url": settings.SITE_URL + reverse("admin:grants_review_change", args=[review.pk]),
        },
        key=f"grants-review-{review.pk}",
    )


@transaction.atomic
def release_reviewer(review: Review, *, by: User) -> None:
    """Take back a review that has not been sent; it is gone for its reviewer. Raises Refused."""
    row = _case(review.application, by, "officer", "lead")
    gone, _details = Review.objects.filter(pk=review.pk, submitted_at=None).delete()
    if not gone:
        raise Refused([_("This review has been sent already.")])
    record(row, "release_reviewer", actor=by, data={"reviewer": str(review.reviewer)})


def has_declared(user: User, case: int) -> bool:
    """This person has said to be free of ties to the case with this key."""
    return Conflict.objects.filter(application=case, user=user, is_tied=False).exists()


def may_judge(review: Review, user: User) -> list[str | Promise]:
    """Every reason why this person can't write this review (any more)."""
    case = review.application
    if review.reviewer_id != user.pk or is_tied(user, case) or not user.has_perm("grants.change_review"):
        return [_("Your role does not allow this.")]
    if not has_declared(user, case.pk):
        return [_("First declare whether you are tied to this case.")]
    if review.submitted_at:
        return [_("This review has been sent already.")]
    return [] if case.state == State.IN_REVIEW else [_("The time for reviews of this case is over.")]


@transaction.atomic
def save_review(
    review: Review, judgement: Judgement, *, by: User, version: int, sends: bool = False
) -> Review:
    """Keep what a reviewer typed, half finished or not; `sends` ends it. Raises Refused, and Overtaken when another
    tab has saved something else since `version`.
    """
    Application.objects.select_for_update(of=("self",)).get(pk=review.application_id)
    row = Review.objects.select_for_update(of=("self",)).select_related("application").get(pk=review.pk)
    if row.submitted_at and sends and row.reviewer_id == by.pk and not is_tied(by, row.application):
        return row
    failures = may_judge(row, by)
    if failures:
        raise Refused(failures)
    criteria = {one.pk: one.weight for one in row.application.ruleset.criteria.all()}
    problems = _unfit(judgement, criteria, row.application) + (
        _unfinished(judgement, criteria) if sends else []
    )
    if problems:
        raise Refused(problems)
    if row.version != version and _stored(row) != _typed(judgement, criteria):
        raise Overtaken
    _write(row, judgement, criteria)
    row.version += 1
    row.submitted_at = timezone.now() if sends else None
    row.save()
    if sends:
        record(row, "send_review", actor=by)
    return row


def _unfit(judgement: Judgement, criteria: Mapping[int, int], case: Application) -> list[str | Promise]:
    """Points and amount out of bounds."""
    found = []
    values = [(key, value) for key, (value, _note) in judgement.points.items() if value is not None]
    if not all(key in criteria and in_bounds(value, criteria[key]) for key, value in values):
        found.append(_("Points go from 0 to 5."))
    if judgement.amount is not None and judgement.amount > case.requested:
        found.append(_("The proposed amount is higher than what is asked for."))
    return found


def _unfinished(judgement: Judgement, criteria: Mapping[int, int]) -> list[str | Promise]:
    """What a review lacks before it can be sent."""
    found = []
    given = {key for key, (value, _note) in judgement.points.items() if value is not None}
    if set(criteria) - given:
        found.append(_("Give points for every criterion."))
    if not judgement.advice:
        found.append(_("Choose your recommendation."))
    if judgement.advice == Review.Advice.REDUCED and not judgement.amount:
        found.append(_("Say which amount you propose."))
    if not judgement.text.strip():
        found.append(_("Give your reasons in a sentence or two."))
    return found


def _stored(review: Review) -> tuple[Any, ...]:
    scores = {(score.criterion_id, score.value, score.note) for score in review.scores.all()}
    return scores, review.advice, review.amount, review.text


def _typed(judgement: Judgement, criteria: Mapping[int, int]) -> tuple[Any, ...]:
    points = judgement.points.items()
    scores = {(key, value, note) for key, (value, note) in points if value is not None and key in criteria}
    return scores, judgement.advice, judgement.amount, judgement.text


def _write(review: Review, judgement: Judgement, criteria: Mapping[int, int]) -> None:
    for key, (value, note) in judgement.points.items():
        if value is not None:
            values = {"value": value, "note": note}
            Score.objects.update_or_create(review=review, criterion_id=key, defaults=values)
    review.advice, review.amount, review.text = judgement.advice, judgement.amount, judgement.text


# --- decisions ------------------------------------------------------------------------------------
def resolution_of(application: Application) -> AgendaItem | None:
    """What the panel resolved last about a case, in a session that is closed."""
    rows = application.agenda_items.filter(session__state="closed").exclude(result__in=["", "postponed"])
    return rows.select_related("session").order_by("-session__held_at", "-pk").first()


@transaction.atomic
def prepare(application: Application, *, by: User, outcome: str, reason: str = "", **values: Any) -> Decision:
    """Prepare a decision by hand. With a panel it follows the panel; other than the panel needs a reason."""
    row = _case(application, by, "officer", "lead")
    item = resolution_of(row)
    is_late = row.state == State.WAITLISTED
    if row.ruleset.uses_panel and item is None and not is_late:
        raise Refused([_("The panel has not resolved about this case yet.")])
    if item and not is_late and not reason and (outcome, values.get("amount")) != (item.result, item.amount):
        raise Refused([_("This is not what the panel resolved: give the reason.")])
    own = Decision.objects.filter(agenda_item=item).exclude(application=row).exists()
    return office_actions.prepare_decision(
        row, by=by, outcome=outcome, reason=reason, agenda_item=None if own else item, **values
    )


def stamp(decision: Decision) -> str:
    """Marks the wording that somebody has seen."""
    return decision.updated_at.isoformat()


@transaction.atomic
def sign(decision: Decision, *, by: User, seen: str) -> Application:
    """Sign what one has seen; raises Overtaken when it was prepared anew meanwhile, and Refused."""
    Application.objects.select_for_update(of=("self",)).get(pk=decision.application_id)
    now = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not has_declared(by, now.application_id):
        raise Refused([_("First declare whether you are tied to this case.")])
    if now.decided_by_id is None and stamp(now) != seen:
        raise Overtaken
    return office_actions.sign_decision(now, by=by)


@dataclass
class Signed:
    """What became of a batch."""

    done: list[Decision] = field(default_factory=list)
    refused: list[tuple[Decision, list[str | Promise]]] = field(default_factory=list)


def sign_batch(chosen: Iterable[tuple[Decision, str]], *, by: User) -> Signed:
    """Sign several, a transaction each: what can't be signed is told with its reasons and stops nobody else."""
    batch = Signed()
    for decision, seen in chosen:
        try:
            sign(decision, by=by, seen=seen)
        except Overtaken:
            batch.refused.append((decision, [_("This decision was prepared anew. Look at it again.")]))
        except Refused as error:
            batch.refused.append((decision, error.failures))
        else:
            batch.done.append(decision)
    return batch
