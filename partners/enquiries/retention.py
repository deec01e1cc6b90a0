"""Erases enquiries when they are no longer needed; `manage.py purge_enquiries` calls it every night.

What stays is what the office counts: number, topic, city, languages, state and dates.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partners.enquiries.actions import erase
from partners.enquiries.models import Enquiry
from partners.enquiries.querysets import EnquiryQuerySet


def expired() -> EnquiryQuerySet:
    """Nothing waited for the office since VISITOR_MESSAGE_DAYS, a question to the enquirer without echo included."""
    limit = timezone.now() - timedelta(days=settings.VISITOR_MESSAGE_DAYS)
    return Enquiry.objects.filter(answered_at__lt=limit, erased_at__isnull=True)


def purge(*, dry_run: bool = False) -> int:
    """Erase everything that is due, each in a transaction of its own; how many. A dry run only counts."""
    due = list(expired().order_by("pk"))
    if dry_run:
        return len(due)
    return sum(_erase_if_due(enquiry) for enquiry in due)


@transaction.atomic
def _erase_if_due(enquiry: Enquiry) -> bool:
    """Erase it unless somebody wrote since it was read."""
    locked = expired().select_for_update().filter(pk=enquiry.pk).first()
    if locked is None:
        return False
    erase(locked)
    return True
