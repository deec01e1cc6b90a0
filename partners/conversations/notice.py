"""The short notice of Art. 13 GDPR under every form that starts or goes on with a conversation."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import ngettext

# Which wording somebody wrote under; raise it when the notice changes.
NOTICE_VERSION = "2026-11"


def _notice(text: str, days: int) -> dict[str, str]:
    url = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    return {"text": text % {"days": days}, "url": url, "version": NOTICE_VERSION}


def privacy_notice() -> dict[str, str]:
    """For messages: text, version and the address of the page that says the rest (see components/form.html)."""
    days = settings.CONVERSATION_DAYS
    text = ngettext(
        "We pass on your message and your name, but not your e-mail address. That is our public task "
        "(Art. 6 (1) (e) GDPR). We erase everything %(days)d day after the end of the conversation. "
        "Your rights, and whom to turn to:",
        "We pass on your message and your name, but not your e-mail address. That is our public task "
        "(Art. 6 (1) (e) GDPR). We erase everything %(days)d days after the end of the conversation. "
        "Your rights, and whom to turn to:",
        days,
    )
    return _notice(text, days)


def report_notice() -> dict[str, str]:
    """For reports of abuse."""
    days = settings.CONVERSATION_DAYS
    text = ngettext(
        "Only the office reads your report, to look into it. That is our public task (Art. 6 (1) (e) GDPR). "
        "We erase it %(days)d day after we have looked at it. Your rights, and whom to turn to:",
        "Only the office reads your report, to look into it. That is our public task (Art. 6 (1) (e) GDPR). "
        "We erase it %(days)d days after we have looked at it. Your rights, and whom to turn to:",
        days,
    )
    return _notice(text, days)
