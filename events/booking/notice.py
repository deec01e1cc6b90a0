"""The short notice of Art. 13 GDPR under the form, and what people agree to who tell us what they need."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Occurrence

# Which wording somebody registered under; raise it when a notice changes.
NOTICE_VERSION = "2026-11"


def privacy_notice(occurrence: Occurrence) -> dict[str, str]:
    """Text, version and the address of the page that says the rest, as components/form.html prints them."""
    days = occurrence.event.retention_days
    text = ngettext(
        "We use what you write to prepare this event and to write to you about it. That is our public task (Art. 6 "
        "(1) (e) GDPR). We erase access needs on the day after the event, everything else %(days)d day after it. "
        "Your rights, and whom to turn to:",
        "We use what you write to prepare this event and to write to you about it. That is our public task (Art. 6 "
        "(1) (e) GDPR). We erase access needs on the day after the event, everything else %(days)d days after it. "
        "Your rights, and whom to turn to:",
        days,
    )
    return _with_address(text % {"days": days})


def link_notice() -> dict[str, str]:
    """The same for the form that asks for an address to send links to."""
    return _with_address(
        _(
            "We use the address only to send you the links to your registrations and do not keep it. That is our "
            "public task (Art. 6 (1) (e) GDPR). Your rights, and whom to turn to:"
        )
    )


def _with_address(text: str) -> dict[str, str]:
    url = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    return {"text": text, "url": url, "version": NOTICE_VERSION}
