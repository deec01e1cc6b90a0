"""Which reviews and scores somebody may see. Every page of the panel, every list and every figure goes through here.

Others' scores stay hidden from a reviewer until the own review is sent; whoever is tied to a case sees none at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from projects.grants.application import Application
from projects.grants.panel.results import Result, Weighed, together, weigh
from projects.grants.review import Conflict, Review


@dataclass(frozen=True, slots=True)
class Opinion:
    """A review with what its scores come to."""

    review: Review
    weighed: Weighed | None


def own_reviews(user: Any) -> QuerySet[Review]:
    """What a reviewer has been asked, without the cases to which they are tied."""
    if not getattr(user, "is_staff", False) or not user.has_perm("grants.change_review"):
        return Review.objects.none()
    cases = Application.objects.sent().without_conflict(user)
    return Review.objects.filter(reviewer=user, application__in=cases)


def counted(rows: QuerySet[Review]) -> QuerySet[Review]:
    """Without reviews whose author has declared a tie afterwards: they count nowhere."""
    return rows.filter(~Exists(_ties()))


def void(application: Application) -> QuerySet[Review]:
    """Sent reviews that don't count because their author has declared a tie since."""
    return Review.objects.filter(Exists(_ties()), application=application).select_related("reviewer")


def _ties() -> QuerySet[Conflict]:
    return Conflict.objects.filter(
        application=OuterRef("application"), user=OuterRef("reviewer"), is_tied=True
    )


def is_waiting(application: Application, user: Any) -> bool:
    """The reader still owes a review of this case: others' scores would sway it."""
    return Review.objects.filter(application=application, reviewer=user, submitted_at=None).exists()


def opinion(review: Review) -> Opinion:
    """A review with its sum; `scores__criterion` should be fetched."""
    pairs = [(score.value, score.criterion.weight) for score in review.scores.all()]
    return Opinion(review, weigh(pairs))


def opinions(application: Application, user: Any) -> list[Opinion]:
    """The sent reviews that the reader may see: all for people of the case, after the own one for reviewers."""
    if is_waiting(application, user):
        return []
    rows = counted(Review.objects.filter(application=application, submitted_at__isnull=False))
    return [opinion(row) for row in rows.select_related("reviewer").prefetch_related("scores__criterion")]


def result(found: Iterable[Opinion]) -> Result | None:
    """Mean and spread of sent reviews."""
    return together([one.weighed.mean for one in found if one.weighed])


def results(cases: Iterable[Application], user: Any) -> dict[int, Result | None]:
    """Case -> its result, None where there is none or where the reader has to judge first; three queries."""
    keys = [case.pk for case in cases]
    rows = counted(Review.objects.filter(application__in=keys)).prefetch_related("scores__criterion")
    means: dict[int, list[Decimal]] = {}
    hidden = set()
    for row in rows:
        if row.submitted_at is None:
            hidden |= {row.application_id} if row.reviewer_id == user.pk else set()
            continue
        weighed = opinion(row).weighed
        if weighed:
            means.setdefault(row.application_id, []).append(weighed.mean)
    return {key: None if key in hidden else together(means.get(key, [])) for key in keys}
