"""What happens with enquiries. Each verb locks its row, does its work once, and writes its mails with it."""

import json
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.enquiries import faq, mails
from partners.enquiries.models import Enquiry, EnquiryMessage, EnquiryNote, FaqEntry
from partners.enquiries.workflow import SETTLED, Refused, Step, next_state
from partners.models import City
from twinning.accounts.models import User
from twinning.feedback.actions import NOTICE_VERSION
from twinning.feedback.models import answer_due
from twinning.mail.models import OutgoingMail
from twinning.pages.models import Page
from twinning.tokens.actions import revoke

Kind = EnquiryNote.Kind
Sender = EnquiryMessage.Sender


class Overtaken(Exception):
    """Somebody wrote or closed since the page was opened; nothing was sent."""


def own_key(key: UUID, **values: Any) -> UUID:
    """A form's key together with what was typed: going back and writing something else is something else."""
    return uuid5(key, json.dumps(values, sort_keys=True, default=str))


def _locked(enquiry: Enquiry) -> Enquiry:
    return Enquiry.objects.select_for_update().get(pk=enquiry.pk)


def _move(enquiry: Enquiry, step: Step) -> None:
    """Take the step, and keep the clock: what is settled has its time, what is open again is due anew."""
    was_settled = enquiry.state in SETTLED
    enquiry.state = next_state(enquiry, step)
    if enquiry.state in SETTLED:
        enquiry.answered_at = timezone.now()
    elif was_settled:
        enquiry.answered_at = None
        enquiry.due_on = answer_due()


def _check_seen(enquiry: Enquiry, seen: int) -> None:
    if enquiry.version != seen:
        raise Overtaken


# --- the enquirer ---------------------------------------------------------------------------------
@transaction.atomic
def send_enquiry(
    *,
    key: UUID,
    topic: str,
    text: str,
    email: str,
    language: str,
    answer_language: str,
    name: str = "",
    city: City | None = None,
) -> Enquiry:
    """Take a question, tell the office and send a receipt; the same form with the same words makes one row."""
    words = {"topic": topic, "text": text, "email": email, "name": name, "answer_language": answer_language}
    own = own_key(key, city=city and city.pk, **words)
    rest = {name_: value for name_, value in words.items() if name_ != "text"}
    enquiry, is_new = Enquiry.objects.get_or_create(
        key=own, defaults={**rest, "city": city, "language": language, "notice_version": NOTICE_VERSION}
    )
    if is_new:
        letter = enquiry.messages.create(key=own, sender=Sender.ENQUIRER, language=language, text=text)
        mails.tell_office(enquiry, letter)
        mails.send_receipt(enquiry)
    return enquiry


@transaction.atomic
def add_reply(enquiry: Enquiry, *, key: UUID, text: str, language: str) -> EnquiryMessage:
    """The enquirer writes again; a settled enquiry opens. Raises Refused once it is erased."""
    locked = _locked(enquiry)
    own = own_key(key, text=text)
    if known := locked.messages.filter(key=own).first():
        return known
    _move(locked, Step.REPLY)
    letter = locked.messages.create(key=own, sender=Sender.ENQUIRER, language=language, text=text)
    locked.version += 1
    locked.save()
    mails.tell_of_reply(locked, letter)
    return letter


# --- the office -----------------------------------------------------------------------------------
@transaction.atomic
def assign(enquiry: Enquiry, *, to: User, by: User) -> Enquiry:
    """`to` works on it from now on, and gets a mail when somebody else decided so. Raises Refused when it is done."""
    locked = _locked(enquiry)
    if locked.assigned_to_id == to.pk and locked.state == next_state(locked, Step.TAKE):
        return locked
    _move(locked, Step.TAKE)
    locked.assigned_to = to
    locked.save()
    note = _record(locked, Kind.TAKEN if to == by else Kind.HANDED, by=by, text="" if to == by else str(to))
    if to != by:
        mails.tell_colleague(locked, to=to, by=by, key=str(note.pk))
    return locked


def _record(enquiry: Enquiry, kind: str, *, by: User, text: str = "") -> EnquiryNote:
    return enquiry.notes.create(key=uuid4(), kind=kind, author=by, text=text)


@transaction.atomic
def add_note(enquiry: Enquiry, *, key: UUID, by: User, text: str) -> EnquiryNote:
    """Keep a note that only the office sees. Raises Refused once the enquiry is erased."""
    locked = _locked(enquiry)
    if locked.erased_at:
        raise Refused(
            _("Words and address of this enquiry were erased, nothing can be done with it any more.")
        )
    note, _is_new = locked.notes.get_or_create(
        key=own_key(key, text=text), defaults={"author": by, "text": text}
    )
    return note


@transaction.atomic
def answer(
    enquiry: Enquiry, *, key: UUID, by: User, text: str, language: str, seen: int, asks_back: bool = False
) -> EnquiryMessage:
    """Send the office's letter, once; with `asks_back` the enquiry waits for the enquirer, else it is done.

    `seen` is the version that the writer had before them. Raises Overtaken when somebody wrote or closed since.
    """
    locked = _locked(enquiry)
    own = own_key(key, text=text, language=language, asks_back=asks_back)
    if known := locked.messages.filter(key=own).first():
        return known
    _check_seen(locked, seen)
    _move(locked, Step.ASK_BACK if asks_back else Step.ANSWER)
    letter = locked.messages.create(key=own, sender=Sender.OFFICE, author=by, language=language, text=text)
    locked.assigned_to = locked.assigned_to or by
    locked.version += 1
    locked.save()
    mails.send_answer(locked, letter, asks_back=asks_back)
    return letter


@transaction.atomic
def close(enquiry: Enquiry, *, by: User, seen: int) -> Enquiry:
    """End it without a letter: an advertisement, or answered by telephone. Raises Overtaken as `answer` does."""
    locked = _locked(enquiry)
    if locked.is_done:
        return locked
    _check_seen(locked, seen)
    _move(locked, Step.CLOSE)
    locked.version += 1
    locked.save()
    _record(locked, Kind.CLOSED, by=by)
    return locked


@transaction.atomic
def make_faq_entry(enquiry: Enquiry, *, by: User) -> Page:
    """A draft page with question and last answer, each in the column of its language; the same one when it is there.

    Raises Refused when there is no answer or it was erased.
    """
    locked = _locked(enquiry)
    if known := FaqEntry.objects.select_related("page").filter(enquiry=locked).first():
        return known.page
    letters = list(locked.messages.all())
    reply = next((letter for letter in reversed(letters) if letter.is_from_office), None)
    if reply is None:
        raise Refused(_("Once there is an answer, it can become a frequent question."))
    page, _is_new = Page.objects.get_or_create(
        key=f"faq-{locked.pk}", defaults=faq.draft(locked, letters[0], reply)
    )
    FaqEntry.objects.create(page=page, enquiry=locked)
    _record(locked, Kind.FAQ, by=by)
    return page


@transaction.atomic
def erase(enquiry: Enquiry) -> None:
    """Empty an enquiry whose time is over: name, address, letters, notes, mails, links. Called by the retention."""
    forget_ways(enquiry)
    enquiry.messages.all().delete()
    enquiry.notes.all().delete()
    enquiry.name = enquiry.email = ""
    enquiry.state = Enquiry.State.ANSWERED
    enquiry.erased_at = timezone.now()
    enquiry.version += 1
    enquiry.save()


@transaction.atomic
def delete_enquiry(enquiry: Enquiry) -> None:
    """Delete the row with everything about it: letters, notes, mails in the outbox, personal links."""
    forget_ways(enquiry)
    enquiry.delete()


def forget_ways(enquiry: Enquiry) -> None:
    """Delete the mails about an enquiry and make its personal links useless."""
    OutgoingMail.objects.filter(key__startswith=mails.key_prefix(enquiry)).delete()
    revoke(object_id=enquiry.pk, purpose=mails.THREAD)
