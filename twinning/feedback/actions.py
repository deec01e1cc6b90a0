"""What happens with messages from visitors. Every mail is written in the transaction of what it tells about."""

from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinning.accounts.models import User
from twinning.feedback.models import BarrierReport, ContactMessage, VisitorMessage
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home

# Which wording of the privacy notice a message was sent under; raise it when the notice changes.
NOTICE_VERSION = "2026-11"

Message = TypeVar("Message", bound=VisitorMessage)


def _store(model: type[Message], key: UUID, values: dict[str, Any]) -> tuple[Message, bool]:
    """The message with this form key, made unless it is there: sending twice makes one row."""
    return model.objects.get_or_create(key=key, defaults={**values, "notice_version": NOTICE_VERSION})


def _facts(message: VisitorMessage) -> list[tuple[Any, Any]]:
    return [(_("Your number"), message.reference), (_("Answer by"), message.due_on)]


@transaction.atomic
def report_barrier(
    *, key: UUID, text: str, language: str, page: str = "", wanted: str = "", name: str = "", email: str = ""
) -> BarrierReport:
    """Take a barrier report, tell the office, and send a receipt when there is an address."""
    values = {
        "text": text,
        "language": language,
        "page": page,
        "wanted": wanted,
        "name": name,
        "email": email,
    }
    report, is_new = _store(BarrierReport, key, values)
    if is_new:
        _tell_office(report, "barrier_to_office")
        if email:
            context = {"message": report, "facts": _facts(report)}
            queue(
                template="barrier_receipt",
                recipient=email,
                language=language,
                context=context,
                key=f"barrier-receipt-{report.pk}",
            )
    return report


@transaction.atomic
def send_message(
    *, key: UUID, subject: str, text: str, name: str, email: str, language: str
) -> ContactMessage:
    """Take a question, pass it to the office (which answers straight to the visitor), and send a receipt."""
    values = {"subject": subject, "text": text, "name": name, "email": email, "language": language}
    message, is_new = _store(ContactMessage, key, values)
    if is_new:
        _tell_office(message, "contact_to_office", reply_to=email)
        queue(
            template="contact_receipt",
            recipient=email,
            language=language,
            context={"message": message, "facts": _facts(message)},
            key=f"contact-receipt-{message.pk}",
        )
    return message


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
        context={"message": message, "facts": _facts(message), "action_url": settings.SITE_URL + path},
        key=f"{template}-{message.pk}",
        reply_to=reply_to,
    )


@transaction.atomic
def answer_message(message: Message, *, by: User, text: str) -> Message:
    """Keep the answer and send it in the visitor's language; a message without an address is just closed."""
    locked = type(message).objects.select_for_update().get(pk=message.pk)
    if locked.state == VisitorMessage.State.ANSWERED:
        return locked
    locked.state = VisitorMessage.State.ANSWERED
    locked.answer = text
    locked.answered_at = timezone.now()
    locked.handled_by = by
    locked.version += 1
    locked.save()
    if locked.email:
        queue(
            template="answer_to_visitor",
            recipient=locked.email,
            language=locked.language,
            context={"message": locked, "facts": [(_("Your number"), locked.reference)]},
            key=f"answer-{locked._meta.model_name}-{locked.pk}",
            reply_to=current_home().email,
        )
    return locked
