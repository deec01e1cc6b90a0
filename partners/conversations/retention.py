"""Ends what has gone silent and erases what ended long ago; `manage.py purge_conversations` calls it every night.

What stays is what the office counts: kind of row, state, dates and the number of messages. A conversation with a
report that nobody has looked at yet waits for the office.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partners.conversations.actions import close_silent
from partners.conversations.mails import PURPOSES, key_prefix, report_key
from partners.conversations.models import Conversation, Report
from twinning.mail.models import OutgoingMail
from twinning.tokens.actions import revoke


def _limit() -> datetime:
    return timezone.now() - timedelta(days=settings.CONVERSATION_DAYS)


def silent() -> QuerySet[Conversation]:
    """Open, and nobody has written since CONVERSATION_DAYS."""
    return Conversation.objects.open().filter(last_message_at__lt=_limit()).order_by("pk")


def expired() -> QuerySet[Conversation]:
    """Ended longer ago than CONVERSATION_DAYS, not erased yet, and no report about it waits."""
    ended = Conversation.objects.filter(closed_at__lt=_limit(), erased_at__isnull=True)
    return ended.exclude(pk__in=Report.objects.waiting().exclude(conversation=None).values("conversation"))


def expired_reports() -> QuerySet[Report]:
    """About public rows, looked at longer ago than CONVERSATION_DAYS; the others go with their conversation."""
    return Report.objects.filter(conversation=None, handled_at__lt=_limit()).exclude(text="")


@transaction.atomic
def erase(conversation: Conversation) -> None:
    """Empty everything that people wrote or that names them; links and mails about it go too."""
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    OutgoingMail.objects.filter(key__startswith=key_prefix(locked)).delete()
    for side in locked.participants.all():
        revoke(object_id=side.pk, purpose=PURPOSES[side.side])
    locked.messages.update(text="")
    locked.participants.update(name="", email="")
    for report in locked.reports.all():
        erase_report(report)
    locked.subject = ""
    locked.erased_at = timezone.now()
    locked.save(update_fields=["subject", "erased_at", "updated_at"])


@transaction.atomic
def erase_report(report: Report) -> None:
    """Empty a report, in the admin's log too, and delete the mails about it."""
    OutgoingMail.objects.filter(key__startswith=report_key(report)).delete()
    report.subject = report.text = report.note = ""
    report.save(update_fields=["subject", "text", "note", "updated_at"])
    kind = ContentType.objects.get_for_model(report)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(report.pk))
    entries.update(object_repr=str(report)[:200])


def purge(*, dry_run: bool = False) -> dict[str, int]:
    """Do everything that is due; how many of each. A dry run only counts."""
    work = [
        ("silent conversations ended", silent(), close_silent),
        ("conversations erased", expired(), erase),
        ("reports erased", expired_reports(), erase_report),
    ]
    done = {}
    for label, rows, act in work:
        found = list(rows)
        if not dry_run:
            for row in found:
                act(row)
        done[label] = len(found)
    return done
