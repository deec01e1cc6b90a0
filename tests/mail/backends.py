"""Mail servers for tests: one that takes notes, one that is away, one that knows no such mailbox."""

import smtplib
import time
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

RECORDING, SLOW, DOWN, NO_MAILBOX = (
    f"tests.mail.backends.{name}" for name in ("Recording", "Slow", "Down", "NoMailbox")
)
delivered: list[EmailMessage] = []


class Recording(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            message.message().as_bytes()  # a header that cannot be written fails here, as in SMTP
            delivered.append(message)
        return len(email_messages)


class Slow(Recording):
    """Slow enough for a second worker to come by while the first one waits for the answer."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        time.sleep(0.3)
        return super().send_messages(email_messages)


class Down(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError(111, "Connection refused")


class NoMailbox(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"No such user")})
