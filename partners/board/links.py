"""Personal links of a slip's owner: what each opens, how long it works, and its address for a mail.

Each purpose has a page of the same name (`board:slip-confirm`, `board:slip-manage`, `board:slip-renew`,
`board:slip-outcome`) that takes the token: GET shows, POST acts.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from partners.board.slip import Slip
from twinning.languages import to_write_in
from twinning.tokens.actions import issue, revoke

CONFIRM, MANAGE, RENEW, OUTCOME = "slip.confirm", "slip.manage", "slip.renew", "slip.outcome"
PURPOSES = (CONFIRM, MANAGE, RENEW, OUTCOME)
# An address that nobody confirms within this time: the slip is deleted.
CONFIRM_DAYS = 7
# Longer than a slip without renewal lives and is kept.
LINK_DAYS = 400


def mail_language(slip: Slip) -> str:
    """The language to write to the owner in: the slip's own; English where the portal does not speak it."""
    return to_write_in(slip.language)


def link(slip: Slip, purpose: str) -> str:
    """A new personal link for one mail."""
    days = CONFIRM_DAYS if purpose == CONFIRM else LINK_DAYS
    token = issue(purpose=purpose, object_id=slip.pk, lifetime=timedelta(days=days))
    with override(mail_language(slip)):
        return settings.SITE_URL + reverse(f"board:{purpose.replace('.', '-')}", args=[token])


def public_url(slip: Slip) -> str:
    """The slip's public page, for a mail to its owner."""
    return settings.SITE_URL + slip.get_absolute_url(mail_language(slip))


def forget_links(slip: Slip) -> None:
    """Make every personal link of the slip useless."""
    for purpose in PURPOSES:
        revoke(object_id=slip.pk, purpose=purpose)
