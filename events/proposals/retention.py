"""Deletes and erases proposals that are no longer needed: `manage.py tend_events` calls both functions every night.

What stays of an erased proposal is what the office counts: what kind of event, on which day, with which cities, and
what became of it. The event that was made of it stays: it is public content.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.proposals.actions import delete_proposal, erase_proposal
from events.proposals.links import CONFIRM_DAYS
from events.proposals.proposal import Proposal
from events.proposals.workflow import ENDED, State
from events.querysets import ProposalQuerySet


def unconfirmed() -> ProposalQuerySet:
    """Proposals whose address nobody confirmed within a week."""
    limit = timezone.now() - timedelta(days=CONFIRM_DAYS)
    return Proposal.objects.filter(confirmed_at__isnull=True, created_at__lt=limit, is_sample=False)


def decided() -> ProposalQuerySet:
    """Decided or withdrawn EVENT_PROPOSAL_DAYS ago or earlier, or given back as long ago without an answer."""
    limit = timezone.now() - timedelta(days=settings.EVENT_PROPOSAL_DAYS)
    return Proposal.objects.filter(
        Q(state__in=ENDED) | Q(state=State.RETURNED),
        confirmed_at__isnull=False,
        decided_at__lt=limit,
        erased_at__isnull=True,
        is_sample=False,
    )


def _each(rows: ProposalQuerySet, act: Callable[[Proposal], object]) -> int:
    """Do it to every proposal in a transaction of its own, if it is still due once it is locked; how many it was."""
    done = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            proposal = rows.filter(pk=key).select_for_update(of=("self",)).first()
            if proposal is not None:
                act(proposal)
                done += 1
    return done


def delete_unconfirmed() -> int:
    """Delete them with their links and mails; how many there were."""
    return _each(unconfirmed(), delete_proposal)


def erase_decided() -> int:
    """Erase name, address and words of everything that is due; how many there were."""
    return _each(decided(), erase_proposal)
