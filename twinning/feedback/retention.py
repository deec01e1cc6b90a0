"""Erases what visitors wrote when it is no longer needed; `manage.py purge_visitor_messages` calls it every night.

What stays is what the office counts: number, language, state and dates.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from twinning.feedback.actions import mail_keys
from twinning.feedback.models import (
    BarrierReport,
    ContactMessage,
    VisitorMessage,
    VisitorMessageQuerySet,
)
from twinning.mail.models import OutgoingMail

MODELS = (BarrierReport, ContactMessage)
# Every column with words of a visitor or to one.
PERSONAL = ("name", "email", "text", "page", "answer", "wanted", "subject")


def expired(model: type[VisitorMessage]) -> VisitorMessageQuerySet:
    """Answered longer ago than VISITOR_MESSAGE_DAYS and not erased yet. Unanswered messages still need an answer."""
    limit = timezone.now() - timedelta(days=settings.VISITOR_MESSAGE_DAYS)
    return model.objects.answered().filter(answered_at__lt=limit).exclude(text="")


@transaction.atomic
def erase(message: VisitorMessage) -> None:
    """Empty the message, in the histories of the admin too, and delete the mails about it."""
    OutgoingMail.objects.filter(key__in=mail_keys(message)).delete()
    kind = ContentType.objects.get_for_model(message)
    for name in PERSONAL:
        if hasattr(message, name):
            setattr(message, name, "")
    message.save()
    LogEntry.objects.filter(content_type=kind, object_id=str(message.pk)).update(
        object_repr=str(message)[:200]
    )


def purge(*, dry_run: bool = False) -> dict[str, int]:
    """Erase everything that is due; how many by kind. A dry run only counts."""
    done = {}
    for model in MODELS:
        messages = list(expired(model))
        if not dry_run:
            for message in messages:
                erase(message)
        done[str(model._meta.verbose_name_plural)] = len(messages)
    return done
