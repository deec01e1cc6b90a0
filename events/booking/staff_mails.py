"""Mails to registered people that no act of theirs starts: the reminder, and what staff write to all of them.

Called by the nightly run and by the staff's page of a date. Keys begin as those of all mails about a registration, so
that they are erased together.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.booking.links import MANAGE, link, mail_language
from events.booking.mails import facts, prefix
from events.booking.registration import Registration
from events.occurrence import Occurrence
from events.walltime import local
from twinning.languages import served
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue


def reminder_key(registration: Registration) -> str:
    """One reminder for each registration; another one only when the date has moved to another day."""
    occurrence = registration.occurrence
    day = local(occurrence.starts_at, occurrence.time_zone).date()
    return f"{prefix(registration)}reminder-{day:%Y%m%d}"


def remind(registration: Registration) -> OutgoingMail:
    """When, where, how to get there and in; with the link to one's own page, where one can cancel."""
    language = mail_language(registration)
    with override(language):
        title = served(registration.occurrence.event, "title").text
        rows = [*facts(registration), *_way(registration), (_("Number"), registration.number)]
    return queue(
        template="events/reminder",
        recipient=registration.email,
        language=language,
        context={
            "title": title,
            "name": registration.name,
            "facts": rows,
            "is_online": _is_online(registration),
            "has_link": bool(registration.occurrence.online_url),
            "action_url": link(registration, MANAGE),
        },
        key=reminder_key(registration),
        confidential=True,
    )


def _is_online(registration: Registration) -> bool:
    """Whether the person takes part at the screen."""
    is_moved = registration.occurrence.status == Occurrence.Status.MOVED_ONLINE
    return is_moved or registration.attendance == Registration.Attendance.ONLINE


def _way(registration: Registration) -> list[tuple[Any, str]]:
    """How to get there, and what to bring; in the active language, where staff have written it."""
    occurrence = registration.occurrence
    rows: list[tuple[Any, str]] = []
    if occurrence.venue and not _is_online(registration):
        if way := served(occurrence.venue, "transport").text:
            rows.append((_("Way there"), way))
    if bring := served(occurrence.event, "bring").text:
        rows.append((_("Please bring"), bring))
    return rows


def write_to(
    registration: Registration, *, key: UUID, subject: str, text: str, language: str
) -> OutgoingMail:
    """What staff wrote in `language`, framed in it; the same form sends it to nobody twice."""
    with override(language):
        title, rows = served(registration.occurrence.event, "title").text, facts(registration)
    return queue(
        template="events/message",
        recipient=registration.email,
        language=language,
        context={
            "title": title,
            "name": registration.name,
            "facts": rows,
            "said_subject": subject,
            "said": text,
            "action_url": link(registration, MANAGE),
        },
        key=message_key(registration, key),
        confidential=True,
    )


def message_key(registration: Registration, key: UUID) -> str:
    """The key of what one form of staff sends to one person."""
    return f"{prefix(registration)}message-{key.hex}"
