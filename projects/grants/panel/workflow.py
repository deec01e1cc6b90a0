"""A session of the panel: planned, open, closed. Agenda, attendance, resolutions, and the decisions that follow.

Who is tied to a case leaves the room for its item: quorum and votes count the others. A resolution over the rest of the
budget is not stored. Called by the pages of sessions only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.grants import office_actions
from projects.grants.application import Application
from projects.grants.decision import Decision
from projects.grants.panel.actions import Overtaken
from projects.grants.panel.people import tied
from projects.grants.panel.pot import APPROVALS, DECIDABLE, line_of, reserve
from projects.grants.programme import Programme
from projects.grants.review import AgendaItem, Attendance, Session
from projects.grants.roles import roles_of
from projects.grants.sentences import euros
from projects.grants.workflow import Refused, record
from twinning.accounts.models import User

Result = AgendaItem.Result
MOST_VOTES = 32000


@dataclass(frozen=True, slots=True)
class Room:
    """Who votes about an item: present and free of ties; `left` had to go."""

    voters: list[User]
    left: list[User]
    quorum: int

    @property
    def is_enough(self) -> bool:
        """The panel has a quorum for this item."""
        return len(self.voters) >= self.quorum


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was resolved about an item."""

    result: str
    yes: int = 0
    no: int = 0
    abstain: int = 0
    amount: Decimal | None = None
    reason: str = ""


def _lock(session: Session, by: User, *states: str) -> Session:
    row = Session.objects.select_for_update(of=("self",)).select_related("programme").get(pk=session.pk)
    if not by.is_staff or not by.has_perm("grants.change_session"):
        raise Refused([_("Your role does not allow this.")])
    if row.state not in states:
        raise Refused(
            [_("The session is “%(state)s”: this is not possible.") % {"state": row.get_state_display()}]
        )
    return row


PLANNED, OPEN, CLOSED = Session.State.PLANNED, Session.State.OPEN, Session.State.CLOSED


# --- before and during ----------------------------------------------------------------------------
@transaction.atomic
def plan(
    *, by: User, programme: Programme, held_at: datetime, people: Iterable[User], **values: Any
) -> Session:
    """Call a session; the same moment of the same programme is one session. Raises Refused."""
    if not by.has_perm("grants.add_session"):
        raise Refused([_("Your role does not allow this.")])
    Programme.objects.select_for_update().get(pk=programme.pk)
    known = Session.objects.filter(programme=programme, held_at=held_at).first()
    if known:
        return known
    session = Session.objects.create(programme=programme, held_at=held_at, **values)
    Attendance.objects.bulk_create(Attendance(session=session, person=person) for person in people)
    return session


@transaction.atomic
def change(session: Session, *, by: User, people: Iterable[User], **values: Any) -> Session:
    """Another day, place or round of people before the session opens; who was there stays. Raises Refused."""
    row = _lock(session, by, PLANNED)
    for name in ("held_at", "place", "quorum", "chair", "keeper"):
        setattr(row, name, values[name])
    row.version += 1
    row.save()
    wanted = {person.pk: person for person in people}
    row.attendances.exclude(person__in=wanted).delete()
    known = set(row.attendances.values_list("person", flat=True))
    Attendance.objects.bulk_create(
        Attendance(session=row, person=person) for key, person in wanted.items() if key not in known
    )
    return row


@transaction.atomic
def begin(session: Session, *, by: User) -> Session:
    """Open the session; a second press changes nothing. Raises Refused."""
    row = _lock(session, by, PLANNED, OPEN)
    row.state = OPEN
    row.save(update_fields=["state", "updated_at"])
    return row


def addable(session: Session, user: User) -> Any:
    """Cases for the agenda: ready, of this programme, on no open agenda, not waiting to be signed, visible."""
    rows = Application.objects.visible_to(user).filter(programme=session.programme_id, state__in=DECIDABLE)
    rows = rows.exclude(decision__in=Decision.objects.filter(decided_at=None))
    elsewhere = AgendaItem.objects.exclude(session__state=CLOSED)
    return rows.exclude(pk__in=elsewhere.values("application")).exclude(agenda_items__session=session)


@transaction.atomic
def add_items(session: Session, cases: Iterable[Application], *, by: User) -> list[AgendaItem]:
    """Put cases at the end of the agenda; those that are on it stay where they are. Raises Refused."""
    row = _lock(session, by, PLANNED, OPEN)
    allowed = set(addable(row, by).values_list("pk", flat=True))
    known = set(row.items.values_list("application", flat=True))
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    new = [case for case in cases if case.pk not in known]
    if any(case.pk not in allowed for case in new):
        raise Refused([_("One of these cases can't go on this agenda.")])
    return [
        AgendaItem.objects.create(session=row, application=case, position=last + place)
        for place, case in enumerate(new, 1)
    ]


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User) -> None:
    """Take a case off the agenda as long as nothing is resolved; the numbers close up. Raises Refused."""
    session = _lock(item.session, by, PLANNED, OPEN)
    row = AgendaItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if row is None:
        return
    if row.result:
        raise Refused([_("This item is resolved: it stays on the agenda.")])
    row.delete()
    for place, other in enumerate(session.items.all(), 1):
        AgendaItem.objects.filter(pk=other.pk).update(position=place)


@transaction.atomic
def note_attendance(session: Session, present: Mapping[int, tuple[bool, str]], *, by: User) -> Session:
    """Who is there now, with a word ("by video", "until 18:00"). Raises Refused."""
    row = _lock(session, by, PLANNED, OPEN)
    for attendance in row.attendances.select_for_update(of=("self",)):
        if attendance.pk in present:
            attendance.is_present, attendance.note = present[attendance.pk]
            attendance.save(update_fields=["is_present", "note"])
    return row


def rooms(
    session: Session, items: Iterable[AgendaItem], attendances: Iterable[Attendance]
) -> dict[int, Room]:
    """Item -> who votes about it; the same few queries for any number of items."""
    rows = list(items)
    people = [one.person for one in attendances if one.is_present]
    ties = tied([item.application for item in rows], people)
    return {
        item.pk: Room(
            [person for person in people if person.pk not in ties[item.application_id]],
            [person for person in people if person.pk in ties[item.application_id]],
            session.quorum,
        )
        for item in rows
    }


# --- resolving ------------------------------------------------------------------------------------
@transaction.atomic
def resolve(item: AgendaItem, resolution: Resolution, *, by: User, version: int) -> AgendaItem:
    """Store what the panel resolved. Raises Refused with every reason, Overtaken when another page was faster."""
    session = _lock(item.session, by, OPEN)
    # The case before the money, as signing does: two people who act at once wait for each other in one order.
    case = Application.objects.select_for_update(of=("self",)).get(pk=item.application_id)
    row = AgendaItem.objects.select_for_update(of=("self",)).select_related("application").get(pk=item.pk)
    if not {"officer", "lead"} & roles_of(by, case):
        raise Refused([_("Your role does not allow this.")])
    if row.version != version:
        raise Overtaken
    present = session.attendances.select_related("person")
    room = rooms(session, [row], present)[row.pk]
    problems = _problems(case, resolution, room) + _too_much(session, row, resolution)
    if problems:
        raise Refused(problems)
    row.result, row.reason = resolution.result, resolution.reason
    row.amount = resolution.amount if resolution.result in APPROVALS else None
    row.yes, row.no, row.abstain = resolution.yes, resolution.no, resolution.abstain
    row.resolved_at, row.version = timezone.now(), row.version + 1
    row.save()
    record(row, "resolve", actor=by, reason=row.reason, data=_protocol(row, room))
    return row


def _protocol(item: AgendaItem, room: Room) -> dict[str, Any]:
    """Who was in the room stays readable in the trail, whoever comes or goes later."""
    return {
        "session": item.session_id,
        "item": item.position,
        "result": item.result,
        "amount": str(item.amount or ""),
        "votes": [item.yes, item.no, item.abstain],
        "voters": [str(person) for person in room.voters],
        "left": [str(person) for person in room.left],
    }


def _problems(case: Application, resolution: Resolution, room: Room) -> list[str | Promise]:
    found = []
    if case.state not in DECIDABLE:
        found.append(_("This case is not ready for a decision."))
    if case.state == resolution.result == Result.WAITLISTED:
        found.append(_("This case is on the reserve list already: postpone it instead."))
    if not room.is_enough:
        values = {"count": len(room.voters), "quorum": room.quorum}
        found.append(_("No quorum for this item: %(count)d may vote, %(quorum)d are needed.") % values)
    if resolution.result not in Result.values:
        return [*found, _("Choose the result.")]
    if resolution.result != Result.POSTPONED:
        found += _votes(resolution, room)
    return found + _reasons(case, resolution)


def _votes(resolution: Resolution, room: Room) -> list[str | Promise]:
    votes = (resolution.yes, resolution.no, resolution.abstain)
    if min(votes) < 0 or sum(votes) != len(room.voters):
        values = {"sum": sum(votes), "count": len(room.voters)}
        return [_("%(sum)d votes are counted, but %(count)d people may vote.") % values]
    if resolution.result in APPROVALS and resolution.yes <= resolution.no:
        return [_("An approval needs more yes than no.")]
    return []


def _reasons(case: Application, resolution: Resolution) -> list[str | Promise]:
    found: list[str | Promise] = []
    amount, is_silent = resolution.amount, not resolution.reason.strip()
    if resolution.result in {Result.REDUCED, Result.REJECTED} and is_silent:
        found.append(_("A reduction or rejection needs its reason."))
    if resolution.result not in APPROVALS:
        return found
    if amount is None or amount <= 0:
        return [*found, _("Enter the amount.")]
    if amount > case.requested and is_silent:
        found.append(_("More than was asked for needs a reason."))
    if resolution.result == Result.REDUCED and amount >= case.requested:
        found.append(_("A reduced amount is less than what was asked for."))
    if resolution.result == Result.APPROVED and amount < case.requested:
        found.append(_("Less than was asked for is an approval with a reduced amount."))
    return found


def _too_much(session: Session, item: AgendaItem, resolution: Resolution) -> list[str | Promise]:
    """DEC-2 before the decision: promised money counts as gone."""
    if resolution.result not in APPROVALS or resolution.amount is None:
        return []
    line = line_of(session)
    if line is None:
        return [_("There is no budget for this programme and year.")]
    free = reserve(line, item.application_id).free
    if resolution.amount <= free:
        return []
    return [_("Only %(left)s are left in the budget.") % {"left": euros(max(free, Decimal(0)))}]


# --- closing --------------------------------------------------------------------------------------
def open_items(session: Session) -> list[AgendaItem]:
    """Items that keep the session open: not resolved, and not withdrawn meanwhile."""
    rows = session.items.filter(result="").exclude(application__state=Application.State.WITHDRAWN)
    return list(rows.select_related("application"))


@transaction.atomic
def close(session: Session, *, by: User) -> Session:
    """End the session and prepare the decisions; what is closed stays as it is. Raises Refused, and nothing happens."""
    row = _lock(session, by, OPEN, CLOSED)
    if row.state == CLOSED:
        return row
    waiting = open_items(row)
    if waiting:
        places = ", ".join(str(item.position) for item in waiting)
        raise Refused([_("These items are still open: %(places)s.") % {"places": places}])
    line, failures = line_of(row), []
    row.state, row.closed_at = CLOSED, timezone.now()
    row.save(update_fields=["state", "closed_at", "updated_at"])
    for item in row.items.exclude(result__in=["", Result.POSTPONED]).select_related("application"):
        if item.application.state in DECIDABLE:
            failures += _prepare(item, line, by)
    if failures:
        raise Refused(failures)
    return row


def _prepare(item: AgendaItem, line: Any, by: User) -> list[str | Promise]:
    """The draft of one decision; the reasons against it name the item."""
    try:
        office_actions.prepare_decision(
            item.application,
            by=by,
            outcome=item.result,
            amount=item.amount,
            budget_line=line,
            reason=item.reason,
            agenda_item=item,
        )
    except Refused as error:
        return [
            _("Item %(item)d: %(reason)s") % {"item": item.position, "reason": reason}
            for reason in error.failures
        ]
    return []
