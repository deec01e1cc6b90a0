"""One act at a time for each date: the lock, the counter, and what lapses before anybody acts.

Every act of `events.booking.actions` takes its turn here: it locks the row of the date first, then reads, computes
and writes, in one short transaction. This holds under READ COMMITTED alone: a snapshot that is older than the lock
would count people who have left, so any other isolation is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from events.booking import mails
from events.booking.registration import Registration
from events.booking.standing import closing
from events.models import Occurrence
from twinning import memory

Status = Registration.Status

# How long places are held for an address that nobody has confirmed yet, and for an offer.
HOLD = timedelta(hours=48)
# Nobody waits longer for the row of a date; the visitor is asked to try again.
PATIENCE = "3s"
ISOLATION = "read committed"
# PostgreSQL's words for "somebody else holds the lock" and for two who wait for one another.
NOT_NOW = frozenset({"55P03", "40P01"})


class Refused(Exception):
    """The act is not possible; the text says why, in the reader's language."""


class Overtaken(Refused):
    """What was seen has changed meanwhile."""


class Busy(Exception):
    """Very many people act on this date at once: nothing was done, the same again will work in a moment."""


@dataclass(slots=True)
class Turn:
    """The locked date while an act has its turn."""

    occurrence: Occurrence
    now: datetime

    @property
    def rows(self) -> QuerySet[Registration]:
        """The registrations for this date."""
        return Registration.objects.filter(occurrence=self.occurrence)

    @property
    def free(self) -> int | None:
        """Places that nobody holds; None without a limit."""
        return self.occurrence.places_left

    def fits(self, places: int) -> bool:
        """Whether so many places are free."""
        return self.free is None or places <= self.free

    def count(self, places: int) -> None:
        """Raise the counter of places (lower it, below 0). The CHECK of the row is the last wall behind the lock."""
        Occurrence.objects.filter(pk=self.occurrence.pk).update(taken=F("taken") + places)
        self.occurrence.taken += places

    def held_until(self) -> datetime:
        """Until when a hold or an offer of this moment lasts: it never outlives the beginning."""
        occurrence = self.occurrence
        last = occurrence.starts_at if occurrence.starts_at > self.now else occurrence.ends_at
        return min(self.now + HOLD, last)

    def is_moving(self) -> bool:
        """People still move up: it takes place, and it has not begun."""
        occurrence = self.occurrence
        return not occurrence.is_off and self.now < max(closing(occurrence), occurrence.starts_at)


@contextmanager
def turn_at(occurrence_id: int, *, now: datetime | None = None, durable: bool = True) -> Iterator[Turn]:
    """Lock the date, let what has lapsed go, and give the turn.

    Raises Busy when the lock does not come in time, Refused when the date is gone. `durable=False` is for acts that
    are part of the admin's own transaction.
    """
    try:
        with transaction.atomic(durable=durable):
            _set_patience()
            occurrence = _locked(occurrence_id)
            if occurrence is None:
                raise Refused(_("This date is no longer there."))
            turn = Turn(occurrence, now or timezone.now())
            let_lapse(turn)
            yield turn
            transaction.on_commit(memory.forget)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") in NOT_NOW:
            raise Busy from error
        raise


def _set_patience() -> None:
    """Set how long this transaction waits for locks, and look at its isolation on the same way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), current_setting('transaction_isolation')",
            [PATIENCE],
        )
        isolation = cursor.fetchone()[1]
    if isolation != ISOLATION:
        raise ImproperlyConfigured(f"Registrations need READ COMMITTED, the database runs {isolation}.")


def _locked(occurrence_id: int) -> Occurrence | None:
    return Occurrence.objects.select_for_update(no_key=True).filter(pk=occurrence_id).first()


def read(turn: Turn, registration: Registration) -> Registration:
    """The registration as it stands under the lock; raises Refused once it is anonymised."""
    found = turn.rows.filter(pk=registration.pk, anonymised_at=None).first()
    if found is None:
        raise Refused(_("This registration is no longer there."))
    found.occurrence = turn.occurrence
    return found


def save(registration: Registration, *fields: str) -> None:
    """Write these columns of the registration, and when."""
    registration.save(update_fields=[*fields, "updated_at"])


def let_lapse(turn: Turn) -> int:
    """End the holds and offers whose time has run out, so that nobody is turned away for them; how many."""
    due = turn.rows.due(turn.now).order_by("pk")
    for registration in (found := list(due)):
        registration.occurrence = turn.occurrence
        was_offer = registration.status == Status.OFFERED
        if registration.status != Status.WAITING:
            turn.count(-registration.places)
        end(turn, registration, Status.EXPIRED)
        if was_offer:
            mails.tell_expired(registration)
    return len(found)


def end(turn: Turn, registration: Registration, status: str) -> None:
    """Nobody comes on this registration any more; its places were given back by the caller."""
    registration.status, registration.hold_until, registration.ended_at = status, None, turn.now
    save(registration, "status", "hold_until", "ended_at")
