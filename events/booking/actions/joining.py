"""Coming in: register, confirm the address, get a link once more."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Max, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.booking import mails
from events.booking.actions.queueing import advance, somebody_is_first, waiting_places_left
from events.booking.actions.turn import HOLD, Refused, Status, Turn, read, save, turn_at
from events.booking.registration import Answer, Registration
from events.booking.standing import State, booking_state
from events.models import Event, Occurrence

# How many registrations of one address may wait for their confirmation at the same time.
OPEN_HOLDS = 5

__all__ = ["HOLD", "OPEN_HOLDS", "confirm", "register", "send_link"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed into the form."""

    key: UUID
    name: str
    email: str
    language: str
    places: int
    attendance: str
    access_needs: str
    answers: Mapping[int, str]
    consent_version: str

    def own_key(self, occurrence: Occurrence) -> UUID:
        """The form's key together with what was typed: going back and writing something else is something else."""
        typed = [occurrence.pk, self.name, self.email.lower(), self.places, self.attendance]
        typed += [self.access_needs, sorted(self.answers.items())]
        return uuid5(self.key, json.dumps(typed))


def register(
    occurrence: Occurrence,
    *,
    key: UUID,
    name: str,
    email: str,
    language: str,
    places: int = 1,
    attendance: str = "",
    access_needs: str = "",
    answers: Mapping[int, str] | None = None,
    consent_version: str,
) -> Registration:
    """Hold places, or a turn in the queue, until the address is confirmed, and send the link for that.

    The same form sent twice makes one row. An address that is registered already gets its link by mail, and the
    answer is the same as for a new one. Raises Refused with the reason, Busy when the date does not come free.
    """
    with turn_at(occurrence.pk) as turn:
        attending = attendance or _usual_attendance(turn.occurrence)
        wish = Wish(
            key, name, email, language, places, attending, access_needs, answers or {}, consent_version
        )
        own = wish.own_key(turn.occurrence)
        if known := Registration.objects.filter(key=own).first():
            return known
        _queue_up(email)
        if known := _living(turn, email):
            _remind(known)
            return known
        _check(turn, wish)
        advance(turn)
        registration = _new(turn, wish, own)
        mails.ask_to_confirm(registration)
        return registration


def _usual_attendance(occurrence: Occurrence) -> str:
    is_online = occurrence.attendance == Occurrence.Attendance.ONLINE
    return Registration.Attendance.ONLINE if is_online else Registration.Attendance.ONSITE


def _queue_up(email: str) -> None:
    """One registration after the other for each address, whatever the date, so that the limit counts them all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"events.{email.lower()}"])


def _living(turn: Turn, email: str) -> Registration | None:
    """The registration of this address for this date, compared as its unique constraint does."""
    rows = turn.rows.living().filter(anonymised_at=None).alias(address=Lower("email"))
    return rows.filter(address=Lower(Value(email))).first()


def _remind(registration: Registration) -> None:
    """Whoever asks again gets the link once more, as often as is bearable; the page tells nothing."""
    if registration.confirmed_at:
        mails.send_again(registration)
    elif (sent := mails.confirm_mails(registration)) < mails.CONFIRM_MAILS:
        mails.ask_to_confirm(registration, number=sent + 1)


# --- what is refused ------------------------------------------------------------------------------
def _check(turn: Turn, wish: Wish) -> None:
    check_open(turn)
    occurrence = turn.occurrence
    _check_places(occurrence, wish.places)
    usual = {_usual_attendance(occurrence)}
    if occurrence.attendance == Occurrence.Attendance.HYBRID:
        usual = set(Registration.Attendance.values)
    if wish.attendance not in usual:
        raise Refused(_("Choose how you take part."))
    _check_limit(wish.email, turn.now)


def _check_places(occurrence: Occurrence, places: int) -> None:
    most = occurrence.most_places
    if not 1 <= places <= most:
        text = ngettext("Choose %(count)d place.", "Choose 1 to %(count)d places.", most)
        raise Refused(text % {"count": most})
    if occurrence.capacity and places > occurrence.capacity:
        text = ngettext(
            "There is only %(count)d place in all.",
            "There are only %(count)d places in all.",
            occurrence.capacity,
        )
        raise Refused(text % {"count": occurrence.capacity})


def check_open(turn: Turn) -> None:
    """Raise Refused, with the reason, unless people may register for the date at this moment."""
    occurrence = turn.occurrence
    if not Event.objects.published().filter(pk=occurrence.event_id).exists():
        raise Refused(_("This event is not public."))
    booking = booking_state(occurrence, turn.now, waiting=0)
    reasons = {
        State.NONE: _("You need no registration for this date: just come."),
        State.EXTERNAL: _("You can't register for this date here. The page of the event says where."),
        State.NOT_OPEN: booking.label,
        State.CLOSED: _("Registration has closed"),
        State.OVER: _("This date is over."),
        State.OFF: _off_reason(occurrence),
    }
    if booking.state in reasons:
        raise Refused(reasons[booking.state])


def _off_reason(occurrence: Occurrence) -> str:
    if occurrence.status == Occurrence.Status.POSTPONED:
        return _("This date has been postponed.")
    return _("This date has been cancelled.")


def _check_limit(email: str, now: Any) -> None:
    open_holds = Registration.objects.filter(email__iexact=email, confirmed_at=None, hold_until__gt=now)
    if open_holds.count() >= OPEN_HOLDS:
        raise Refused(
            _(
                "Several registrations with this address are not confirmed yet. Open the links in our mails first."
            )
        )


# --- places or a turn -----------------------------------------------------------------------------
def _new(turn: Turn, wish: Wish, key: UUID) -> Registration:
    registration = Registration(
        key=key,
        occurrence=turn.occurrence,
        name=wish.name,
        email=wish.email,
        language=wish.language,
        places=wish.places,
        attendance=wish.attendance,
        access_needs=wish.access_needs,
        consent_version=wish.consent_version,
        consent_at=turn.now,
    )
    find_room(turn, registration)
    registration.save()
    kept = turn.occurrence.event.questions.filter(pk__in=wish.answers)
    Answer.objects.bulk_create(
        Answer(registration=registration, question=question, value=wish.answers[question.pk])
        for question in kept
        if wish.answers[question.pk]
    )
    return registration


def find_room(turn: Turn, registration: Registration) -> None:
    """Give places, or a turn in the queue, or raise Refused; the caller saves.

    Places are held until the address is confirmed; a turn counts from now, confirmed or not.
    """
    is_known = registration.confirmed_at is not None
    registration.hold_until = None if is_known else turn.held_until()
    if turn.fits(registration.places) and not somebody_is_first(turn):
        turn.count(registration.places)
        registration.status = Status.CONFIRMED if is_known else Status.PENDING
        return
    left = waiting_places_left(turn)
    if left is not None and registration.places > left:
        raise Refused(_full(turn, left))
    last = turn.rows.aggregate(last=Max("position"))["last"] or 0
    registration.status, registration.position = Status.WAITING, last + 1


def _full(turn: Turn, left: int) -> str:
    """Why neither places nor the queue take them; says how many would still go."""
    free = 0 if somebody_is_first(turn) else max(turn.free or 0, left)
    most = max(free, left)
    if most <= 0:
        return _("All places are taken, and the waiting list is full.")
    text = ngettext(
        "So many places are not free. You can still get %(count)d.",
        "So many places are not free. You can still get up to %(count)d.",
        most,
    )
    return text % {"count": most}


# --- confirm --------------------------------------------------------------------------------------
def confirm(registration: Registration) -> Registration:
    """The address is right: held places become places, a turn in the queue counts; twice is once.

    After the hold has lapsed it joins again as if it came now: places if there are any, else the end of the queue,
    else Refused.
    """
    with turn_at(registration.occurrence_id) as turn:
        found = read(turn, registration)
        if found.confirmed_at and found.status != Status.CANCELLED:
            return found
        if found.status == Status.CANCELLED:
            raise Refused(_("This registration was cancelled."))
        if turn.occurrence.is_off:
            raise Refused(_off_reason(turn.occurrence))
        found.confirmed_at = turn.now
        if found.status == Status.EXPIRED:
            _join_again(turn, found)
        elif found.status == Status.PENDING:
            found.status = Status.CONFIRMED
        found.hold_until = None
        save(found, "status", "position", "hold_until", "confirmed_at", "ended_at")
        _tell(turn, found)
        return found


def _join_again(turn: Turn, registration: Registration) -> None:
    check_open(turn)
    if _living(turn, registration.email):
        raise Refused(_("You have registered again since. Please open the link in the newer mail."))
    advance(turn)
    registration.ended_at = None
    find_room(turn, registration)


def _tell(turn: Turn, registration: Registration) -> None:
    """Let the queue move, then write how it stands: whoever moved up at once has a mail of that already."""
    advance(turn)
    registration.refresh_from_db(fields=["status", "hold_until"])
    if registration.status == Status.CONFIRMED and not registration.position:
        mails.tell_confirmed(registration)
    elif registration.status == Status.WAITING:
        mails.tell_waiting(registration)


def send_link(registration: Registration) -> None:
    """Send the link once more: the one to confirm, or the one to the person's own page. Never too often."""
    with turn_at(registration.occurrence_id) as turn:
        found = turn.rows.living().filter(pk=registration.pk, anonymised_at=None).first()
        if found and timezone.now() < turn.occurrence.ends_at:
            found.occurrence = turn.occurrence
            _remind(found)
