"""The one door for mails: `queue()` writes them down in the reader's language, the worker sends them.

Called by actions (with a key, so that an event never mails twice), by the accounts' adapter and, through
`twinning.mail.backend`, by everything in Django that sends mail. A mail is one template in templates/mail/
that says `{% extends layout %}` and fills blocks; it is rendered three times: as subject, as plain text, as
HTML.
"""

import re
import textwrap
import unicodedata
from typing import Any

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from twinning.languages import direction
from twinning.mail.models import OutgoingMail
from twinning.mail.tasks import deliver
from twinning.municipality.home import current_home

SUBJECT_LENGTH = OutgoingMail._meta.get_field("subject").max_length
LINE_LENGTH = 72


def queue(
    *,
    template: str,
    recipient: str,
    language: str,
    context: dict[str, Any],
    key: str | None = None,
    reply_to: str = "",
    confidential: bool = False,
) -> OutgoingMail:
    """Write a mail into the outbox, as part of the running transaction, and ask the worker to deliver it.

    `template` is a path below templates/mail/ without ".html"; its blocks: subject, heading, text, action
    (label of the button, which leads to `action_url` of the context), next. `facts` of the context is a list
    of (label, value). The same `key` gives the row that is there already. Answers go to `reply_to`, or to the
    office. `confidential` is for mails that hold a personal link or code. Raises ValidationError for a bad
    address.
    """
    validate_email(recipient)
    if reply_to:
        validate_email(reply_to)
    if key and (known := OutgoingMail.objects.filter(key=key).first()):
        return known
    code = language if language in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE
    home = current_home()
    with translation.override(code):
        texts = render(template, {**context, "home": home, "language": code, "direction": direction(code)})
    return store(
        key=key,
        recipient=recipient,
        reply_to=reply_to or home.email,
        language=code,
        is_confidential=confidential,
        **texts,
    )


def store(*, key: str | None = None, **fields: Any) -> OutgoingMail:
    """Save a ready mail and its delivery task; both are rows of one transaction, so neither is lost alone."""
    with transaction.atomic():
        if key:
            mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=fields)
        else:
            mail, is_new = OutgoingMail.objects.create(**fields), True
        if is_new:
            deliver.enqueue(mail.pk)
    return mail


def render(template: str, context: dict[str, Any]) -> dict[str, str]:
    """Subject, plain text and HTML of a mail in the active language."""
    name = f"mail/{template}.html"
    subject = one_line(_fill(name, "mail/layout.subject.txt", context, escape=False))
    inner = {**context, "subject": subject}
    return {
        "subject": subject,
        "text": tidy(_fill(name, "mail/layout.txt", inner, escape=False)),
        "html": _fill(name, "mail/layout.html", inner, escape=True),
    }


def _fill(name: str, layout: str, context: dict[str, Any], *, escape: bool) -> str:
    text = get_template(name).template.render(Context({**context, "layout": layout}, autoescape=escape))
    return text.replace("\x00", "")  # PostgreSQL stores no NUL; nobody needs one in a mail


def one_line(text: str) -> str:
    """A subject for a header: no line ends, no control characters, cut when too long."""
    flat = " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in text).split())
    return flat if len(flat) <= SUBJECT_LENGTH else flat[: SUBJECT_LENGTH - 1].rstrip() + "…"


def tidy(text: str) -> str:
    """Plain text with lines of at most 72 characters (links stay whole) and single blank lines."""
    lines = [line.strip() for line in text.strip().splitlines()]
    wrapped = [line if "://" in line else _wrap(line) for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(wrapped)) + "\n"


def _wrap(line: str) -> str:
    return textwrap.fill(line, LINE_LENGTH, break_long_words=False, break_on_hyphens=False)
