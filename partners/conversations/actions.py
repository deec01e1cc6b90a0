"""What happens in conversations. Each verb locks the conversation, acts once, and writes its mails with it.

Called by the thread's views, by the desk, and by every app whose rows people may write about.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.conversations import limits, mails
from partners.conversations.limits import Refused
from partners.conversations.models import Conversation, Message, Participant, Report
from twinning.accounts.models import User
from twinning.desk_log import note

Side = Participant.Side
State = Conversation.State

Sides = tuple[Conversation, Participant, Participant]


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes or is written to: the name is shown, the address is not, mails come in the language."""

    name: str
    email: str
    language: str


def _own_key(key: UUID, **values: Any) -> UUID:
    """A form's key together with what was typed: going back and writing something else is something else."""
    return uuid5(key, json.dumps(values, sort_keys=True))


# --- writing --------------------------------------------------------------------------------------
@transaction.atomic
def open_conversation(
    *,
    key: UUID,
    about: str,
    about_id: int,
    subject: str,
    subject_language: str,
    asker: Person,
    host: Person,
    text: str,
    notice_version: str,
) -> Conversation:
    """Pass a first message on and send a receipt; the same form with the same words makes one conversation.

    `subject` is the row's title, written in `subject_language` ("" when nobody knows). Raises Refused when this
    address has started too many conversations today.
    """
    own = _own_key(key, about=about, row=about_id, name=asker.name, email=asker.email, text=text)
    if known := Conversation.objects.filter(key=own).first():
        return known
    limits.check_opening(email=asker.email, about=about, about_id=about_id)
    row = {"about": about, "about_id": about_id, "subject": subject, "subject_language": subject_language}
    conversation, is_new = Conversation.objects.get_or_create(key=own, defaults=row)
    if is_new:
        author = _add_side(conversation, Side.ASKER, asker, notice_version)
        reader = _add_side(conversation, Side.HOST, host)
        message = conversation.messages.create(author=author, key=own, text=text)
        mails.send_message(conversation, message, author=author, reader=reader)
        mails.send_receipt(conversation, author)
    return conversation


def _add_side(conversation: Conversation, side: str, person: Person, notice_version: str = "") -> Participant:
    return conversation.participants.create(
        side=side,
        name=person.name,
        email=person.email,
        language=person.language,
        notice_version=notice_version,
    )


def _locked(participant: Participant) -> Sides:
    """The conversation, locked, and both sides as they stand after the lock: this one, then the other."""
    conversation = Conversation.objects.select_for_update().get(pk=participant.conversation_id)
    sides = {side.pk: side for side in conversation.participants.all()}
    own = sides.pop(participant.pk)
    (other,) = sides.values()
    return conversation, own, other


def _check_open(conversation: Conversation) -> None:
    if conversation.state != State.OPEN:
        raise Refused(_("This conversation has ended. Nothing more can be sent."))


@transaction.atomic
def add_message(participant: Participant, *, key: UUID, text: str) -> Message:
    """Pass on a further message. Raises Refused when the conversation has ended or this side writes very much."""
    conversation, own, other = _locked(participant)
    own_key = _own_key(key, author=own.pk, text=text)
    if known := conversation.messages.filter(key=own_key).first():
        return known
    _check_open(conversation)
    limits.check_message(own)
    message = conversation.messages.create(author=own, key=own_key, text=text)
    conversation.last_message_at = message.created_at
    conversation.save(update_fields=["last_message_at", "updated_at"])
    mails.send_message(conversation, message, author=own, reader=other)
    return message


# --- addresses ------------------------------------------------------------------------------------
@transaction.atomic
def agree(participant: Participant) -> Conversation:
    """This side lets the other see its address. Once both have agreed, each gets the other's by mail, once.

    Raises Refused when the conversation has ended.
    """
    conversation, own, other = _locked(participant)
    if own.agreed_at:
        return conversation
    _check_open(conversation)
    own.agreed_at = timezone.now()
    own.save(update_fields=["agreed_at"])
    if other.agreed_at:
        conversation.agreed_at = own.agreed_at
        conversation.save(update_fields=["agreed_at", "updated_at"])
        mails.send_address(conversation, of=own, to=other)
        mails.send_address(conversation, of=other, to=own)
    else:
        mails.send_offer(conversation, of=own, to=other)
    return conversation


@transaction.atomic
def take_back(participant: Participant) -> Conversation:
    """Hide the address again. Raises Refused once both have agreed: the other side has it already."""
    conversation, own, _other = _locked(participant)
    if conversation.agreed_at:
        raise Refused(_("The other side has agreed as well and has your address already."))
    if own.agreed_at:
        own.agreed_at = None
        own.save(update_fields=["agreed_at"])
    return conversation


# --- the end --------------------------------------------------------------------------------------
def _end(conversation: Conversation, state: str) -> None:
    conversation.state = state
    conversation.closed_at = timezone.now()
    conversation.save(update_fields=["state", "closed_at", "updated_at"])


@transaction.atomic
def close(participant: Participant) -> Conversation:
    """This side ends the conversation, and the other one is told. What has ended stays as it is."""
    conversation, own, other = _locked(participant)
    if conversation.state == State.OPEN:
        _end(conversation, State.CLOSED)
        mails.send_end(conversation, to=other, by=own)
    return conversation


@transaction.atomic
def close_all_about(about: str, about_id: int) -> int:
    """The row was withdrawn or erased: end what is open about it and tell who had written; how many there were."""
    rows = Conversation.objects.select_for_update().open().filter(about=about, about_id=about_id)
    conversations = list(rows.order_by("pk"))
    for conversation in conversations:
        _end(conversation, State.CLOSED)
        mails.send_end(conversation, to=conversation.participants.get(side=Side.ASKER))
    return len(conversations)


@transaction.atomic
def close_silent(conversation: Conversation) -> None:
    """Nobody has written for long: it ends without a mail. Called by the nightly retention."""
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if locked.state == State.OPEN and locked.last_message_at == conversation.last_message_at:
        _end(locked, State.CLOSED)


# --- abuse ----------------------------------------------------------------------------------------
@transaction.atomic
def report(participant: Participant, *, key: UUID, text: str) -> Report:
    """Tell the office that something is wrong; the other side hears nothing of it. Raises Refused for too many."""
    conversation, own, _other = _locked(participant)
    own_key = _own_key(key, reporter=own.pk, text=text)
    if known := Report.objects.filter(key=own_key).first():
        return known
    limits.check_report(own)
    told = Report.objects.create(
        key=own_key,
        conversation=conversation,
        reporter=own,
        about=conversation.about,
        about_id=conversation.about_id,
        subject=conversation.subject,
        text=text,
    )
    mails.tell_office(told)
    return told


@transaction.atomic
def report_row(*, key: UUID, about: str, about_id: int, subject: str, text: str) -> Report:
    """Tell the office that something is wrong with a public row; nobody is asked who they are."""
    own_key = _own_key(key, about=about, row=about_id, text=text)
    row = {"about": about, "about_id": about_id, "subject": subject[:200], "text": text}
    told, is_new = Report.objects.get_or_create(key=own_key, defaults=row)
    if is_new:
        mails.tell_office(told)
    return told


def note_reading(report: Report, *, by: User) -> None:
    """Write into the admin's log that somebody of the office has read the reported conversation."""
    note(report, by=by, words=_("Read the conversation."))


def _finish(report: Report, *, by: User, note: str) -> None:
    report.state = Report.State.DONE
    report.handled_by = by
    report.handled_at = timezone.now()
    report.note = note
    report.save()
    mails.tell_reporter(report)


@transaction.atomic
def dismiss_report(report: Report, *, by: User, note: str = "") -> Report:
    """The office looked and lets it be; the reporter is told that it looked. The first decision counts."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.state == Report.State.NEW:
        _finish(locked, by=by, note=note)
    return locked


@transaction.atomic
def block_conversation(report: Report, *, by: User, note: str = "") -> Report:
    """The office ends the reported conversation; every open report about it is settled. The first decision counts.

    The other side gets no mail: it reads on its page that the office has ended the conversation. Raises ValueError
    for a report about a public row.
    """
    if report.conversation_id is None:
        raise ValueError("There is no conversation to block.")
    conversation = Conversation.objects.select_for_update().get(pk=report.conversation_id)
    reports = conversation.reports.select_for_update().filter(state=Report.State.NEW)
    waiting = {row.pk: row for row in reports.order_by("pk")}
    if report.pk not in waiting:
        return Report.objects.get(pk=report.pk)
    _end(conversation, State.BLOCKED)
    for row in waiting.values():
        row.conversation = conversation
        _finish(row, by=by, note=note)
    return waiting[report.pk]
