"""Mails about enquiries: each in its reader's language, with a key of its own, so that nothing is sent twice.

Called by the actions, in their transaction; `preview` shows staff an answer as it will arrive.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partners.enquiries.models import Enquiry, EnquiryMessage
from twinning.accounts.models import User
from twinning.cldr import language_label
from twinning.languages import direction, served
from twinning.mail.outbox import queue, render
from twinning.municipality.home import current_home
from twinning.tokens.actions import issue

THREAD = "enquiry.thread"

# Written out when a mail is rendered, in its language.
_day = lazy(date_format, str)

Facts = list[tuple[Any, Any]]


def key_prefix(enquiry: Enquiry) -> str:
    """What the keys of all mails about this enquiry begin with."""
    return f"enquiry-{enquiry.pk}-"


def _facts(enquiry: Enquiry) -> Facts:
    return [(_("Your number"), enquiry.reference)]


def _case_url(enquiry: Enquiry) -> str:
    return settings.SITE_URL + reverse("admin:enquiries_enquiry_change", args=[enquiry.pk])


def lifetime() -> timedelta:
    """How long a personal link works: as long as what it opens is kept at the least."""
    return timedelta(days=settings.VISITOR_MESSAGE_DAYS)


def thread_url(language: str, token: str) -> str:
    """The thread's address for a mail."""
    with override(language):
        return settings.SITE_URL + reverse("enquiries:enquiry-thread", args=[token])


def send_receipt(enquiry: Enquiry) -> None:
    """To the enquirer. It opens nothing and repeats nothing: anybody can write anybody's address into the form."""
    queue(
        template="enquiry_receipt",
        recipient=enquiry.email,
        language=enquiry.language,
        context={"enquiry": enquiry, "facts": [*_facts(enquiry), (_("Answer by"), _day(enquiry.due_on))]},
        key=f"{key_prefix(enquiry)}receipt",
    )


def tell_office(enquiry: Enquiry, letter: EnquiryMessage) -> None:
    """A new enquiry to the office's mailbox; nothing while the office has no address."""
    home = current_home()
    if home.email:
        queue(
            template="enquiry_to_office",
            recipient=home.email,
            language=settings.LANGUAGE_CODE,
            context={
                "enquiry": enquiry,
                "letter": letter,
                "facts": _office_facts(enquiry),
                "action_url": _case_url(enquiry),
            },
            key=f"{key_prefix(enquiry)}office",
            reply_to=enquiry.email,
        )


def _office_facts(enquiry: Enquiry) -> Facts:
    city = [(_("City"), served(enquiry.city, "name").text)] if enquiry.city else []
    name = [(_("Name"), enquiry.name)] if enquiry.name else []
    speaks = [
        language_label(code, settings.LANGUAGE_CODE) for code in (enquiry.language, enquiry.answer_language)
    ]
    return [
        (_("Number"), enquiry.reference),
        (_("Answer by"), _day(enquiry.due_on)),
        (_("Topic"), enquiry.get_topic_display()),
        *city,
        *name,
        (_("E-mail"), enquiry.email),
        (_("Language of the page"), speaks[0]),
        (_("Answer wanted in"), speaks[1]),
    ]


def tell_of_reply(enquiry: Enquiry, letter: EnquiryMessage) -> None:
    """A further letter to whoever works on the enquiry, else to the office's mailbox."""
    person = enquiry.assigned_to
    recipient = person.email if person and person.is_active else current_home().email
    if recipient:
        queue(
            template="enquiry_reply_to_office",
            recipient=recipient,
            language=person.mail_language if person else settings.LANGUAGE_CODE,
            context={
                "enquiry": enquiry,
                "letter": letter,
                "facts": [(_("Number"), enquiry.reference), (_("Answer by"), _day(enquiry.due_on))],
                "action_url": _case_url(enquiry),
            },
            key=f"{key_prefix(enquiry)}reply-{letter.pk}",
        )


def tell_colleague(enquiry: Enquiry, *, to: User, by: User, key: str) -> None:
    """To whom an enquiry was handed over. Without the enquirer's words: they are read at the desk."""
    queue(
        template="enquiry_handed_over",
        recipient=to.email,
        language=to.mail_language,
        context={
            "enquiry": enquiry,
            "by": by,
            "name": to.name,
            "facts": [
                (_("Number"), enquiry.reference),
                (_("Topic"), enquiry.get_topic_display()),
                (_("Answer by"), _day(enquiry.due_on)),
            ],
            "action_url": _case_url(enquiry),
        },
        key=f"{key_prefix(enquiry)}handed-{key}",
    )


def _answer_context(
    enquiry: Enquiry, *, text: str, language: str, asks_back: bool, url: str
) -> dict[str, Any]:
    return {
        "enquiry": enquiry,
        "text": text,
        "asks_back": asks_back,
        "name": enquiry.name,
        "facts": _facts(enquiry),
        "action_url": url,
    }


def send_answer(enquiry: Enquiry, letter: EnquiryMessage, *, asks_back: bool) -> None:
    """The office's letter with a personal link, under which the enquirer may write again."""
    token = issue(purpose=THREAD, object_id=enquiry.pk, lifetime=lifetime())
    url = thread_url(letter.language, token)
    context = _answer_context(
        enquiry, text=letter.text, language=letter.language, asks_back=asks_back, url=url
    )
    queue(
        template="enquiry_answer",
        recipient=enquiry.email,
        language=letter.language,
        context=context,
        key=answer_key(enquiry, letter),
        confidential=True,
    )


def answer_key(enquiry: Enquiry, letter: EnquiryMessage) -> str:
    """Key in the outbox of the mail that carries this letter of the office."""
    return f"{key_prefix(enquiry)}answer-{letter.pk}"


def preview(enquiry: Enquiry, *, text: str, language: str, asks_back: bool) -> dict[str, str]:
    """Subject and plain text of the answer as it will arrive; its link is made when it is sent."""
    context = _answer_context(
        enquiry, text=text, language=language, asks_back=asks_back, url=f"{settings.SITE_URL}/…"
    )
    with override(language):
        frame = {"home": current_home(), "language": language, "direction": direction(language)}
        return render("enquiry_answer", {**context, **frame})
