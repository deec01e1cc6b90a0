"""The page of one session: agenda, attendance, ranking, and the money of the year beside it. Pure presentation.

Items with a tie of the reader show their number only: no title, no scores, no result, no sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from projects.grants.application import Application
from projects.grants.panel import reading
from projects.grants.panel.pot import APPROVALS, DECIDABLE, Pot, line_of, pot, prepared
from projects.grants.panel.results import Result
from projects.grants.panel.workflow import Room, rooms
from projects.grants.programme import BudgetLine
from projects.grants.review import AgendaItem, Attendance, Session

ZERO = Decimal("0.00")
KINDS = {
    AgendaItem.Result.APPROVED: "ok",
    AgendaItem.Result.REDUCED: "ok",
    AgendaItem.Result.WAITLISTED: "warn",
    AgendaItem.Result.REJECTED: "err",
    AgendaItem.Result.POSTPONED: "plain",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the agenda as the reader sees it; `is_closed_for_me` hides everything but its number."""

    item: AgendaItem
    room: Room
    score: Result | None
    is_closed_for_me: bool
    is_now: bool
    kind: str
    is_short: bool

    @property
    def case(self) -> Application:
        """The application, for templates."""
        return self.item.application


@dataclass(frozen=True, slots=True)
class Money:
    """The pot of the year with what today does to it, in euros and in widths of the bar (0 to 600)."""

    pot: Pot
    today: Decimal
    others: Decimal
    still: Decimal
    bars: dict[str, int] = field(default_factory=dict)

    @property
    def free(self) -> Decimal:
        """What may still be promised."""
        return self.pot.free

    @property
    def lacking(self) -> Decimal:
        """What is missing if everything open is approved in full."""
        return max(ZERO, self.still - max(self.free, ZERO))


def items_of(session: Session) -> list[AgendaItem]:
    """The agenda with its cases; two queries."""
    rows = session.items.select_related("application__applicant", "application__ruleset")
    return list(rows.prefetch_related("application__cities"))


def _is_done(item: AgendaItem) -> bool:
    return bool(item.result) or _is_gone(item)


def _is_gone(item: AgendaItem) -> bool:
    return item.application.state == Application.State.WITHDRAWN


def money(session: Session, items: Sequence[AgendaItem]) -> Money | None:
    """How the year's money stands; None without a budget line."""
    line = line_of(session)
    if line is None:
        return None
    found = pot(line)
    sums = [item.amount or ZERO for item in items if item.result in APPROVALS and not _is_gone(item)]
    today = sum(sums, ZERO)
    still = sum((item.application.requested for item in items if not _is_done(item)), ZERO)
    others = found.reserved - _own(session, line, today)
    total = line.amount or Decimal(1)
    bound = int(600 * line.committed / total)
    promised = min(600 - bound, int(600 * max(ZERO, found.reserved) / total))
    bars = {
        "bound": bound,
        "promised": promised,
        "edge": max(0, bound - 1),
        "end": max(0, bound + promised - 1),
    }
    return Money(found, today, max(others, ZERO), still, bars)


def _own(session: Session, line: BudgetLine, today: Decimal) -> Decimal:
    """What of the reserved money is this session's: its resolutions, once it is closed the decisions made of them."""
    if session.state != Session.State.CLOSED:
        return today
    return prepared(line).filter(agenda_item__session=session).aggregate(sum=Sum("amount"))["sum"] or ZERO


def chosen(items: Sequence[AgendaItem], visible: set[int], asked: str) -> AgendaItem | None:
    """The item that is open on the page: the one asked for, else the first that waits; never one with a tie."""
    own = [item for item in items if item.application_id in visible]
    wanted = [item for item in own if str(item.pk) == asked]
    return next(iter([*wanted, *[item for item in own if not _is_done(item)], *own]), None)


def build(session: Session, user: Any, asked: str = "") -> dict[str, Any]:
    """Everything about a session; the same queries for one item and for twenty."""
    items = items_of(session)
    attendances: list[Attendance] = list(session.attendances.select_related("person"))
    cases = [item.application for item in items]
    visible = set(
        Application.objects.visible_to(user)
        .filter(agenda_items__session=session)
        .values_list("pk", flat=True)
    )
    scores = reading.results(cases, user)
    in_room = rooms(session, items, attendances)
    now = chosen(items, visible, asked)
    funds = money(session, items)
    free = funds.free if funds else ZERO
    rows = [
        Row(
            item, in_room[item.pk], scores[item.application_id], item.application_id not in visible,
            now is not None and item.pk == now.pk, KINDS.get(item.result, "plain"),
            not _is_done(item) and item.application.requested > free,
        )
        for item in items
    ]  # fmt: skip
    own = [row for row in rows if not row.is_closed_for_me]
    return {
        "session": session,
        "rows": rows,
        "now": next((row for row in rows if row.is_now), None),
        "next": _next(items, visible, now),
        "ranking": sorted([row for row in own if row.score], key=lambda row: -row.score.mean),
        "attendances": _attendance(attendances, rows),
        "present": sum(one.is_present for one in attendances),
        "money": funds,
        "requested": sum((row.case.requested for row in own), ZERO),
        "granted": sum((row.item.amount or ZERO for row in own), ZERO),
        "open_places": [row.item.position for row in rows if not _is_done(row.item)],
        "hides": len(own) < len(rows),
        "decidable": DECIDABLE,
    }


def _next(items: Sequence[AgendaItem], visible: set[int], now: AgendaItem | None) -> AgendaItem | None:
    """The item after the present one that still waits."""
    if now is None:
        return None
    later = [item for item in items if item.position > now.position and item.application_id in visible]
    return next((item for item in later if not _is_done(item)), None)


def _attendance(attendances: Sequence[Attendance], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Everybody who is invited, with the items for which they leave the room."""
    away: dict[int, list[int]] = {}
    for row in rows:
        for person in row.room.left:
            away.setdefault(person.pk, []).append(row.item.position)
    return [
        {"row": one, "away": ", ".join(str(place) for place in away.get(one.person_id, []))}
        for one in attendances
    ]
