"""Who may decide about proposals: each answer comes with the reason, so that the page can say why not."""

from django.utils.translation import gettext as _

from events.proposals.proposal import Proposal
from events.proposals.workflow import Step, can, reason
from twinning.accounts.models import User

Verdict = tuple[bool, str]
VIEW, DECIDE, ADD = "events.view_proposal", "events.change_proposal", "events.add_event"


def may_decide(user: User, proposal: Proposal, step: Step) -> Verdict:
    """Give it back, decline it, or publish it, which makes an event and needs the right to add one as well."""
    if not user.has_perm(DECIDE):
        return False, _("You may read proposals, but not decide on them.")
    if not can(proposal, step):
        return False, reason(proposal)
    if step is Step.PUBLISH and not user.has_perm(ADD):
        return False, _("Who publishes a proposal makes an event: you may not add events.")
    return True, ""
