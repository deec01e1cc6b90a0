"""The money of a year as the panel sees it: bound by signatures, reserved by resolutions and prepared decisions, free.

`pot()` only reads. `reserve()` is asked inside the transaction that stores a resolution: it locks the budget line, so
that two resolutions at once can't promise the same euros.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from projects.grants.application import Application
from projects.grants.decision import Decision
from projects.grants.programme import BudgetLine
from projects.grants.review import AgendaItem, Session

ZERO = Decimal("0.00")
DECIDABLE = (Application.State.FOR_DECISION, Application.State.WAITLISTED)
APPROVALS = (Decision.Outcome.APPROVED, Decision.Outcome.REDUCED)


@dataclass(frozen=True, slots=True)
class Pot:
    """A budget line with what is promised and not signed yet."""

    line: BudgetLine
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        """What may still be promised; below nothing when more was promised than there is."""
        return self.line.left - self.reserved


def line_of(session: Session) -> BudgetLine | None:
    """The budget line of the session's programme in the year of its day."""
    year = timezone.localtime(session.held_at).year
    return BudgetLine.objects.filter(programme=session.programme_id, year=year).first()


def to_sign() -> QuerySet[Decision]:
    """Prepared decisions that can still be signed: of a withdrawn case nothing is left to sign, nor to pay."""
    return Decision.objects.filter(decided_at=None, application__state__in=DECIDABLE)


def _promises() -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(result__in=APPROVALS, application__state__in=DECIDABLE)


def prepared(line: BudgetLine) -> QuerySet[Decision]:
    """Prepared approvals that nobody has signed."""
    return to_sign().filter(budget=line, outcome__in=APPROVALS)


def resolved(line: BudgetLine) -> QuerySet[AgendaItem]:
    """Approvals of sessions that are not closed: their decisions are prepared when they close."""
    sessions = Session.objects.filter(programme=line.programme_id, held_at__year=line.year)
    open_ones = sessions.exclude(state=Session.State.CLOSED)
    return _promises().filter(session__in=open_ones)


def pot(line: BudgetLine, *, without: int | None = None) -> Pot:
    """How the line stands, leaving out one application (by key) that is about to be resolved anew."""
    items = resolved(line).exclude(application=without)
    decisions = (
        prepared(line).exclude(application=without).exclude(application__in=items.values("application"))
    )
    sums = [rows.aggregate(sum=Sum("amount"))["sum"] or ZERO for rows in (items, decisions)]
    return Pot(line, sum(sums, ZERO))


def reserve(line: BudgetLine, application: int) -> Pot:
    """The pot with its line locked until the transaction ends, without what this application has so far."""
    return pot(BudgetLine.objects.select_for_update().get(pk=line.pk), without=application)


def pots(lines: list[BudgetLine]) -> list[Pot]:
    """Many lines at once, in two queries."""
    found: dict[int, Decimal] = {line.pk: ZERO for line in lines}
    by_year = {(line.programme_id, line.year): line.pk for line in lines}
    counted = set()
    items = _promises().exclude(session__state=Session.State.CLOSED)
    for item in items.select_related("session"):
        key = by_year.get((item.session.programme_id, timezone.localtime(item.session.held_at).year))
        if key is not None and item.amount:
            found[key] += item.amount
            counted.add((key, item.application_id))
    for decision in to_sign().filter(budget__in=lines, outcome__in=APPROVALS):
        if (decision.budget_id, decision.application_id) not in counted:
            found[decision.budget_id] += decision.amount
    return [Pot(line, found[line.pk]) for line in lines]
