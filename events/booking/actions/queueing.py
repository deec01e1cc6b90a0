"""The waiting list: who moves up, offers and their answers, and changes to the places of a date."""

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.booking import mails
from events.booking.actions.turn import Overtaken, Refused, Status, Turn, end, read, save, turn_at
from events.booking.registration import Registration
from events.models import Occurrence
from twinning.accounts.models import User

RULES = ("capacity", "waiting_limit", "queue", "offers")


# --- shared with the other acts -------------------------------------------------------------------
def line(turn: Turn) -> QuerySet[Registration]:
    """Everybody who waits, first come first; groups larger than the whole date stop nobody behind them."""
    waiting = turn.rows.waiting()
    capacity = turn.occurrence.capacity
    return waiting if capacity is None else waiting.filter(places__lte=capacity)


def is_strict(occurrence: Occurrence) -> bool:
    """Nobody overtakes, not even into a place that is too small for the first."""
    return occurrence.queue == Occurrence.Queue.STRICT


def somebody_is_first(turn: Turn) -> bool:
    """Whether a free place belongs to somebody who waits already, confirmed or not.

    In strict order that is anybody; else somebody whom the free places would be enough for.
    """
    waiting = line(turn)
    if not is_strict(turn.occurrence) and turn.free is not None:
        waiting = waiting.filter(places__lte=turn.free)
    return waiting.exists()


def waiting_places_left(turn: Turn) -> int | None:
    """How many people may still join the queue; None without a limit."""
    limit = turn.occurrence.waiting_limit
    if limit is None:
        return None
    people = turn.rows.waiting().aggregate(people=Sum("places"))["people"] or 0
    return max(limit - people, 0)


def advance(turn: Turn) -> int:
    """Let those move up for whom places are free; how many did. Only confirmed addresses are promoted."""
    moved = 0
    while turn.is_moving() and (following := _following(turn)):
        seat(turn, following)
        moved += 1
    return moved


def _following(turn: Turn) -> Registration | None:
    """The one who moves up now."""
    if turn.free is not None and turn.free <= 0:
        return None
    waiting = line(turn).filter(confirmed_at__isnull=False)
    if turn.free is not None and not is_strict(turn.occurrence):
        waiting = waiting.filter(places__lte=turn.free)
    first = waiting.first()
    return first if first and turn.fits(first.places) else None


def seat(turn: Turn, registration: Registration) -> None:
    """Give the places to somebody who waited, or offer them for a limited time, and write the mail."""
    registration.occurrence = turn.occurrence
    turn.count(registration.places)
    if turn.occurrence.offers:
        registration.status, registration.hold_until = Status.OFFERED, turn.held_until()
        save(registration, "status", "hold_until")
        mails.tell_offered(registration)
        return
    registration.status, registration.hold_until = Status.CONFIRMED, None
    save(registration, "status", "hold_until")
    mails.tell_promoted(registration)


# --- the acts -------------------------------------------------------------------------------------
def move_queue(occurrence_id: int) -> int:
    """Let the queue of a date move as far as it can; how many moved up."""
    with turn_at(occurrence_id) as turn:
        return advance(turn)


def promote(registration: Registration, *, by: User) -> Registration:
    """Staff let somebody move up out of turn. Raises Refused when the places are not free."""
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.status in {Status.CONFIRMED, Status.OFFERED}:
            return found
        if found.status != Status.WAITING:
            raise Refused(_("Only somebody on the waiting list can move up."))
        if not found.confirmed_at:
            raise Refused(_("The e-mail address is not confirmed yet."))
        if not turn.is_moving():
            raise Refused(_("Nobody moves up any more on this date."))
        if not turn.fits(found.places):
            raise Refused(_("So many places are not free."))
        seat(turn, found)
        return found


def accept_offer(registration: Registration) -> Registration:
    """Take the offered places; doing it twice is doing it once."""
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.status in {Status.CONFIRMED, Status.ATTENDED}:
            return found
        if found.status != Status.OFFERED or turn.occurrence.is_off:
            raise Refused(_("This offer has ended, and the place went to the next person."))
        found.status, found.hold_until = Status.CONFIRMED, None
        save(found, "status", "hold_until")
        mails.tell_confirmed(found)
        return found


def decline_offer(registration: Registration) -> Registration:
    """Leave the offered places to the next one; the registration ends."""
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.status in {Status.CANCELLED, Status.EXPIRED}:
            return found
        if found.status != Status.OFFERED:
            raise Refused(_("There is no offer to decline."))
        turn.count(-found.places)
        end(turn, found, Status.CANCELLED)
        advance(turn)
        return found


def change_rules(
    occurrence: Occurrence,
    *,
    by: User | None,
    capacity: int | None,
    waiting_limit: int | None,
    queue: str,
    offers: bool,
    seen: int,
) -> Occurrence:
    """Change places and waiting list; whoever fits now moves up at once. May be part of the admin's transaction.

    `seen` is the version that was read. Raises Overtaken when the date was changed since, Refused when more places
    are taken than there would be.
    """
    with turn_at(occurrence.pk, durable=False) as turn:
        found = turn.occurrence
        wanted = {"capacity": capacity, "waiting_limit": waiting_limit, "queue": queue, "offers": offers}
        if all(getattr(found, name) == value for name, value in wanted.items()):
            return found
        if found.version != seen:
            raise Overtaken(_("This date was changed meanwhile. Please look at it again."))
        if capacity is not None and capacity < found.taken:
            raise Refused(_too_few(found.taken))
        for name, value in wanted.items():
            setattr(found, name, value)
        found.version += 1
        found.save(update_fields=[*RULES, "version", "updated_at"])
        advance(turn)
        return found


def _too_few(taken: int) -> str:
    text = ngettext(
        "%(count)d place is taken already. There can't be fewer.",
        "%(count)d places are taken already. There can't be fewer.",
        taken,
    )
    return text % {"count": taken}
