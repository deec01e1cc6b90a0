"""Mails that Django or a third-party app sends end in the outbox too (EMAIL_BACKEND)."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from twinning.languages import current
from twinning.mail.outbox import one_line, store


class OutboxBackend(BaseEmailBackend):
    """Writes each recipient's mail into the outbox instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """The number of messages taken; all of them or none. Raises ValueError for an attachment."""
        with transaction.atomic():
            for message in email_messages:
                self._store(message)
        return len(email_messages)

    def _store(self, message: EmailMessage) -> None:
        if message.attachments:
            raise ValueError("The outbox keeps no attachments: link to the file instead.")
        bodies = getattr(message, "alternatives", [])
        html = next((body.content for body in bodies if body.mimetype == "text/html"), "")
        is_html = message.content_subtype == "html"
        for recipient in message.recipients():
            store(
                recipient=recipient,
                reply_to=message.reply_to[0] if message.reply_to else "",
                language=current(),
                subject=one_line(str(message.subject)),
                text="" if is_html else message.body,
                html=message.body if is_html else html,
            )
