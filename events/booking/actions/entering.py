"""Staff let somebody in who has no form: a caller on the telephone, or somebody who stands at the door.

The same lock, counter and order of the queue as for everybody else. Nobody has to confirm an address: whoever calls is
known, and may have none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from events.booking import mails
from events.booking.actions.coming import DOORS
from events.booking.actions.joining import find_room
from events.booking.actions.queueing import advance
from events.booking.actions.turn import Refused, Status, Turn, turn_at
from events.booking.registration import Answer, Registration
from events.models import Occurrence
from twinning.accounts.models import User


@dataclass(frozen=True, slots=True)
class Guest:
    """What staff write down about somebody."""

    name: str
    email: str = ""
    language: str = "de"
    places: int = 1
    attendance: str = Registration.Attendance.ONSITE
    access_needs: str = ""
    answers: Mapping[int, str] = field(default_factory=dict)


def enter(occurrence: Occurrence, guest: Guest, *, by: User, key: UUID, consent_version: str) -> Registration:
    """Register somebody who has called: places at once, or the end of the queue. The same form twice is once.

    Raises Refused when the date is off or has begun, when the address is there already, or when everything is full.
    """
    with turn_at(occurrence.pk) as turn:
        if known := turn.rows.filter(key=key).first():
            return known
        _check(turn, guest)
        if turn.now >= turn.occurrence.starts_at:
            raise Refused(_("It has begun. Let people in with the list for the door."))
        advance(turn)
        registration = _row(turn, guest, key, consent_version)
        find_room(turn, registration)
        _store(registration, guest)
        tell = mails.tell_waiting if registration.status == Status.WAITING else mails.tell_confirmed
        tell(registration)
        return registration


def walk_in(
    occurrence: Occurrence, guest: Guest, *, by: User, key: UUID, consent_version: str
) -> Registration:
    """Somebody came without having registered, and is here. Raises Refused when so many places are not free."""
    with turn_at(occurrence.pk) as turn:
        if known := turn.rows.filter(key=key).first():
            return known
        _check(turn, guest)
        if turn.now < turn.occurrence.starts_at - DOORS:
            raise Refused(_("It is too early: people are checked in from one day before."))
        if not turn.fits(guest.places):
            raise Refused(
                _("So many places are not free. Whoever is allowed to can raise the number of places first.")
            )
        registration = _row(turn, guest, key, consent_version)
        registration.status = Status.ATTENDED
        registration.checked_in_at, registration.checked_in_by = turn.now, by
        turn.count(guest.places)
        _store(registration, guest)
        return registration


def _check(turn: Turn, guest: Guest) -> None:
    occurrence = turn.occurrence
    if occurrence.registration != Occurrence.Registration.INTERNAL:
        raise Refused(_("Nobody registers in the portal for this date."))
    if occurrence.is_off:
        raise Refused(_("This date does not take place."))
    if occurrence.capacity is not None and guest.places > occurrence.capacity:
        raise Refused(_("There are fewer places than that in all."))
    if guest.email and turn.rows.living().filter(email__iexact=guest.email).exists():
        raise Refused(_("This address is registered already."))


def _row(turn: Turn, guest: Guest, key: UUID, consent_version: str) -> Registration:
    return Registration(
        key=key,
        occurrence=turn.occurrence,
        name=guest.name,
        email=guest.email,
        language=guest.language,
        places=guest.places,
        attendance=guest.attendance,
        access_needs=guest.access_needs,
        consent_version=consent_version,
        consent_at=turn.now,
        confirmed_at=turn.now,
    )


def _store(registration: Registration, guest: Guest) -> None:
    registration.save()
    questions = registration.occurrence.event.questions.filter(pk__in=guest.answers)
    Answer.objects.bulk_create(
        Answer(registration=registration, question=question, value=guest.answers[question.pk])
        for question in questions
    )
