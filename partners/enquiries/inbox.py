"""What the inbox of the staff desk shows: tabs, the list, and one case with everything that was written about it.

Pure presentation for `partners.enquiries.desk_views`; nothing here changes anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.enquiries import mails
from partners.enquiries.faq import question_in
from partners.enquiries.models import Enquiry, EnquiryMessage, EnquiryNote
from partners.enquiries.permissions import may_make_faq, may_work
from partners.enquiries.querysets import OPEN, EnquiryQuerySet
from partners.enquiries.staff_forms import AnswerForm, HandOverForm, NoteForm
from twinning.cldr import language_label
from twinning.languages import served
from twinning.mail.models import OutgoingMail
from twinning.public_forms import clean_text

State = Enquiry.State
PAGE = 20
SOON_DAYS = 3
HEADING = 80
TABS = ("open", "mine", "waiting", "done")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    url: str
    heading: str
    language: str
    who: str
    topic: str
    when: str
    tag: tuple[str, str]
    is_new: bool
    is_current: bool
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of the case's story: a letter (`side` "us" or "them"), or something internal ("in")."""

    side: str
    title: str
    when: datetime
    text: str
    language: str = ""
    is_lost: bool = False


def tab_of(request: HttpRequest) -> str:
    """The tab that the address names."""
    asked = request.GET.get("tab", "")
    return asked if asked in TABS else TABS[0]


def moment(value: datetime) -> str:
    """A time as short as it can be understood: "today, 8:12", "yesterday", a date."""
    local = timezone.localtime(value)
    days = (timezone.localdate() - local.date()).days
    if days == 0:
        return _("today, %(time)s") % {"time": date_format(local, "TIME_FORMAT")}
    return _("yesterday") if days == 1 else date_format(local, "SHORT_DATE_FORMAT")


def state_tag(enquiry: Enquiry) -> tuple[str, str]:
    """Kind and word: where it stands, or how near the promised day is."""
    if enquiry.state not in OPEN:
        return ("plain", enquiry.get_state_display()) if enquiry.is_done else ("", _("waiting"))
    days = (enquiry.due_on - timezone.localdate()).days
    if days < 0:
        return "err", _("overdue")
    if days <= SOON_DAYS:
        return "warn", ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return (
        ("", enquiry.get_state_display())
        if enquiry.state != State.IN_PROGRESS
        else ("plain", _("in progress"))
    )


def case_url(number: int, tab: str) -> str:
    """A case beside the list of a tab; the page jumps to the case, which on a phone stands below the list."""
    return f"{reverse('admin:enquiries_enquiry_change', args=[number])}?tab={tab}#case"


def _rows(enquiries: list[Enquiry], tab: str, shown: int | None) -> Iterator[Row]:
    for enquiry in enquiries:
        yield Row(
            url=case_url(enquiry.pk, tab),
            heading=question_in(enquiry.question, HEADING) if not enquiry.erased_at else enquiry.reference,
            language=enquiry.language if not enquiry.erased_at else "",
            who=enquiry.name or enquiry.email or _("erased"),
            topic=enquiry.get_topic_display(),
            when=moment(enquiry.created_at),
            tag=state_tag(enquiry),
            is_new=enquiry.state in {State.NEW, State.REOPENED},
            is_current=enquiry.pk == shown,
            is_sample=enquiry.is_sample,
        )


def _of_tab(enquiries: EnquiryQuerySet, tab: str, user: Any) -> EnquiryQuerySet:
    choices = {
        "open": enquiries.open,
        "mine": lambda: enquiries.mine(user),
        "waiting": enquiries.waiting,
        "done": enquiries.done,
    }
    return choices[tab]()


def _tabs(counts: dict[str, int], tab: str) -> list[dict[str, Any]]:
    labels = {
        "open": _("Open (%(count)d)") % {"count": counts["open"]},
        "mine": _("Mine (%(count)d)") % {"count": counts["mine"]},
        "waiting": _("Waiting for an answer (%(count)d)") % {"count": counts["waiting"]},
        "done": _("Done"),
    }
    page = reverse("admin:enquiries_enquiry_changelist")
    return [{"label": labels[key], "url": f"{page}?tab={key}", "current": key == tab} for key in TABS]


def listing(request: HttpRequest, shown: int | None) -> dict[str, Any]:
    """Tabs, and a page of the list: two queries. `shown` is the open case; without one the first is opened."""
    tab, words = tab_of(request), clean_text(request.GET.get("q", ""))[:100]
    enquiries = Enquiry.objects.visible_to(request.user)
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    rows = enquiries.search(words).order_by("-pk") if words else _of_tab(enquiries, tab, request.user)
    found = list(rows.with_question()[(number - 1) * PAGE : number * PAGE + 1])
    opened = shown or (found[0].pk if found else None)
    steps = {"previous": number - 1 if number > 1 else 0, "next": number + 1 if len(found) > PAGE else 0}
    query = {"tab": tab, **({"q": words} if words else {})}
    return {
        "tab": tab,
        "words": words,
        "tabs": _tabs(enquiries.counts(request.user), "" if words else tab),
        "rows": list(_rows(found[:PAGE], tab, opened)),
        "opened": opened,
        "pages": {key: f"?{urlencode(query | {'page': value})}" for key, value in steps.items() if value},
    }


# --- one case -------------------------------------------------------------------------------------
def _lost(enquiry: Enquiry, letters: list[EnquiryMessage]) -> set[str]:
    """Keys of answers whose mail was given up."""
    keys = [mails.answer_key(enquiry, letter) for letter in letters if letter.is_from_office]
    lost = OutgoingMail.objects.failed().filter(key__in=keys)
    return set(lost.values_list("key", flat=True))


def _note_title(note: EnquiryNote) -> str:
    who = str(note.author or _("somebody"))
    if note.kind == EnquiryNote.Kind.HANDED:
        return _("%(who)s handed over to %(to)s") % {"who": who, "to": note.text}
    return f"{who}: {note.get_kind_display()}"


def story(enquiry: Enquiry, letters: list[EnquiryMessage], notes: list[EnquiryNote]) -> list[Step]:
    """Letters and what happened inside, in the order of time."""
    lost = _lost(enquiry, letters)
    steps = [
        Step(
            side="us" if letter.is_from_office else "them",
            title=str(letter.author or _("The office")) if letter.is_from_office else _("The enquirer"),
            when=letter.created_at,
            text=letter.text,
            language=letter.language,
            is_lost=mails.answer_key(enquiry, letter) in lost,
        )
        for letter in letters
    ]
    is_note = EnquiryNote.Kind.NOTE
    steps += [
        Step("in", _note_title(note), note.created_at, note.text if note.kind == is_note else "")
        for note in notes
    ]
    return sorted(steps, key=lambda step: step.when)


def erased_on(enquiry: Enquiry) -> Any:
    """The day on which the words go; None while the office still owes an answer."""
    if not enquiry.answered_at:
        return None
    return timezone.localtime(enquiry.answered_at + timedelta(days=settings.VISITOR_MESSAGE_DAYS)).date()


def case(request: HttpRequest, enquiry: Enquiry, **forms: Any) -> dict[str, Any]:
    """Everything about one enquiry, fetched with city, colleague and frequent question; four queries.

    `forms` replaces an empty form by one that was sent: answer_form, note_form, hand_form; `preview` is a mail.
    """
    letters = list(enquiry.messages.select_related("author"))
    notes = list(enquiry.notes.select_related("author"))
    can_work, why_not = may_work(request.user, enquiry)
    can_make_faq, faq_reason = may_make_faq(request.user, enquiry, letters)
    language = language_label(enquiry.answer_language)
    return {
        "enquiry": enquiry,
        "title": question_in(letters[0].text, HEADING) if letters else enquiry.reference,
        "first": letters[0] if letters else None,
        "city": served(enquiry.city, "name").text if enquiry.city else "",
        "tag": state_tag(enquiry),
        "received": moment(enquiry.created_at),
        "erased_on": erased_on(enquiry),
        "days": settings.VISITOR_MESSAGE_DAYS,
        "language": language_label(enquiry.language),
        "answer_language": language,
        "story": story(enquiry, letters, notes),
        "can_work": can_work,
        "why_not": why_not,
        "is_mine": enquiry.assigned_to_id == request.user.pk and enquiry.state != State.REOPENED,
        "can_make_faq": can_make_faq,
        "faq_reason": faq_reason,
        "faq_page": getattr(getattr(enquiry, "faq_entry", None), "page_id", None),
        "answer_form": AnswerForm(enquiry=enquiry),
        "note_form": NoteForm(),
        "hand_form": HandOverForm(),
        "preview": None,
        **forms,
    }
