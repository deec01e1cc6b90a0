"""The short notice of Art. 13 GDPR under the forms for people with an account. Called by a tag of this app."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import ngettext

# Which wording somebody wrote under; raise it when the notice changes.
NOTICE_VERSION = "2026-11"


def privacy_notice() -> dict[str, str]:
    """Text, version and the address of the page that says the rest."""
    days = settings.VISITOR_MESSAGE_DAYS
    text = ngettext(
        "We use what you write to keep the directory right. That is our public task (Art. 6 (1) (e) GDPR). "
        "What you tell only us is erased %(days)d day after our answer, and all of it with your account. "
        "Your rights, and whom to turn to:",
        "We use what you write to keep the directory right. That is our public task (Art. 6 (1) (e) GDPR). "
        "What you tell only us is erased %(days)d days after our answer, and all of it with your account. "
        "Your rights, and whom to turn to:",
        days,
    )
    url = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    return {"text": text % {"days": days}, "url": url, "version": NOTICE_VERSION}
