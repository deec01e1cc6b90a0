"""The inbox as staff use it: tabs, list, case, answers in two steps, and colleagues who are faster."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.enquiries import actions, inbox
from partners.enquiries.models import Enquiry, FaqEntry
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_enquiries import make_answered, make_enquiry, make_letter, make_question
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.pages.models import Page
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
INBOX = "admin:enquiries_enquiry_changelist"
NOW = timezone.now()


@pytest.fixture
def anna() -> User:
    make_home()
    return make_staff(name="Anna", preferred_language="en")


@pytest.fixture
def desk(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def url(name: str, enquiry: Enquiry, tab: str = "open") -> str:
    return reverse(f"admin:enquiries_enquiry_{name}", args=[enquiry.pk]) + f"?tab={tab}"


def open_case(desk: Client, enquiry: Enquiry) -> str:
    return desk.get(url("change", enquiry)).content.decode()


def letter(desk: Client, enquiry: Enquiry, text: str, *, press: str = "", **fields: Any) -> Any:
    """Fill in the answer of the open case and press a button."""
    form = desk.get(url("change", enquiry)).context["case"]["answer_form"]
    values = {name: form[name].value() for name in ("key", "seen", "language", "then")} | {"text": text}
    return desk.post(url("answer", enquiry), {**values, **fields, **({press: "1"} if press else {})})


def shown(response: Any) -> list[str]:
    return [row.heading for row in response.context["list"]["rows"]]


# --- list -----------------------------------------------------------------------------------------
def everything(anna: User) -> None:
    make_enquiry("Neu?", days=5)
    make_enquiry("Spät?", days=-1)
    make_enquiry("Meins?", days=9, state="in_progress", assigned_to=anna)
    make_enquiry("Wieder?", days=7, state="reopened")
    make_enquiry("Rückfrage?", state="waiting", answered_at=NOW, assigned_to=anna)
    make_answered(anna, text="Fertig?", assigned_to=anna)


@pytest.mark.parametrize(
    ("tab", "rows"),
    [
        ("", ["Spät?", "Neu?", "Wieder?", "Meins?"]),
        ("open", ["Spät?", "Neu?", "Wieder?", "Meins?"]),
        ("mine", ["Meins?", "Rückfrage?"]),
        ("waiting", ["Rückfrage?"]),
        ("done", ["Fertig?"]),
        ("nonsense", ["Spät?", "Neu?", "Wieder?", "Meins?"]),
    ],
)
def test_tab_holds_what_it_says(desk: Client, anna: User, tab: str, rows: list[str]) -> None:
    everything(anna)
    assert shown(desk.get(reverse(INBOX), {"tab": tab})) == rows


def test_tabs_count_what_they_hold(desk: Client, anna: User) -> None:
    everything(anna)
    tabs = desk.get(reverse(INBOX)).context["list"]["tabs"]
    assert [tab["label"] for tab in tabs] == ["Open (4)", "Mine (2)", "Waiting for an answer (1)", "Done"]
    assert [tab["current"] for tab in tabs] == [True, False, False, False]


def test_row_says_how_urgent_it_is(desk: Client, anna: User) -> None:
    everything(anna)
    make_enquiry("Bald?", days=3)
    rows = desk.get(reverse(INBOX)).context["list"]["rows"]
    assert [(row.heading, *row.tag, row.is_new) for row in rows] == [
        ("Spät?", "err", "overdue", True),
        ("Bald?", "warn", "3 days", True),
        ("Neu?", "", "new", True),
        ("Wieder?", "", "written again", True),
        ("Meins?", "plain", "in progress", False),
    ]


def test_inbox_opens_the_first_of_its_list(desk: Client, anna: User) -> None:
    everything(anna)
    response = desk.get(reverse(INBOX))
    assert response.context["case"]["title"] == "Spät?"
    assert response.content.decode().count('aria-current="true"') == 2  # the row, and the way here


def test_empty_inbox_says_so(desk: Client) -> None:
    response = desk.get(reverse(INBOX))
    assert response.context["case"] is None
    assert "Everything is answered." in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("has_case", [True, False])
def test_inbox_costs_the_same_queries(
    desk: Client, anna: User, django_assert_num_queries: Any, count: int, *, has_case: bool
) -> None:
    """Session, person, home; counts, list; case, letters, notes, lost mails, colleagues."""
    cases = [make_answered(anna, assigned_to=anna, city=make_city()) for _ in range(count)]
    for case in cases:
        for _ in range(count):
            make_letter(case, "Noch etwas.", author=anna)
            actions.add_note(case, key=case.key, by=anna, text=f"Notiz {_}")
    path = url("change", cases[0], "done") if has_case else f"{reverse(INBOX)}?tab=done"
    with django_assert_num_queries(10):
        assert desk.get(path).status_code == 200


def test_long_list_has_pages(desk: Client) -> None:
    for number in range(inbox.PAGE + 1):
        make_enquiry(f"Frage {number}?", days=number)
    first = desk.get(reverse(INBOX))
    assert len(shown(first)) == inbox.PAGE
    second = desk.get(reverse(INBOX) + first.context["list"]["pages"]["next"])
    assert shown(second) == [f"Frage {inbox.PAGE}?"]
    assert list(second.context["list"]["pages"]) == ["previous"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "²"])
def test_nonsense_in_the_address_does_no_harm(desk: Client, page: str) -> None:
    make_enquiry()
    assert desk.get(reverse(INBOX), {"page": page, "q": "\x00"}).status_code == 200


def test_search_looks_into_every_tab(desk: Client, anna: User) -> None:
    everything(anna)
    done = Enquiry.objects.done().get()
    assert shown(desk.get(reverse(INBOX), {"q": done.reference})) == ["Fertig?"]
    assert shown(desk.get(reverse(INBOX), {"q": "fertig"})) == ["Fertig?"]


# --- case -----------------------------------------------------------------------------------------
def test_case_says_who_wrote_in_which_language_and_until_when(desk: Client) -> None:
    enquiry = make_enquiry(
        "Qui nous aide ?", language="fr", answer_language="pl", city=make_city(name_en="Rouen"), topic="youth"
    )
    html = open_case(desk, enquiry)
    for told in ("Youth and schools", "Rouen", enquiry.reference, enquiry.email, "nobody looks after it yet"):
        assert told in html
    assert "Written on the portal in: French. Answer wanted in: Polish." in html
    assert '<div class="letter" lang="fr" dir="auto">Qui nous aide ?</div>' in html
    assert "will be erased 365 days after the answer" in html
    assert re.search(r'<textarea name="text"[^>]* lang="pl" dir="ltr"', html)


def test_case_names_the_day_of_erasure_once_it_is_answered(desk: Client, anna: User) -> None:
    enquiry = make_answered(anna)
    day = timezone.localdate(enquiry.answered_at) + datetime.timedelta(days=365)
    assert desk.get(url("change", enquiry)).context["case"]["erased_on"] == day


def test_story_shows_letters_and_what_happened_inside_in_order(desk: Client, anna: User) -> None:
    enquiry = make_enquiry("Eins?")
    actions.assign(enquiry, to=make_staff(name="Ben"), by=anna)
    actions.add_note(enquiry, key=enquiry.key, by=anna, text="Ruft an")
    make_letter(enquiry, "Ja", author=anna)
    story = desk.get(url("change", enquiry)).context["case"]["story"]
    assert [(step.side, step.title, step.text) for step in story] == [
        ("them", "The enquirer", "Eins?"),
        ("in", "Anna handed over to Ben", ""),
        ("in", "Anna: note", "Ruft an"),
        ("us", "Anna", "Ja"),
    ]


def test_answer_that_never_arrived_is_marked(desk: Client, anna: User) -> None:
    enquiry = make_enquiry()
    letter(desk, enquiry, "Ja", press="_send")
    OutgoingMail.objects.update(state="failed", text="", html="")
    assert "this mail could not be delivered" in open_case(desk, enquiry)


def test_erased_case_shows_what_is_left(desk: Client) -> None:
    enquiry = make_enquiry(state="answered", answered_at=NOW, erased_at=NOW, name="", email="")
    enquiry.messages.all().delete()
    html = open_case(desk, enquiry)
    assert "Words, name and address were erased." in html
    assert url("answer", enquiry) not in html


# --- work -----------------------------------------------------------------------------------------
def test_assign_to_me(desk: Client, anna: User) -> None:
    enquiry = make_enquiry()
    response = desk.post(url("take", enquiry, "mine"))
    assert response["Location"] == f"{url('change', enquiry, 'mine')}#case"
    enquiry.refresh_from_db()
    assert (enquiry.assigned_to, enquiry.state) == (anna, "in_progress")
    assert url("take", enquiry) not in open_case(desk, enquiry)


def test_hand_over_to_a_colleague(desk: Client) -> None:
    enquiry, ben = make_enquiry(), make_staff(name="Ben")
    assert desk.post(url("hand_over", enquiry), {"to": ben.pk}).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.assigned_to == ben
    assert OutgoingMail.objects.get().recipient == ben.email


@pytest.mark.parametrize("to", ["", "x", "citizen", "retired"])
def test_hand_over_to_nobody_is_refused(desk: Client, to: str) -> None:
    citizen = make_user(is_superuser=True)
    retired = make_staff(is_active=False)
    chosen = {"citizen": citizen.pk, "retired": retired.pk}.get(to, to)
    enquiry = make_enquiry()
    response = desk.post(url("hand_over", enquiry), {"to": chosen})
    assert response.status_code == 422
    assert response.context["case"]["hand_form"].errors
    assert Enquiry.objects.get(pk=enquiry.pk).assigned_to is None


def test_note_is_kept_inside(desk: Client, anna: User) -> None:
    enquiry = make_enquiry()
    values = {"key": "4c9e6b3c-7f0f-4d33-9a6e-0c7f3ad4c001", "text": "Ruft an"}
    for _ in range(2):
        assert desk.post(url("note", enquiry), values).status_code == 302
    assert [(note.text, note.author) for note in enquiry.notes.all()] == [("Ruft an", anna)]
    response = desk.post(url("note", enquiry), {**values, "text": " "})
    assert response.status_code == 422
    assert "Write the note first." in response.content.decode()


def test_finished_mail_is_shown_before_it_is_sent(desk: Client) -> None:
    enquiry = make_enquiry(language="fr", answer_language="fr")
    response = letter(desk, enquiry, "Volontiers !")
    assert response.status_code == 200
    html = response.content.decode()
    assert "Volontiers !" in response.context["case"]["preview"]["text"]
    assert enquiry.reference in response.context["case"]["preview"]["subject"]
    assert 'name="_send"' in html
    assert not OutgoingMail.objects.exists()
    assert not Token.objects.exists()
    assert enquiry.messages.count() == 1


def test_text_can_be_changed_after_the_preview(desk: Client) -> None:
    enquiry = make_enquiry()
    response = letter(desk, enquiry, "Noch nicht gut", press="_edit", then="wait")
    form = response.context["case"]["answer_form"]
    assert (form["text"].value(), form["then"].value()) == ("Noch nicht gut", "wait")
    assert response.context["case"]["preview"] is None
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(("then", "state"), [("done", "answered"), ("wait", "waiting")])
def test_answer_is_sent_on_the_second_press(desk: Client, anna: User, then: str, state: str) -> None:
    enquiry = make_enquiry()
    assert letter(desk, enquiry, "Gern.", press="_send", language="ja", then=then).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.assigned_to) == (state, anna)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == (enquiry.email, "ja")
    sent = enquiry.messages.last()
    assert (sent.text, sent.language, sent.author) == ("Gern.", "ja", anna)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", " "),
        ("text", "a" * 20_001),
        ("language", "tlh"),
        ("then", "x"),
        ("seen", ""),
        ("key", "x"),
    ],
)
def test_answer_that_does_not_fit_is_refused_and_kept(desk: Client, field: str, value: str) -> None:
    enquiry = make_enquiry()
    response = letter(desk, enquiry, press="_send", **{"text": "Gern.", field: value})
    assert response.status_code == 422
    assert response.context["case"]["answer_form"].errors
    assert not OutgoingMail.objects.exists()


def test_second_of_two_who_answer_is_told_and_keeps_the_text(desk: Client, anna: User) -> None:
    enquiry, ben = make_enquiry(), make_staff(name="Ben")
    form = desk.get(url("change", enquiry)).context["case"]["answer_form"]
    values = {name: form[name].value() for name in ("key", "seen", "language", "then")}
    actions.answer(enquiry, key=enquiry.key, by=ben, text="Von Ben.", language="de", seen=1)
    response = desk.post(url("answer", enquiry), {**values, "text": "Von Anna.", "_send": "1"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Ben answered meanwhile" in html
    assert ">\nVon Anna.</textarea>" in html
    assert "Von Ben." in html
    assert OutgoingMail.objects.count() == 1
    again = response.context["case"]["answer_form"]
    values = {name: again[name].value() for name in ("key", "seen", "language", "then", "text")}
    assert desk.post(url("answer", enquiry), {**values, "_send": "1"}).status_code == 302
    assert [row.text for row in enquiry.messages.all()] == ["Wer hilft uns?", "Von Ben.", "Von Anna."]


def test_new_letter_is_named_to_whoever_was_typing(desk: Client) -> None:
    enquiry = make_enquiry()
    form = desk.get(url("change", enquiry)).context["case"]["answer_form"]
    values = {name: form[name].value() for name in ("key", "seen", "language", "then")}
    actions.add_reply(enquiry, key=enquiry.key, text="Hat sich erledigt.", language="de")
    response = desk.post(url("answer", enquiry), {**values, "text": "Gern.", "_send": "1"})
    assert response.status_code == 409
    assert "The enquirer wrote again meanwhile" in response.content.decode()


def test_closed_meanwhile_is_named_too(desk: Client) -> None:
    enquiry = make_enquiry()
    form = desk.get(url("change", enquiry)).context["case"]["answer_form"]
    values = {name: form[name].value() for name in ("key", "seen", "language", "then")}
    actions.close(enquiry, by=make_staff(), seen=1)
    response = desk.post(url("answer", enquiry), {**values, "text": "Gern.", "_send": "1"})
    assert "Somebody closed this enquiry meanwhile." in response.content.decode()


@pytest.mark.parametrize(
    ("seen", "is_closed"), [("1", True), ("0", False), ("", False), ("x", False), ("²", False)]
)
def test_close_only_what_was_read(desk: Client, seen: str, *, is_closed: bool) -> None:
    enquiry = make_enquiry()
    assert desk.post(url("close", enquiry), {"seen": seen}).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.is_done is is_closed
    assert not OutgoingMail.objects.exists()


def test_taking_on_what_is_done_is_refused_with_a_reason(desk: Client, anna: User) -> None:
    response = desk.post(url("take", make_answered(anna)), follow=True)
    assert "It opens again when the enquirer writes." in response.content.decode()


def test_answer_becomes_a_frequent_question_with_one_press(desk: Client, anna: User) -> None:
    enquiry = make_answered(anna)
    response = desk.post(url("faq", enquiry), follow=True)
    page = Page.objects.get()
    assert response.redirect_chain[-1][0] == reverse("admin:pages_page_change", args=[page.pk])
    assert response.status_code == 200
    assert "A draft was made." in response.content.decode()
    assert f'href="{reverse("admin:pages_page_change", args=[page.pk])}"' in open_case(desk, enquiry)


def test_unanswered_question_cannot_become_one_yet(desk: Client) -> None:
    enquiry = make_enquiry()
    assert "Once there is an answer, it can become a frequent question." in open_case(desk, enquiry)
    desk.post(url("faq", enquiry))
    assert not Page.objects.exists()


# --- the list of frequent questions ---------------------------------------------------------------
def test_frequent_questions_are_put_in_order(desk: Client, anna: User) -> None:
    entry = make_question("a")
    actions.make_faq_entry(make_answered(anna), by=anna)
    html = desk.get(reverse("admin:enquiries_faqentry_changelist")).content.decode()
    assert "Seite a" in html
    assert Enquiry.objects.get().reference in html
    form = desk.get(reverse("admin:enquiries_faqentry_change", args=[entry.pk]))
    assert form.status_code == 200
    assert 'name="page"' not in form.content.decode()
    desk.post(reverse("admin:enquiries_faqentry_change", args=[entry.pk]), {"position": 3})
    assert FaqEntry.objects.get(pk=entry.pk).position == 3
