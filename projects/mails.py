"""Mails about proposals, in the submitter's language and to the office; called by `projects.actions`.

Each is written in the transaction of what it tells about. Its key is made of what happened: nothing mails twice.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from projects.project import Project
from projects.proposal import Proposal, ProposalEvent
from twinning.languages import own_name, served
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home

# Written out when a mail is rendered, in its language.
_day = lazy(date_format, str)

Facts = list[tuple[Any, Any]]


def key_prefix(proposal: Proposal) -> str:
    """What the keys of all mails about a proposal begin with."""
    return f"proposal-{proposal.pk}-"


def forget_mails(proposal: Proposal) -> None:
    """Delete every mail about a proposal: their texts hold what its submitter wrote."""
    OutgoingMail.objects.filter(key__startswith=key_prefix(proposal)).delete()


def tell_submitter(event: ProposalEvent) -> None:
    """Receipt, question, acceptance or refusal, in the language that the submitter reads mails in."""
    templates = {
        ProposalEvent.Kind.SUBMITTED: "proposal_received",
        ProposalEvent.Kind.RESUBMITTED: "proposal_received",
        ProposalEvent.Kind.RETURNED: "proposal_returned",
        ProposalEvent.Kind.ACCEPTED: "proposal_accepted",
        ProposalEvent.Kind.DECLINED: "proposal_declined",
    }
    proposal = event.proposal
    with override(proposal.submitted_by.mail_language):
        address = settings.SITE_URL + proposal.get_absolute_url()
    _to_submitter(
        proposal, templates[event.kind], key=f"{event.pk}", address=address, facts=[], message=event.message
    )


def tell_of_publication(project: Project) -> None:
    """Whoever proposed a project gets the address of its page, once, when it is published."""
    if project.state != Project.State.PUBLISHED:
        return
    proposal = Proposal.objects.select_related("submitted_by").filter(project=project).first()
    if proposal is None:
        return
    address = settings.SITE_URL + project.get_absolute_url(proposal.submitted_by.mail_language)
    later = project.publish_from and project.publish_from > timezone.now()
    facts = [(_("Public from"), _day(timezone.localtime(project.publish_from)))] if later else []
    _to_submitter(proposal, "proposal_published", key="published", address=address, facts=facts)


def _to_submitter(
    proposal: Proposal, template: str, *, key: str, address: str, facts: Facts, message: str = ""
) -> None:
    person = proposal.submitted_by
    with override(person.mail_language):
        profile = settings.SITE_URL + reverse("accounts:profile-update")
    queue(
        template=template,
        recipient=person.email,
        language=person.mail_language,
        context={
            "name": person.name,
            "proposal": proposal,
            "message": message,
            "facts": [(_("Project"), proposal.title), *facts],
            "action_url": address,
            "profile_url": profile,
        },
        key=f"{key_prefix(proposal)}{key}",
    )


def tell_office(event: ProposalEvent) -> None:
    """A proposal waits, or a corrected one: with a link to the queue; nothing when the office has no address yet."""
    home = current_home()
    if not home.email:
        return
    proposal = event.proposal
    facts = [
        (_("Project"), proposal.title),
        (_("Language"), own_name(proposal.language)),
        (_("Cities"), ", ".join(served(city, "name").text for city in proposal.cities.all()) or "–"),
    ]
    queue(
        template="proposal_to_office",
        recipient=home.email,
        language=settings.LANGUAGE_CODE,
        context={
            "proposal": proposal,
            "is_new": event.kind == ProposalEvent.Kind.SUBMITTED,
            "facts": facts,
            "action_url": settings.SITE_URL + reverse("admin:projects_proposal_review"),
        },
        key=f"{key_prefix(proposal)}{event.pk}-office",
    )
