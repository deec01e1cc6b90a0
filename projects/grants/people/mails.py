"""Mails about who acts for an applicant, each in its reader's language and once per event. Called by `actions.py`."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from projects.grants.applicant import Applicant, Invitation
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue
from twinning.tokens import actions as tokens

INVITATION = "grants.invitation"
LIFETIME = timedelta(days=14)


def _address(name: str, language: str, **kwargs: Any) -> str:
    with override(language):
        return settings.SITE_URL + reverse(f"grants:{name}", kwargs=kwargs)


def invite(invitation: Invitation) -> None:
    """The link; on one day the same invitation is mailed once, however often somebody presses the button."""
    key = f"grants-invitation-{invitation.pk}-{timezone.localdate():%Y%m%d}"
    if OutgoingMail.objects.filter(key=key).exists():
        return
    raw = tokens.issue(purpose=INVITATION, object_id=invitation.pk, lifetime=LIFETIME)
    queue(
        template="grants/applicant_invitation",
        recipient=invitation.email,
        language=invitation.language,
        context={
            "applicant": invitation.applicant,
            "inviter": str(invitation.invited_by),
            "days": LIFETIME.days,
            "facts": [
                (_("For"), str(invitation.applicant)),
                (_("Invited by"), str(invitation.invited_by)),
                (_("Role"), invitation.get_role_display()),
            ],
            "action_url": _address("invitation-accept", invitation.language, token=raw),
        },
        key=key,
        confidential=True,
    )


def tell(
    person: User, template: str, applicant: Applicant, *, key: str, about: str, name: str = "applicant-detail"
) -> None:
    """One mail to somebody who acts, or acted, for the applicant; `about` is the other person's name."""
    language = person.mail_language
    kwargs = {"pk": applicant.pk} if name == "applicant-detail" else {}
    queue(
        template=f"grants/{template}",
        recipient=person.email,
        language=language,
        context={
            "applicant": applicant,
            "about": about,
            "action_url": _address(name, language, **kwargs),
        },
        key=key,
    )
