"""The mail that asks a partner abroad, in the partner's language, with a link of its own."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from projects.grants.parts import PartnerAbroad
from twinning.mail.outbox import queue
from twinning.tokens.actions import issue, revoke

PURPOSE = "grants.partner"
LIFETIME = timedelta(days=60)


def language_of(partner: PartnerAbroad) -> str:
    """A language in which the portal speaks."""
    return partner.language if partner.language in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE


def write_to_partner(partner: PartnerAbroad, *, key: str) -> None:
    """Queue the mail; only the newest link works."""
    revoke(object_id=partner.pk, purpose=PURPOSE)
    token = issue(purpose=PURPOSE, object_id=partner.pk, lifetime=LIFETIME)
    application, language = partner.application, language_of(partner)
    with override(language):
        page = settings.SITE_URL + reverse("grants:partner-confirm", kwargs={"token": token})
    facts = [
        (_("Project"), application.title),
        (_("Applicant"), application.applicant.name if application.applicant else ""),
        (_("Your organisation"), partner.name),
    ]
    queue(
        template="grants/partner_asked",
        recipient=partner.email,
        language=language,
        context={
            "name": partner.contact_name,
            "facts": [fact for fact in facts if fact[1]],
            "days": LIFETIME.days,
            "action_url": page,
        },
        key=key,
        confidential=True,
    )
