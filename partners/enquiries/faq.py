"""Frequent questions: what the public reads, and the draft that an answered enquiry becomes.

The draft is a proposal. Names, addresses and numbers that we know or recognise are left out, but only the member of
staff who polishes and publishes the page can tell whether somebody is still to be recognised.
"""

import re
from dataclasses import dataclass
from types import SimpleNamespace

from django.conf import settings
from django.template.defaultfilters import linebreaks
from django.utils.translation import gettext, override

from partners.enquiries.models import Enquiry, EnquiryMessage, FaqEntry
from twinning import memory
from twinning.languages import Served, chain, column, current, served
from twinning.pages.models import Page

GAP = "…"
TITLE_LENGTH = Page._meta.get_field("title").max_length
ADDRESS = re.compile(r"[^\s@]{1,64}@\S+|\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
# Telephone and account numbers: seven digits or more, however they are grouped.
NUMBER = re.compile(r"\+?\d(?:[\s/().-]{0,3}\d){6,}")
# Japanese asks with the particle か as often as with a mark.
QUESTION = re.compile(r"[^.!?。！？؟\n]*(?:[?？؟]|か(?=。))")
# Line ends and blanks; narrow and fixed spaces stay, French needs them.
BLANKS = re.compile(r"[ \t\n]+")


# --- what the public reads ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Question:
    """A frequent question with its answer (clean HTML), as the reader gets them."""

    title: Served
    answer: Served
    key: str


def published_questions(user: object) -> list[Question]:
    """What anybody may read, those in the reader's own language first; one query, remembered for a moment."""
    return memory.recall_for(user, ("faq", current()), _read)


def _read() -> list[Question]:
    names = [column(field, code) for field in ("title", "body") for code in chain(current())]
    columns = [f"page__{name}" for name in names]
    rows = FaqEntry.objects.published().values("page__key", *columns)
    pages = [
        SimpleNamespace(**{name.removeprefix("page__"): value for name, value in row.items()}) for row in rows
    ]
    found = [Question(served(page, "title"), served(page, "body"), page.key) for page in pages]
    return sorted((entry for entry in found if entry.answer), key=lambda entry: entry.title.is_fallback)


# --- the draft that staff polish ------------------------------------------------------------------
def without_person(text: str, *, name: str = "") -> str:
    """`text` with addresses, long numbers and the words of `name` replaced by dots."""
    bare = NUMBER.sub(GAP, ADDRESS.sub(GAP, text))
    for word in sorted(set(name.split()), key=len, reverse=True):
        if len(word) > 1:
            bare = re.sub(_whole(word), GAP, bare, flags=re.IGNORECASE)
    return bare


def _whole(word: str) -> str:
    """A pattern for a word that stands alone; scripts without spaces have no borders to look for."""
    pattern = re.escape(word)
    return pattern if any(ord(sign) >= 0x2E80 for sign in word) else rf"(?<!\w){pattern}(?!\w)"


def question_in(text: str, length: int = TITLE_LENGTH) -> str:
    """The first question of a letter, else its beginning; one line of at most `length` characters."""
    match = QUESTION.search(text)
    found = BLANKS.sub(" ", match[0] if match and len(match[0].strip()) > 1 else text).strip() or GAP
    return found if len(found) <= length else found[: length - 1].rstrip() + GAP


def draft(enquiry: Enquiry, question: EnquiryMessage, reply: EnquiryMessage) -> dict[str, str]:
    """Columns of the draft page. German, which every page needs, gets a place to fill where it has no text."""
    title = question_in(without_person(question.text, name=enquiry.name))
    body = linebreaks(without_person(reply.text, name=enquiry.name), autoescape=True)
    with override(settings.LANGUAGE_CODE):
        skeleton = {
            "title_de": gettext("[Question in German]"),
            "body_de": f"<p>{gettext('[Answer in German]')}</p>",
        }
        note = gettext("Made from enquiry %(number)s. Check that nobody can be recognised, then publish.")
    texts = {column("title", question.language): title, column("body", reply.language): body}
    return {**skeleton, **texts, "staff_note": note % {"number": enquiry.reference}}
