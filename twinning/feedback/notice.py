"""The short notice of Art. 13 GDPR under every form whose words are erased VISITOR_MESSAGE_DAYS after the answer.

Called by the views of this app and of apps above that ask visitors something.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import ngettext

from twinning.feedback.actions import NOTICE_VERSION


def privacy_notice() -> dict[str, str]:
    """Text, version and the address of the page that says the rest, as components/form.html prints them."""
    days = settings.VISITOR_MESSAGE_DAYS
    text = ngettext(
        "We use what you write only to answer you. That is our public task (Art. 6 (1) (e) GDPR). "
        "We erase it %(days)d day after our answer. Your rights, and whom to turn to:",
        "We use what you write only to answer you. That is our public task (Art. 6 (1) (e) GDPR). "
        "We erase it %(days)d days after our answer. Your rights, and whom to turn to:",
        days,
    )
    url = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    return {"text": text % {"days": days}, "url": url, "version": NOTICE_VERSION}
