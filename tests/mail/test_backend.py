"""Django's own mails end in the outbox too."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import BadHeaderError
from pytest_django import Settings

from twinning.mail.models import OutgoingMail


@pytest.fixture(autouse=True)
def real_backend(settings: Settings) -> None:
    """pytest-django puts a backend of its own in place of ours."""
    settings.EMAIL_BACKEND = "twinning.mail.backend.OutboxBackend"


def test_every_recipient_gets_a_row(db: None) -> None:
    EmailMessage("Hello", "Text", to=["a@example.org"], cc=["b@example.org"], bcc=["c@example.org"]).send()
    rows = OutgoingMail.objects.order_by("recipient").values_list("recipient", "subject", "text", "state")
    assert list(rows) == [(f"{name}@example.org", "Hello", "Text", "queued") for name in "abc"]


def test_html_part_is_kept(db: None) -> None:
    message = EmailMultiAlternatives("Hello", "Text", to=["a@example.org"], reply_to=["b@example.org"])
    message.attach_alternative("<p>Text</p>", "text/html")
    message.send()
    row = OutgoingMail.objects.get()
    assert (row.text, row.html, row.reply_to, row.language) == ("Text", "<p>Text</p>", "b@example.org", "de")


def test_error_report_to_the_admins_is_a_row(db: None, settings: Settings) -> None:
    settings.ADMINS = [("Operator", "operator@example.org")]
    mail.mail_admins("Disk full", "Text")
    assert OutgoingMail.objects.get().recipient == "operator@example.org"


def test_attachment_is_refused_and_nothing_is_kept(db: None) -> None:
    message = EmailMessage("Hello", "Text", to=["a@example.org"], attachments=[("a.txt", "a", "text/plain")])
    with pytest.raises(ValueError, match="no attachments"):
        mail.get_connection().send_messages([EmailMessage("First", "Text", to=["a@example.org"]), message])
    assert OutgoingMail.objects.count() == 0


def test_subject_with_a_line_end_becomes_one_line(db: None) -> None:
    EmailMessage("Hello\nBcc: x@example.org", "Text", to=["a@example.org"]).send()
    row = OutgoingMail.objects.get()
    assert row.subject == "Hello Bcc: x@example.org"


def test_negative_control_django_itself_would_refuse_that_subject() -> None:
    with pytest.raises(BadHeaderError):
        EmailMessage("Hello\nBcc: x@example.org", "Text", to=["a@example.org"]).message()
