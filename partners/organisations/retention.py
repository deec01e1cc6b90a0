"""Erases what people told only the office, when it is no longer needed; `manage.py purge_claims` calls it every night.

What stays: who maintains which entry, and the history of the entries themselves.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partners.organisations.membership import EntryChange, Membership

M = Membership.State


def _decided(rows: QuerySet) -> QuerySet:
    """Decided longer ago than VISITOR_MESSAGE_DAYS."""
    return rows.filter(decided_at__lt=timezone.now() - timedelta(days=settings.VISITOR_MESSAGE_DAYS))


def proofs() -> QuerySet[Membership]:
    """How active members could be checked."""
    return _decided(Membership.objects.active()).exclude(text="")


def past_claims() -> QuerySet[Membership]:
    """Claims that were declined, and memberships that have ended."""
    return _decided(Membership.objects.filter(state__in=[M.DECLINED, M.ENDED]))


def past_changes() -> QuerySet[EntryChange]:
    """Proposals that were decided, and members' changes."""
    return _decided(EntryChange.objects.all())


@transaction.atomic
def purge(*, dry_run: bool = False) -> dict[str, int]:
    """Erase everything that is due; how many of each. A dry run only counts."""
    work = {"proofs of members": proofs(), "past claims": past_claims(), "past changes": past_changes()}
    done = {label: rows.count() for label, rows in work.items()}
    if not dry_run:
        proofs().update(text="")
        past_claims().delete()
        past_changes().delete()
    return done
