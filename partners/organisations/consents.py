"""Consent of contact persons: asked, given, recorded, taken back, erased. Nothing about a person is ever remembered
by pages, so what happens here is seen with the next request, whichever process answers.

Each verb locks the person first. Called by the desk and by the person's own page behind the link of a mail.
"""

from datetime import date

from auditlog import get_logentry_model
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.conversations.actions import close_all_about
from partners.conversations.mails import PURPOSES, key_prefix
from partners.conversations.models import Conversation, Participant
from partners.organisations import mails
from partners.organisations.contact import Consent, Contact
from partners.organisations.workflow import Refused
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.tokens.actions import revoke

ABOUT = "contact"
Scope = Consent.Scope


def _lock(contact: Contact) -> Contact:
    return Contact.objects.select_for_update().get(pk=contact.pk)


def in_force(contact: Contact) -> Consent | None:
    """The consent that holds now."""
    return contact.consents.in_force().first()


@transaction.atomic
def record_consent(
    contact: Contact, *, by: User | None, scope: list[str], evidence: str, given_on: date | None = None
) -> Consent:
    """Write down a consent and send the person the link to see it and take it back.

    Raises Refused when there is one in force already: withdraw that first.
    """
    locked = _lock(contact)
    if in_force(locked):
        raise Refused(_("There is a consent in force already; withdraw it first."))
    consent = Consent.objects.create(
        contact=locked,
        scope=sorted({Scope.NAME, *scope}),
        evidence=evidence,
        given_on=given_on or timezone.localdate(),
        recorded_by=by,
    )
    mails.write_to_person(locked, "contact_consent_recorded", f"consent-{consent.pk}")
    return consent


@transaction.atomic
def ask_for_consent(contact: Contact) -> None:
    """Send the person the link under which they may agree; once a day. Raises Refused without an address."""
    locked = _lock(contact)
    if not locked.email:
        raise Refused(_("There is no e-mail address to ask at."))
    if in_force(locked):
        raise Refused(_("This person has agreed already."))
    mails.write_to_person(locked, "contact_consent_asked", f"asked-{timezone.localdate():%Y%m%d}")


@transaction.atomic
def give_consent(contact: Contact, *, messages: bool, asked_on: date) -> Consent:
    """The person agrees behind the link of our mail of `asked_on`. Twice is once."""
    locked = _lock(contact)
    if known := in_force(locked):
        return known
    with override(settings.LANGUAGE_CODE):
        day = date_format(asked_on, "DATE_FORMAT")
        evidence = _("link in our mail of %(day)s") % {"day": day}
    scope = [Scope.NAME, *([Scope.MESSAGES] if messages else [])]
    return record_consent(locked, by=None, scope=scope, evidence=evidence)


@transaction.atomic
def withdraw_consent(contact: Contact) -> bool:
    """Take the consent back: the name is gone from every page at once, and nobody can write any more.

    False when there was nothing to take back.
    """
    locked = _lock(contact)
    consent = in_force(locked)
    if consent is None:
        return False
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    close_all_about(ABOUT, locked.pk)
    mails.write_to_person(locked, "contact_consent_withdrawn", f"withdrawn-{consent.pk}")
    return True


@transaction.atomic
def erase_contact(contact: Contact) -> None:
    """Delete everything about the person: row, consents, mails, links, words in conversations, and the desk's log."""
    locked = Contact.objects.select_for_update().filter(pk=contact.pk).first()
    if locked is None:
        return
    close_all_about(ABOUT, locked.pk)
    for conversation in Conversation.objects.filter(about=ABOUT, about_id=locked.pk):
        _leave_thread(conversation)
    mails.forget_person(locked)
    kind = ContentType.objects.get_for_model(Contact)
    LogEntry.objects.filter(content_type=kind, object_id=str(locked.pk)).delete()
    get_logentry_model().objects.filter(content_type=kind, object_pk=str(locked.pk)).delete()
    locked.delete()


def _leave_thread(conversation: Conversation) -> None:
    """Take the person's side out of an ended thread; what the other side wrote stays theirs."""
    side = Participant.Side.HOST
    host = conversation.participants.filter(side=side).first()
    if host is None:
        return
    OutgoingMail.objects.filter(key__startswith=key_prefix(conversation), recipient=host.email).delete()
    revoke(object_id=host.pk, purpose=PURPOSES[side])
    host.messages.update(text="")
    conversation.participants.filter(pk=host.pk).update(name="", email="")
    Conversation.objects.filter(pk=conversation.pk).update(subject="")
