"""Who may do what with proposals: each answer comes with the reason, so that the page can say why not."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.proposal import Proposal
from projects.workflow import Step, is_possible, reason
from twinning.accounts.models import User

Verdict = tuple[bool, str]
REVIEW = "projects.change_proposal"
# So many proposals of one person may wait for the office at the same time.
WAITING_LIMIT = 10


def may_propose(user: User) -> Verdict:
    """Send a new proposal."""
    if Proposal.objects.filter(submitted_by=user).waiting().count() >= WAITING_LIMIT:
        text = ngettext(
            "%(count)d proposal of yours is being checked. Please wait for our answer before you send another one.",
            "%(count)d proposals of yours are being checked. Please wait for our answer before you send another one.",
            WAITING_LIMIT,
        )
        return False, text % {"count": WAITING_LIMIT}
    return True, ""


def _own_step(user: User, proposal: Proposal, step: Step) -> Verdict:
    if proposal.submitted_by_id != user.pk:
        return False, _("Only the person who sent the proposal can do this.")
    return (True, "") if is_possible(proposal, step) else (False, reason(proposal))


def may_change(user: User, proposal: Proposal) -> Verdict:
    """Correct the texts and send them again: the submitter, when the office has asked back."""
    return _own_step(user, proposal, Step.RESUBMIT)


def may_withdraw(user: User, proposal: Proposal) -> Verdict:
    """Take it back: the submitter, until it is decided."""
    return _own_step(user, proposal, Step.WITHDRAW)


def may_review(user: User) -> Verdict:
    """See the queue and decide: staff with the right to change proposals."""
    if not user.has_perm(REVIEW):
        return False, _("You may read proposals, but not decide on them.")
    return True, ""


def may_decide(user: User, proposal: Proposal, step: Step) -> Verdict:
    """Ask back or decline; accepting makes a project, so it needs the right to add one as well."""
    allowed, why = may_review(user)
    if not allowed:
        return allowed, why
    if step == Step.ACCEPT and not user.has_perm("projects.add_project"):
        return False, _("Who accepts a proposal makes a project: you may not add projects.")
    return (True, "") if is_possible(proposal, step) else (False, reason(proposal))
