"""Personal links of people who registered: what each opens, how long it works, and its address for a mail.

Each purpose has a page of the same name (`events:registration-confirm`, `events:registration-manage`,
`events:registration-offer`) that takes the token: GET shows, POST acts.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from events.booking.registration import Registration
from twinning.tokens.actions import issue, revoke

CONFIRM, MANAGE, OFFER = "registration.confirm", "registration.manage", "registration.offer"
PURPOSES = (CONFIRM, MANAGE, OFFER)
# Whoever opens a link after the hold or the offer has ended still reads what to do.
GRACE = timedelta(days=14)


def mail_language(registration: Registration) -> str:
    """The language in which the person registered, while the portal speaks it."""
    if registration.language in settings.PUBLISHED_LANGUAGES:
        return registration.language
    return settings.LANGUAGE_CODE


def link(registration: Registration, purpose: str) -> str:
    """A new personal link for one mail."""
    token = issue(purpose=purpose, object_id=registration.pk, lifetime=_lifetime(registration, purpose))
    with override(mail_language(registration)):
        return settings.SITE_URL + reverse(f"events:{purpose.replace('.', '-')}", args=[token])


def _lifetime(registration: Registration, purpose: str) -> timedelta:
    """Links to one's own page work until the registration is erased, the others a while longer than the hold."""
    if purpose != MANAGE:
        return GRACE
    occurrence = registration.occurrence
    until_end = max(occurrence.ends_at - timezone.now(), timedelta(0))
    return until_end + timedelta(days=occurrence.event.retention_days + 1)


def forget_links(registration: Registration) -> None:
    """Make every personal link of the registration useless."""
    for purpose in PURPOSES:
        revoke(object_id=registration.pk, purpose=purpose)
