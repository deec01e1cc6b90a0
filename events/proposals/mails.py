"""Mails about proposed events: to the proposer in the language they wrote in, to the office in its own.

Called by the actions in their transaction. Each has a key of its own, so that nothing is sent twice.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from events.event import Event
from events.proposals.links import CONFIRM, link, mail_language, own_page
from events.proposals.proposal import Proposal
from twinning.languages import own_name
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home

# Written out when a mail is rendered, in its language.
_day = lazy(date_format, str)


def _prefix(proposal: Proposal) -> str:
    return f"event-proposal-{proposal.pk}-"


def _key(proposal: Proposal, template: str) -> str:
    """One mail of each kind per version: every step raises the version."""
    return f"{_prefix(proposal)}{template}-{proposal.version}"


def confirm_key(proposal: Proposal, number: int) -> str:
    """Key in the outbox of the mail with the first, second, third link to confirm."""
    return f"{_prefix(proposal)}confirm-{number}"


def forget_mails(proposal: Proposal) -> None:
    """Delete every mail about the proposal from the outbox."""
    OutgoingMail.objects.filter(key__startswith=_prefix(proposal)).delete()


def _to_proposer(proposal: Proposal, template: str, *, key: str = "", **extra: Any) -> None:
    queue(
        template=f"events/proposal_{template}",
        recipient=proposal.email,
        language=mail_language(proposal),
        context={
            "proposal": proposal,
            "name": proposal.name,
            "facts": [(_("Your event"), proposal.title)],
            **extra,
        },
        key=key or _key(proposal, template),
        confidential=True,
    )


def ask_to_confirm(proposal: Proposal, *, number: int = 1) -> None:
    """Repeats nothing that was typed: anybody can write anybody's address into the form."""
    queue(
        template="events/proposal_confirm",
        recipient=proposal.email,
        language=mail_language(proposal),
        context={"action_url": link(proposal, CONFIRM)},
        key=confirm_key(proposal, number),
        confidential=True,
    )


def tell_received(proposal: Proposal) -> None:
    """It has arrived; with the way to the proposer's own page."""
    _to_proposer(proposal, "received", action_url=own_page(proposal))


def tell_office(proposal: Proposal) -> None:
    """A proposal waits; nothing while the office has no address."""
    home = current_home()
    if not home.email:
        return
    queue(
        template="events/proposal_to_office",
        recipient=home.email,
        language=settings.LANGUAGE_CODE,
        context={
            "proposal": proposal,
            "facts": [
                (_("Event"), proposal.title),
                (_("Who invites"), proposal.organiser),
                (_("Written in"), own_name(proposal.language)),
            ],
            "action_url": settings.SITE_URL + reverse("admin:events_proposal_review"),
        },
        key=_key(proposal, "to_office"),
    )


def tell_returned(proposal: Proposal) -> None:
    """Something has to be changed first: the office's words and the way to change it."""
    _to_proposer(proposal, "returned", action_url=own_page(proposal))


def tell_declined(proposal: Proposal) -> None:
    """Not in this calendar, and why."""
    _to_proposer(proposal, "declined")


def tell_withdrawn(proposal: Proposal) -> None:
    """Withdrawn, and when the rest is erased."""
    _to_proposer(proposal, "withdrawn", days=settings.EVENT_PROPOSAL_DAYS)


def tell_accepted(proposal: Proposal) -> None:
    """Taken over as a draft: the office completes it, and writes again once the page is public."""
    _to_proposer(proposal, "accepted", action_url=own_page(proposal))


def tell_published(proposal: Proposal) -> None:
    """The address of the event's page, once, however often the event is saved."""
    event, facts = proposal.event, [(_("Your event"), proposal.title)]
    if event.publish_from and event.publish_from > timezone.now():
        facts.append((_("Public from"), _day(timezone.localtime(event.publish_from))))
    address = settings.SITE_URL + event.get_absolute_url(mail_language(proposal))
    _to_proposer(proposal, "published", key=f"{_prefix(proposal)}published", facts=facts, action_url=address)


def tell_of_publication(event: Event) -> None:
    """Called whenever an event is saved: the proposer of one that was a draft hears that it is public now."""
    if event.state != Event.State.PUBLISHED or event.origin != Event.Origin.FORM:
        return
    proposal = Proposal.objects.filter(event=event, state=Proposal.State.PUBLISHED, erased_at=None).first()
    if proposal is not None:
        tell_published(proposal)


def send_link(proposal: Proposal) -> None:
    """A new personal link, at most once an hour."""
    key = f"{_prefix(proposal)}link-{timezone.now():%Y%m%d%H}"
    if not OutgoingMail.objects.filter(key=key).exists():
        _to_proposer(proposal, "link", key=key, action_url=own_page(proposal))
