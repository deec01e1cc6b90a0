"""Deletes and erases what is no longer needed: part of the nightly `manage.py tend_board`.

What stays of an erased slip is what the office counts: who sought or offered what, where, when, and the outcome.
"""

import datetime

from auditlog import get_logentry_model
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partners.board.links import CONFIRM_DAYS, forget_links
from partners.board.mails import forget_mails
from partners.board.querysets import SlipQuerySet
from partners.board.slip import Slip
from partners.board.workflow import ENDED
from partners.conversations.actions import close_all_about

# Every column with words of the owner or to them.
PERSONAL = ("name", "email", "title", "text", "adult_contact", "message")


def unconfirmed() -> SlipQuerySet:
    """Slips whose address nobody confirmed within a week."""
    limit = timezone.now() - datetime.timedelta(days=CONFIRM_DAYS)
    return Slip.objects.filter(confirmed_at__isnull=True, created_at__lt=limit)


def ended() -> SlipQuerySet:
    """Slips that ended BOARD_DAYS ago or earlier (days of the home town) and are not erased yet."""
    limit = timezone.localdate() - datetime.timedelta(days=settings.BOARD_DAYS)
    return Slip.objects.filter(
        state__in=ENDED, ended_at__date__lte=limit, erased_at__isnull=True, is_sample=False
    )


@transaction.atomic
def delete_unconfirmed() -> int:
    """Delete them with their links and mails; how many there were."""
    slips = list(unconfirmed().select_for_update())
    for slip in slips:
        delete(slip)
    return len(slips)


@transaction.atomic
def delete(slip: Slip) -> None:
    """Delete the slip with its links, mails and histories; conversations about it end. Called by the desk, too."""
    forget_links(slip)
    forget_mails(slip)
    close_all_about("slip", slip.pk)
    number = slip.pk
    slip.delete()
    for entries in _histories(number):
        entries.delete()


def erase_ended() -> int:
    """Erase name, address and words of everything that is due; how many there were."""
    slips = list(ended())
    for slip in slips:
        erase(slip)
    return len(slips)


@transaction.atomic
def erase(slip: Slip) -> None:
    """Empty the slip, in the histories of the desk too; links, mails and suggestions go, conversations end."""
    locked = Slip.objects.select_for_update().get(pk=slip.pk)
    for name in PERSONAL:
        setattr(locked, name, "")
    locked.organisation = None
    locked.wants_suggestions = False
    locked.erased_at = timezone.now()
    locked.version += 1
    locked.save()
    locked.suggestions.all().delete()
    forget_links(locked)
    forget_mails(locked)
    close_all_about("slip", locked.pk)
    for entries in _histories(locked.pk):
        entries.update(object_repr=str(locked))


def _histories(number: int) -> tuple[QuerySet, QuerySet]:
    """What the desk's log and the history of changes hold about a slip; both repeat its title."""
    kind = ContentType.objects.get_for_model(Slip)
    return (
        LogEntry.objects.filter(content_type=kind, object_id=str(number)),
        get_logentry_model().objects.filter(content_type=kind, object_pk=str(number)),
    )
