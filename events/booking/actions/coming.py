"""At the door: who came and who did not. Places stay taken either way."""

from datetime import timedelta

from django.utils.translation import gettext as _

from events.booking.actions.turn import Refused, Status, read, save, turn_at
from events.booking.registration import Registration
from events.models import Occurrence
from twinning.accounts.models import User

# From when people may be checked in: the evening before is early enough for everybody.
DOORS = timedelta(hours=24)


def check_in(registration: Registration, *, by: User) -> Registration:
    """The person is here; a second click changes nothing."""
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.status == Status.ATTENDED:
            return found
        if found.status not in {Status.CONFIRMED, Status.NO_SHOW}:
            raise Refused(_("Only confirmed registrations can be checked in."))
        if turn.now < turn.occurrence.starts_at - DOORS:
            raise Refused(_("It is too early: people are checked in from one day before."))
        found.status, found.checked_in_at, found.checked_in_by = Status.ATTENDED, turn.now, by
        save(found, "status", "checked_in_at", "checked_in_by")
        return found


def undo_check_in(registration: Registration) -> Registration:
    """It was a mistake: back to "confirmed", also for somebody who was marked as absent."""
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.status in {Status.ATTENDED, Status.NO_SHOW}:
            found.status, found.checked_in_at, found.checked_in_by = Status.CONFIRMED, None, None
            save(found, "status", "checked_in_at", "checked_in_by")
        return found


def mark_absent(occurrence: Occurrence, *, by: User) -> int:
    """Everybody who is confirmed and was not checked in did not come; how many people's registrations."""
    with turn_at(occurrence.pk) as turn:
        if turn.now < turn.occurrence.starts_at:
            raise Refused(_("It has not begun yet."))
        return turn.rows.filter(status=Status.CONFIRMED).update(status=Status.NO_SHOW, updated_at=turn.now)
