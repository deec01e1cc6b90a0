"""The short notice of Art. 13 GDPR under the forms of the board."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Which wording somebody wrote under; raise it when the notice changes.
NOTICE_VERSION = "2026-11"


def privacy_notice() -> dict[str, str]:
    """Text, version and the address of the page that says the rest, as components/form.html prints them."""
    days = settings.BOARD_DAYS
    text = ngettext(
        "We publish what you write, but not your e-mail address. That is our public task (Art. 6 (1) (e) GDPR). "
        "We erase name and address %(days)d day after your slip has ended. Your rights, and whom to turn to:",
        "We publish what you write, but not your e-mail address. That is our public task (Art. 6 (1) (e) GDPR). "
        "We erase name and address %(days)d days after your slip has ended. Your rights, and whom to turn to:",
        days,
    )
    return _with_address(text % {"days": days})


def link_notice() -> dict[str, str]:
    """The same for the form that asks for an address to send new links to."""
    return _with_address(
        _(
            "We use the address only to send you links to your slips and do not keep it. That is our public task "
            "(Art. 6 (1) (e) GDPR). Your rights, and whom to turn to:"
        )
    )


def _with_address(text: str) -> dict[str, str]:
    url = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    return {"text": text, "url": url, "version": NOTICE_VERSION}
