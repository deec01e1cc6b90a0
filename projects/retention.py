"""Erases proposals whose time of keeping is over; `manage.py purge_proposals` calls it every night.

The project that was made of one stays: it is public content without personal data.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from projects.actions import delete_proposal
from projects.proposal import Proposal, ProposalQuerySet


def expired() -> ProposalQuerySet:
    """Decided or withdrawn longer ago than VISITOR_MESSAGE_DAYS. One that waits for an answer is kept."""
    limit = timezone.now() - timedelta(days=settings.VISITOR_MESSAGE_DAYS)
    decided = Q(state__in=["accepted", "declined"], decided_at__lt=limit)
    return Proposal.objects.filter(decided | Q(state="withdrawn", updated_at__lt=limit))


def purge(*, dry_run: bool = False) -> int:
    """Erase everything that is due and tell how many; a dry run only counts."""
    rows = list(expired())
    if not dry_run:
        for proposal in rows:
            delete_proposal(proposal)
    return len(rows)
