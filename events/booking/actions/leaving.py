"""Going out: cancel all or some places, staff take somebody off the list, holds and offers lapse."""

from datetime import datetime

from django.utils.translation import gettext as _

from events.booking import mails
from events.booking.actions.queueing import advance
from events.booking.actions.turn import (
    Busy,
    Overtaken,
    Refused,
    Status,
    Turn,
    end,
    let_lapse,
    read,
    save,
    turn_at,
)
from events.booking.registration import Registration
from events.querysets import HOLDING
from twinning.accounts.models import User

ENDED = frozenset({Status.CANCELLED, Status.EXPIRED})
OVER = frozenset({Status.ATTENDED, Status.NO_SHOW})


def cancel(registration: Registration, *, places: int | None = None, seen: int | None = None) -> Registration:
    """The person gives `places` back (None: all of them); whoever waits moves up. Twice is once.

    `seen` is the number of places on the page with the button, so that a second click gives nothing back. Raises
    Refused when the date is over, Overtaken when the places have changed.
    """
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.status in ENDED:
            return found
        if found.status in OVER or turn.now >= turn.occurrence.ends_at:
            raise Refused(_("This date is over."))
        if places is not None and seen is not None and found.places != seen:
            return _changed_already(found, seen - places)
        if places is not None and places < 1:
            raise Refused(_("Choose how many places you cancel."))
        if places is None or places >= found.places:
            return _leave(turn, found)
        return _shrink(turn, found, places)


def _changed_already(registration: Registration, wanted: int) -> Registration:
    if registration.places == wanted:
        return registration
    raise Overtaken(_("Your places have changed meanwhile. Please look at them again."))


def _leave(turn: Turn, registration: Registration, *, by: User | None = None) -> Registration:
    was_confirmed = registration.confirmed_at is not None
    if registration.status in HOLDING:
        turn.count(-registration.places)
    end(turn, registration, Status.CANCELLED)
    if was_confirmed:
        mails.tell_cancelled(registration, by_office=by is not None)
    advance(turn)
    return registration


def _shrink(turn: Turn, registration: Registration, places: int) -> Registration:
    if registration.status in HOLDING:
        turn.count(-places)
    registration.places -= places
    save(registration, "places")
    if registration.confirmed_at:
        mails.tell_reduced(registration)
    advance(turn)
    registration.refresh_from_db(fields=["status", "hold_until"])
    return registration


def remove(registration: Registration, *, by: User) -> Registration:
    """Staff take somebody off the list, who is told; places go to the queue. Twice is once."""
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.status in ENDED:
            return found
        if found.status in OVER:
            raise Refused(_("Take back first that this person came, or did not come."))
        return _leave(turn, found, by=by)


def expire_due(now: datetime) -> int:
    """End all holds and offers whose time has run out, date by date; how many. Busy dates wait for the next run."""
    due = Registration.objects.due(now).order_by("occurrence").values_list("occurrence", flat=True)
    ended = 0
    for occurrence_id in list(due.distinct()):
        waiting = Registration.objects.due(now).filter(occurrence=occurrence_id).count()
        try:
            with turn_at(occurrence_id, now=now) as turn:
                let_lapse(turn)
                advance(turn)
        except Busy:
            continue
        ended += waiting
    return ended
