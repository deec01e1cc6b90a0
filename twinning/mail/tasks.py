"""Delivery of the outbox by the background worker, with pauses that grow while the mail server is away.

`deliver` is enqueued by `twinning.mail.outbox` for every new mail; `manage.py deliver_mail` delivers whatever
a lost task has left behind.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from twinning.mail.message import as_message
from twinning.mail.models import OutgoingMail

logger = logging.getLogger(__name__)

# Pause after the first, second, … failed attempt; when they are used up, the mail is given up.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


@task()
def deliver(mail_id: int) -> None:
    """Send one mail, unless it is sent already, not due yet, or in the hands of another worker.

    The row stays locked while the mail server answers, so that no other worker can send it too. If this
    process dies between the server's answer and the commit, the mail goes out again: SMTP offers no better,
    and the repeated Message-ID lets mail programs drop the second one.
    """
    with transaction.atomic():
        mail = OutgoingMail.objects.due().select_for_update(skip_locked=True).filter(pk=mail_id).first()
        if mail:
            attempt(mail)


def attempt(mail: OutgoingMail) -> None:
    """Try to send a locked row, and note on it how that went."""
    mail.attempts += 1
    try:
        get_connection(settings.DELIVERY_BACKEND).send_messages([as_message(mail)])
    except Exception as error:  # a mail backend may raise anything: the mail waits all the same
        logger.warning("Mail %s waits after attempt %s: %s", mail.pk, mail.attempts, type(error).__name__)
        note_failure(mail, error)
    else:
        note_success(mail)
    if mail.is_confidential and mail.state != OutgoingMail.State.QUEUED:
        mail.text = mail.html = ""
    mail.save()


def note_success(mail: OutgoingMail) -> None:
    mail.state = OutgoingMail.State.SENT
    mail.sent_at = timezone.now()
    mail.next_attempt_at = None
    mail.last_error = ""


def note_failure(mail: OutgoingMail, error: Exception) -> None:
    mail.last_error = f"{type(error).__name__}: {error}"[:500]
    if is_final(error) or mail.attempts > len(PAUSES):
        mail.state = OutgoingMail.State.FAILED
        mail.next_attempt_at = None
    else:
        mail.next_attempt_at = timezone.now() + PAUSES[mail.attempts - 1]
        deliver.using(run_after=mail.next_attempt_at).enqueue(mail.pk)


def is_final(error: Exception) -> bool:
    """True when the server knows for good that there is no such mailbox (5xx); 4xx means "later"."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _reason in error.recipients.values())
