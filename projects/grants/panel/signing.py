"""Lists of decisions: what a batch of signatures would do, and which letters are not out. Read by `decision_views`."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from projects.grants.decision import Decision, Letter
from projects.grants.office_actions import APPROVALS
from projects.grants.panel.actions import stamp
from projects.grants.review import Conflict
from projects.grants.sentences import euros

ZERO = Decimal("0.00")
KINDS = {"rejected": Letter.Kind.REJECTION, "waitlisted": Letter.Kind.WAITLIST}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A decision with what stands against signing it after those above; `total` is the money up to here."""

    decision: Decision
    stamp: str
    reasons: list[str]
    total: Decimal


def foresee(rows: Iterable[Decision], user: Any) -> list[Foreseen]:
    """Each in turn, as if the ones before were signed: four eyes and money. No query of its own per row."""
    left: dict[int, Decimal] = {}
    total, found = ZERO, []
    free = set(Conflict.objects.filter(user=user, is_tied=False).values_list("application", flat=True))
    for row in rows:
        reasons = []
        if row.application_id not in free:
            reasons.append(_("First declare whether you are tied to this case."))
        if row.prepared_by_id == user.pk:
            reasons.append(_("You prepared this decision: another person has to sign it."))
        if row.outcome in APPROVALS and row.budget:
            rest = left.setdefault(row.budget_id, row.budget.left)
            if row.amount > rest:
                reasons.append(_("Only %(left)s are left in the budget.") % {"left": euros(rest)})
            elif not reasons:
                left[row.budget_id] = rest - row.amount
                total += row.amount
        found.append(Foreseen(row, stamp(row), reasons, total))
    return found


def shelves(rows: QuerySet[Decision]) -> list[dict[str, Any]]:
    """Signed decisions whose letter has not gone out, with the stored one; two queries."""
    known: dict[tuple[int, str], Letter] = {}
    decisions = list(rows)
    stored = Letter.objects.filter(
        application__in=[row.application_id for row in decisions], is_original=True
    )
    for letter in stored.order_by("pk"):
        known[letter.application_id, letter.kind] = letter
    found = []
    for row in decisions:
        letter = known.get((row.application_id, KINDS.get(row.outcome, Letter.Kind.AWARD)))
        if letter is None or letter.sent_at is None:
            found.append({"decision": row, "case": row.application, "letter": letter})
    return found
