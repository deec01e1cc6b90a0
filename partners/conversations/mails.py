"""Mails about conversations: each in its reader's language, with a link that only its reader gets.

Called by the actions, in their transaction. No mail names the other side's address before both have agreed, and what
goes to an address that nobody has confirmed yet repeats nothing that was typed.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partners.conversations.models import Conversation, Message, Participant, Report
from partners.conversations.registry import label_of
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home
from twinning.tokens.actions import issue

PURPOSES = {side: f"conversation.{side}" for side in Participant.Side.values}


def key_prefix(conversation: Conversation) -> str:
    """What the keys of all mails about this conversation begin with."""
    return f"conversation-{conversation.pk}-"


def report_key(report: Report) -> str:
    """What the keys of all mails about this report begin with."""
    return f"abuse-report-{report.pk}-"


def mail_language(language: str) -> str:
    """The language in which the outbox will write."""
    return language if language in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE


def thread_url(reader: Participant) -> str:
    """A new personal link to the thread, in the reader's language."""
    lifetime = timedelta(days=settings.CONVERSATION_DAYS)
    token = issue(purpose=PURPOSES[reader.side], object_id=reader.pk, lifetime=lifetime)
    with override(mail_language(reader.language)):
        return settings.SITE_URL + reverse("conversations:conversation-detail", args=[token])


def _send(template: str, conversation: Conversation, to: Participant, *, event: str, **context: Any) -> None:
    """One mail to one side; `event` tells mails about the same conversation apart."""
    queue(
        template=template,
        recipient=to.email,
        language=to.language,
        context={"conversation": conversation, "action_url": thread_url(to), **context},
        key=f"{key_prefix(conversation)}{event}-{to.side}",
        confidential=True,
    )


def send_message(
    conversation: Conversation, message: Message, *, author: Participant, reader: Participant
) -> None:
    """The text itself, to the other side."""
    _send(
        "conversation_message",
        conversation,
        reader,
        event=f"message-{message.pk}",
        message=message,
        author=author,
        name=reader.name,
    )


def send_receipt(conversation: Conversation, author: Participant) -> None:
    """To whoever wrote first. Anybody can write anybody's address into the form, so it repeats nothing typed."""
    _send("conversation_receipt", conversation, author, event="receipt")


def send_offer(conversation: Conversation, *, of: Participant, to: Participant) -> None:
    """One side would show its address. Told once, however often it is taken back and offered anew."""
    _send("conversation_offer", conversation, to, event="offer", author=of, name=to.name)


def send_address(conversation: Conversation, *, of: Participant, to: Participant) -> None:
    """Both have agreed: the other side's name and address."""
    facts = [(_("Name"), of.name), (_("E-mail"), of.email)]
    _send("conversation_agreed", conversation, to, event="agreed", author=of, name=to.name, facts=facts)


def send_end(conversation: Conversation, *, to: Participant, by: Participant | None = None) -> None:
    """The conversation has ended: the other side wanted it (`by`), or what it was about is gone."""
    days = settings.CONVERSATION_DAYS
    _send("conversation_ended", conversation, to, event="ended", author=by, name=to.name, days=days)


# --- reports of abuse -----------------------------------------------------------------------------
def tell_office(report: Report) -> None:
    """To the office's mailbox, without what was written: that is read at the desk. Nothing without an address."""
    home = current_home()
    if not home.email:
        return
    path = reverse("admin:conversations_report_change", args=[report.pk])
    queue(
        template="conversation_report_to_office",
        recipient=home.email,
        language=settings.LANGUAGE_CODE,
        context={
            "report": report,
            "facts": [(_("Kind"), label_of(report.about)), (_("Title"), report.subject)],
            "action_url": settings.SITE_URL + path,
        },
        key=f"{report_key(report)}office",
    )


def tell_reporter(report: Report) -> None:
    """The office has looked at the report; a report about a public row has nobody to tell."""
    if report.reporter is None:
        return
    is_blocked = report.conversation.state == Conversation.State.BLOCKED
    _send(
        "conversation_report_done",
        report.conversation,
        report.reporter,
        event=f"report-{report.pk}",
        name=report.reporter.name,
        is_blocked=is_blocked,
    )
