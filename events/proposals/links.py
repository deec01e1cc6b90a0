"""Personal links of proposers without an account: what each opens, how long it works, its address for a mail.

The pages `events:proposal-confirm` and `events:proposal-manage` take the token: GET shows, POST acts.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from events.proposals.proposal import Proposal
from twinning.languages import to_write_in
from twinning.tokens.actions import issue, revoke

CONFIRM, MANAGE = "event_proposal.confirm", "event_proposal.manage"
PAGES = {CONFIRM: "events:proposal-confirm", MANAGE: "events:proposal-manage"}
# An address that nobody confirms within this time: the proposal is deleted.
CONFIRM_DAYS = 7
# Longer than a proposal lives and is kept.
LINK_DAYS = 800


def mail_language(proposal: Proposal) -> str:
    """The language to write to the proposer in: the one they wrote in; English where the portal does not speak it."""
    return to_write_in(proposal.language)


def link(proposal: Proposal, purpose: str) -> str:
    """A new personal link for one mail."""
    days = CONFIRM_DAYS if purpose == CONFIRM else LINK_DAYS
    token = issue(purpose=purpose, object_id=proposal.pk, lifetime=timedelta(days=days))
    with override(mail_language(proposal)):
        return settings.SITE_URL + reverse(PAGES[purpose], args=[token])


def own_page(proposal: Proposal) -> str:
    """The proposer's page for a mail: with an account behind the log-in, without one behind a new personal link."""
    if proposal.account_id is None:
        return link(proposal, MANAGE)
    with override(mail_language(proposal)):
        return settings.SITE_URL + reverse("events:proposal-detail", args=[proposal.pk])


def forget_links(proposal: Proposal) -> None:
    """Make every personal link of the proposal useless."""
    for purpose in PAGES:
        revoke(object_id=proposal.pk, purpose=purpose)
