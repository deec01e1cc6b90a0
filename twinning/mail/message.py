"""Turns a row of the outbox into the message that travels; called by `twinning.mail.tasks`."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from twinning.mail.models import OutgoingMail


def message_id(mail: OutgoingMail) -> str:
    """The same for every attempt, so that a mail program can drop a mail that it got twice."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{domain}>"


def as_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Plain text, HTML beside it, and headers that keep automatic answers away."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Message-ID": message_id(mail),
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
