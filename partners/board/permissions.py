"""Who may decide about slips: each answer comes with the reason, so that the page can say why not."""

from django.utils import timezone
from django.utils.translation import gettext as _

from partners.board.slip import Slip
from partners.board.workflow import Step, can
from twinning.accounts.models import User

Verdict = tuple[bool, str]


def may_decide(user: User, slip: Slip, step: Step) -> Verdict:
    """Release a slip, give it back, decline it."""
    if not user.has_perm("board.change_slip"):
        return False, _("You may read slips, but not decide about them.")
    if slip.erased_at:
        return False, _("Words and address of this slip were erased, nothing can be done with it any more.")
    if not can(slip, step):
        return False, _("That is not possible: the slip is %(state)s.") % {"state": slip.get_state_display()}
    if step is Step.RELEASE and slip.reply_by and slip.reply_by < timezone.localdate():
        return False, _(
            "The day to reply by has passed. Give the slip back, so that the owner chooses another."
        )
    return True, ""
