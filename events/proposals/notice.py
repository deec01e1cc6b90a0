"""The short notice of Art. 13 GDPR under the forms of proposals."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Which wording somebody wrote under; raise it when the notice changes.
NOTICE_VERSION = "2026-11"


def privacy_notice() -> dict[str, str]:
    """Text, version and the address of the page that says the rest, as components/form.html prints them."""
    days = settings.EVENT_PROPOSAL_DAYS
    text = ngettext(
        "We use what you write to check your proposal and to announce the event; your name and address are not shown "
        "there. That is our public task (Art. 6 (1) (e) GDPR). We erase the proposal %(days)d day after our decision. "
        "Your rights, and whom to turn to:",
        "We use what you write to check your proposal and to announce the event; your name and address are not shown "
        "there. That is our public task (Art. 6 (1) (e) GDPR). We erase the proposal %(days)d days after our "
        "decision. Your rights, and whom to turn to:",
        days,
    )
    return _with_address(text % {"days": days})


def link_notice() -> dict[str, str]:
    """The same for the form that asks for an address to send new links to."""
    return _with_address(
        _(
            "We use the address only to send you links to your proposals and do not keep it. That is our public task "
            "(Art. 6 (1) (e) GDPR). Your rights, and whom to turn to:"
        )
    )


def _with_address(text: str) -> dict[str, str]:
    url = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    return {"text": text, "url": url, "version": NOTICE_VERSION}
