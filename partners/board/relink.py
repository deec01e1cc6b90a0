"""New personal links for owners who lost theirs. Called by the view that takes an address."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.board.actions import send_confirm_link
from partners.board.links import MANAGE, link, mail_language
from partners.board.slip import Slip
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue

State = Slip.State
# There is nothing to do any more with the others.
LIVING = (State.SUBMITTED, State.RETURNED, State.PUBLISHED, State.EXPIRED)


@transaction.atomic
def send_links(email: str) -> None:
    """Mail the owner of this address a new link to each living slip, at most once an hour; an unconfirmed one gets
    its link to confirm. Does nothing for an unknown address, and tells nobody whether it was known.
    """
    for slip in Slip.objects.filter(email__iexact=email, erased_at=None, is_sample=False).order_by("pk"):
        if slip.state == State.UNCONFIRMED:
            send_confirm_link(slip)
        elif slip.state in LIVING:
            _send_link(slip)


def _send_link(slip: Slip) -> None:
    # The key begins like those of all mails about the slip, so that they are erased together (partners.board.mails).
    key = f"slip-{slip.pk}-slip_link-{timezone.now():%Y%m%d%H}"
    if OutgoingMail.objects.filter(key=key).exists():
        return
    queue(
        template="slip_link",
        recipient=slip.email,
        language=mail_language(slip),
        context={
            "name": slip.name,
            "facts": [(_("Your slip"), slip.title)],
            "action_url": link(slip, MANAGE),
        },
        key=key,
        confidential=True,
    )
