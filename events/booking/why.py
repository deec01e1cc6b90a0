"""Why the waiting list of a date does not move, in words that staff can act on.

Called by the staff's page of a date and the card of the desk. It reads what `events.booking.actions` decides by, and
decides nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.booking.registration import Registration
from events.booking.standing import closing
from events.clocks import clock_time, weekday_date
from events.models import Occurrence
from events.walltime import local

Status = Registration.Status
HELD = (Status.PENDING, Status.OFFERED)
Rows = list[Registration]


def interesting_rows(occurrences: Iterable[int]) -> dict[int, Rows]:
    """Everybody who waits, or for whom places are held, by date, in the order of the queue: one query."""
    rows = Registration.objects.filter(occurrence__in=list(occurrences), status__in=[Status.WAITING, *HELD])
    found: dict[int, Rows] = {}
    for row in rows.order_by("position", "pk").only(
        "occurrence", "status", "places", "position", "confirmed_at", "hold_until"
    ):
        found.setdefault(row.occurrence_id, []).append(row)
    return found


def why_not_moving(
    occurrence: Occurrence, *, now: datetime | None = None, rows: Rows | None = None
) -> list[str]:
    """What keeps the queue where it is, the most important first; empty when somebody can move up at once."""
    if occurrence.registration != Occurrence.Registration.INTERNAL:
        return []
    now = now or timezone.now()
    if rows is None:
        rows = interesting_rows([occurrence.pk]).get(occurrence.pk, [])
    waiting = [row for row in rows if row.status == Status.WAITING]
    if not waiting:
        return [_("Nobody is waiting.")]
    if stopped := _stopped(occurrence, now):
        return [stopped]
    held = [row for row in rows if row.status in HELD]
    return [*_queue_reasons(occurrence, waiting), *_held_reasons(occurrence, held, now)]


def is_stuck(occurrence: Occurrence, rows: Rows, now: datetime) -> bool:
    """People wait although places are free, and nobody of them can move up: staff should have a look."""
    left = occurrence.places_left
    is_free = left is None or left > 0
    waits = any(row.status == Status.WAITING for row in rows)
    return bool(waits and is_free and not _stopped(occurrence, now) and _queue_reasons(occurrence, rows))


def _stopped(occurrence: Occurrence, now: datetime) -> str:
    if occurrence.status == Occurrence.Status.CANCELLED:
        return _("This date has been cancelled: nobody moves up.")
    if occurrence.status == Occurrence.Status.POSTPONED:
        return _("This date has been postponed: nobody moves up.")
    if now >= max(closing(occurrence), occurrence.starts_at):
        return _("It has begun: nobody moves up any more.")
    return ""


# --- the queue ------------------------------------------------------------------------------------
def _queue_reasons(occurrence: Occurrence, rows: Rows) -> list[str]:
    """What in the queue itself, or in the places, keeps it still."""
    waiting = [row for row in rows if row.status == Status.WAITING]
    reasons = [_too_large(row, occurrence) for row in waiting if _never_fits(row, occurrence)]
    able = [row for row in waiting if not _never_fits(row, occurrence)]
    sure = [row for row in able if row.confirmed_at]
    if not able:
        return reasons
    left = occurrence.places_left
    if left is not None and left <= 0:
        return [_all_taken(occurrence), *reasons]
    if not sure:
        return [_("Nobody on the list has confirmed the e-mail address yet."), *reasons]
    if left is None:
        return []
    blocked = _blocked(occurrence, sure, left)
    return [*blocked, *reasons] if blocked else []


def _never_fits(row: Registration, occurrence: Occurrence) -> bool:
    return occurrence.capacity is not None and row.places > occurrence.capacity


def _too_large(row: Registration, occurrence: Occurrence) -> str:
    return _(
        "%(number)s needs %(places)d places, and there are only %(capacity)d in all. It keeps nobody from moving up."
    ) % {"number": row.number, "places": row.places, "capacity": occurrence.capacity}


def _all_taken(occurrence: Occurrence) -> str:
    text = ngettext("The only place is taken.", "All %(count)d places are taken.", occurrence.capacity)
    return text % {"count": occurrence.capacity} if occurrence.capacity else _("There are no places.")


def _blocked(occurrence: Occurrence, sure: Rows, left: int) -> list[str]:
    """Why nobody of those who have confirmed gets one of the free places."""
    fitting = [row for row in sure if row.places <= left]
    free = ngettext("%(count)d place is free.", "%(count)d places are free.", left) % {"count": left}
    if occurrence.queue == Occurrence.Queue.FITTING:
        if fitting:
            return []
        smallest = min(row.places for row in sure)
        return [
            f"{free} "
            + _("Everybody who waits needs more; the smallest group needs %(places)d.") % {"places": smallest}
        ]
    first = sure[0]
    if first.places <= left:
        return []
    words = {"number": first.number, "places": first.places}
    reasons = [f"{free} " + _("The first on the list, %(number)s, needs %(places)d.") % words]
    if fitting:
        reasons.append(
            _("The order is strict. With “the first that fits”, %(number)s would move up now.")
            % {"number": fitting[0].number}
        )
    return reasons


# --- places that are held -------------------------------------------------------------------------
def _held_reasons(occurrence: Occurrence, held: Rows, now: datetime) -> list[str]:
    if occurrence.capacity is None:
        return []
    return [_held(occurrence, row, now) for row in sorted(held, key=lambda row: (row.hold_until, row.pk))]


def _held(occurrence: Occurrence, row: Registration, now: datetime) -> str:
    words = {"number": row.number, "until": _moment(row.hold_until, occurrence)}
    if row.hold_until <= now:
        return _("The time of %(number)s has run out; the place is given on at the next change.") % words
    if row.status == Status.OFFERED:
        return _("An offer runs until %(until)s (%(number)s).") % words
    return _("Places are held until %(until)s for %(number)s, who has not confirmed yet.") % words


def _moment(moment: datetime, occurrence: Occurrence) -> str:
    there = local(moment, occurrence.time_zone)
    return f"{weekday_date(there)}, {clock_time(there)}"
