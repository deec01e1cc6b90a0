"""What happens with messages from visitors. Every mail is written in the transaction of what it tells about."""

import json
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinning.accounts.models import User
from twinning.cldr import language_label
from twinning.feedback.models import BarrierReport, ContactMessage, VisitorMessage
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home

# Which wording of the privacy notice a message was sent under; raise it when the notice changes.
NOTICE_VERSION = "2026-11"

# Written out when a mail is rendered, in its language.
_day = lazy(date_format, str)

Facts = list[tuple[Any, Any]]
Message = TypeVar("Message", bound=VisitorMessage)


def _store(model: type[Message], key: UUID, language: str, values: dict[str, str]) -> tuple[Message, bool]:
    """The message with this form key and content, made unless it is there: sending twice makes one row.

    The content counts too: somebody who goes back in the browser and writes something else sends the same key.
    """
    own = uuid5(key, json.dumps(values, sort_keys=True))
    rest = {**values, "language": language, "notice_version": NOTICE_VERSION}
    return model.objects.get_or_create(key=own, defaults=rest)


@transaction.atomic
def report_barrier(
    *, key: UUID, text: str, language: str, page: str = "", wanted: str = "", name: str = "", email: str = ""
) -> BarrierReport:
    """Take a barrier report, tell the office, and send a receipt when there is an address."""
    values = {"text": text, "page": page, "wanted": wanted, "name": name, "email": email}
    report, is_new = _store(BarrierReport, key, language, values)
    if is_new:
        _tell_office(report, "barrier_to_office")
        _tell_visitor(report, "barrier_receipt", _receipt_facts(report))
    return report


@transaction.atomic
def send_message(
    *, key: UUID, subject: str, text: str, name: str, email: str, language: str
) -> ContactMessage:
    """Take a question, pass it to the office (which answers straight to the visitor), and send a receipt."""
    values = {"subject": subject, "text": text, "name": name, "email": email}
    message, is_new = _store(ContactMessage, key, language, values)
    if is_new:
        _tell_office(message, "contact_to_office", reply_to=email)
        _tell_visitor(message, "contact_receipt", _receipt_facts(message))
    return message


@transaction.atomic
def answer_message(message: Message, *, by: User, text: str) -> Message:
    """Keep the answer and send it in the visitor's language, once.

    A message without an address, or answered with an empty text (an advertisement, say), is just closed.
    """
    locked = type(message).objects.select_for_update().get(pk=message.pk)
    if locked.state == VisitorMessage.State.ANSWERED:
        return locked
    locked.state = VisitorMessage.State.ANSWERED
    locked.answer = text
    locked.answered_at = timezone.now()
    locked.handled_by = by
    locked.version += 1
    locked.save()
    if text:
        _tell_visitor(locked, "answer_to_visitor", [(_("Your number"), locked.reference)])
    return locked


# --- mails ----------------------------------------------------------------------------------------
MAILS = ("barrier_receipt", "barrier_to_office", "contact_receipt", "contact_to_office", "answer_to_visitor")


def mail_keys(message: VisitorMessage) -> list[str]:
    """Keys in the outbox of every mail about this message."""
    return [_mail_key(template, message) for template in MAILS]


def _mail_key(template: str, message: VisitorMessage) -> str:
    return f"{template}-{message._meta.model_name}-{message.pk}"


def _due(message: VisitorMessage) -> tuple[Any, Any]:
    return _("Answer by"), _day(message.due_on)


def _receipt_facts(message: VisitorMessage) -> Facts:
    return [(_("Your number"), message.reference), _due(message)]


def _office_facts(message: VisitorMessage) -> Facts:
    """Everything short that the visitor told, and when the answer is due."""
    names = [name for name in ("name", "email", "page", "wanted") if getattr(message, name, "")]
    told = [(capfirst(message._meta.get_field(name).verbose_name), getattr(message, name)) for name in names]
    spoken = (_("Language"), language_label(message.language, settings.LANGUAGE_CODE))
    return [(_("Number"), message.reference), _due(message), *told, spoken]


def _tell_visitor(message: VisitorMessage, template: str, facts: Facts) -> None:
    """A mail in the visitor's language; nothing when they gave no address."""
    if message.email:
        queue(
            template=template,
            recipient=message.email,
            language=message.language,
            context={"message": message, "facts": facts},
            key=_mail_key(template, message),
        )


def _tell_office(message: VisitorMessage, template: str, reply_to: str = "") -> None:
    """A mail to the office with a link to the desk; nothing when the office has no address yet."""
    home = current_home()
    if not home.email:
        return
    path = reverse(f"admin:feedback_{message._meta.model_name}_change", args=[message.pk])
    queue(
        template=template,
        recipient=home.email,
        language=settings.LANGUAGE_CODE,
        context={
            "message": message,
            "facts": _office_facts(message),
            "action_url": settings.SITE_URL + path,
        },
        key=_mail_key(template, message),
        reply_to=reply_to,
    )
