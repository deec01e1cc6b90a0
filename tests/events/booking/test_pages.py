"""The pages of registration: form, link to confirm, the person's own page, offers, a lost link."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from events.booking import actions
from events.booking.links import MANAGE, OFFER, link
from events.booking.questions import answer_text
from events.models import Occurrence, Registration
from tests.events.booking.steps import come, fresh, link_in, sign_up, statuses
from tests.factories import make_city, make_home
from tests.factories_events import DAY, make_event, make_occurrence, make_question, make_registration
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def address(occurrence: Occurrence, language: str = "en") -> str:
    with override(language):
        return reverse("events:registration-create", args=[occurrence.event.slug, occurrence.pk])


def typed(**fields: Any) -> dict[str, Any]:
    values = {"name": "Ana Silva", "email": "ana@example.org", "places": "1", "consent": "on"}
    return values | {"key": fresh_key()} | fields


def path_of(registration: Registration, purpose: str = MANAGE) -> str:
    return re.sub(r"^https?://[^/]+", "", link(registration, purpose))


# --- the form -------------------------------------------------------------------------------------
def test_form_asks_what_the_event_wants_to_know(client: Client) -> None:
    occurrence = make_occurrence(capacity=9, most_places=3, attendance="hybrid", online_url="https://e.org/x")
    event = occurrence.event
    choice = make_question(
        event, "Welches Instrument?", options_de="Geige\nFlöte", options_en="Violin\nFlute", required=True
    )
    number = make_question(event, "Wie viele Kinder?", kind="number")
    yes_no = make_question(event, "Essen Sie mit?", kind="yes_no", required=True)
    page = client.get(address(occurrence)).text
    assert "Violin" in page
    assert "Geige" in page
    assert "9 places left" in page
    assert page.count("<option") == 3
    assert "e.org/x" not in page
    wrong = client.post(address(occurrence), typed(**{f"question-{number.pk}": "zwei", "name": "Ana Maria"}))
    assert wrong.status_code == 422
    assert 'value="Ana Maria"' in wrong.text
    assert 'value="zwei"' in wrong.text
    for field in (f"question-{choice.pk}", f"question-{yes_no.pk}", "attendance"):
        assert f'href="#id_{field}"' in wrong.text
    answers = {f"question-{choice.pk}": "Flöte", f"question-{number.pk}": "2", f"question-{yes_no.pk}": "no"}
    response = client.post(address(occurrence), typed(attendance="online", **answers))
    assert response.status_code == 302
    row = Registration.objects.get()
    assert (row.language, row.attendance, row.status) == ("en", "online", "pending")
    with override("en"):
        assert [answer_text(answer) for answer in row.answers.select_related("question").order_by("question")] == [
            "Flute", "2 people", "No",
        ]  # fmt: skip


def test_form_without_consent_or_with_a_bad_address_says_so(client: Client) -> None:
    occurrence = make_occurrence(capacity=9)
    response = client.post(address(occurrence), typed(consent="", email="ana"))
    assert response.status_code == 422
    assert 'href="#id_consent"' in response.text
    assert 'href="#id_email"' in response.text
    assert 'data-version="2026-11"' in response.text
    refused = client.post(address(occurrence), typed(places="9"))
    assert refused.status_code == 422
    assert not Registration.objects.exists()


def test_date_that_takes_nobody_says_why(client: Client) -> None:
    now = timezone.now()
    cells: list[tuple[dict[str, Any], str]] = [
        ({}, "just come"),
        ({"registration": "external", "external_url": "https://tickets.example.org/"}, "tickets.example.org"),
        ({"capacity": 3, "registration_opens": now + DAY}, "Registration opens on"),
        ({"capacity": 3, "registration_closes": now}, "Registration has closed"),
        ({"capacity": 0, "waiting_limit": 0}, "waiting list is full"),
    ]
    for fields, words in cells:
        page = client.get(address(make_occurrence(**fields))).text
        assert words in page, fields
        assert 'name="email"' not in page
    late = client.post(address(make_occurrence(capacity=3, registration_closes=now)), typed())
    assert late.status_code == 422
    assert 'value="Ana Silva"' in late.text
    full = client.get(address(make_occurrence(capacity=0))).text
    assert "Join the waiting list" in full
    draft = make_occurrence(make_event(state="draft"), capacity=3)
    other = address(make_occurrence(capacity=3)).replace("event-", "other-")
    assert [client.get(path).status_code for path in (address(draft), other)] == [404, 302]


def test_answer_is_the_same_for_new_and_known_addresses(client: Client) -> None:
    occurrence = make_occurrence(capacity=9)
    pages = []
    for _ in range(2):
        response = client.post(address(occurrence), typed(), follow=True)
        pages.append(re.sub(r'href="[^"]*"', "", response.text))
    assert pages[0] == pages[1]
    assert "ana@example.org" in pages[0]
    assert Registration.objects.count() == 1
    sent = client.post(address(occurrence), typed()).headers["Location"]
    again = client.post(sent, follow=True)
    assert "once more" in again.text
    assert again.headers["Cache-Control"] == "private, no-store"
    assert client.get(sent[:-4] + "xyz/").status_code == 404


# --- confirm --------------------------------------------------------------------------------------
def test_opening_the_link_shows_and_the_button_confirms(client: Client) -> None:
    occurrence = make_occurrence(capacity=1)
    client.post(address(occurrence), typed(name="Böse <b>"))
    mail = OutgoingMail.objects.get()
    assert mail.is_confidential
    assert "Böse" not in mail.text + mail.html
    path = link_in("ana@example.org")
    assert "Confirm the registration" in client.get(path).text
    assert Registration.objects.get().status == "pending"
    page = client.post(path, follow=True)
    assert Registration.objects.get().status == "confirmed"
    assert "Your place is certain" in page.text
    assert "T-" in page.text
    assert client.get("/en/events/registration/nonsense/confirm/").status_code == 410


def test_late_confirmation_joins_again_or_reads_why_not(client: Client) -> None:
    occurrence = make_occurrence(capacity=1, waiting_limit=0)
    ana = sign_up(occurrence, language="en")
    Registration.objects.update(hold_until=timezone.now())
    actions.expire_due(timezone.now())
    path = link_in("ana@example.org")
    assert "join again" in client.get(path).text
    ben = come(occurrence, "ben@example.org")
    full = client.post(path)
    assert (full.status_code, "waiting list is full" in full.text) == (422, True)
    actions.cancel(ben)
    assert client.post(path).status_code == 302
    assert statuses(ana) == ["confirmed"]


# --- the person's own page ------------------------------------------------------------------------
def test_own_page_shows_both_clocks_the_thread_and_the_day_of_deletion(client: Client) -> None:
    city = make_city("hiroshima", name_en="Hiroshima", time_zone="Asia/Tokyo")
    start = datetime.fromisoformat("2030-12-05T10:00:00+01:00")
    occurrence = make_occurrence(
        capacity=9, starts_at=start, second_city=city, attendance="hybrid", online_url="https://e.org/x"
    )
    question = make_question(occurrence.event, "Instrument?", label_en="Which instrument?")
    ana = come(
        occurrence, language="en", places=2, attendance="online", access_needs="Captions",
        answers={question.pk: "Flute"},
    )  # fmt: skip
    page = client.get(path_of(ana)).text
    for words in (
        ana.number, "Your places are certain", "you and 1 other person", "Hiroshima", "10 a.m.", "6 p.m.",
        "Captions", "Which instrument?", "Flute", "https://e.org/x", "We erase your data", "Jan. 4, 2031",
        "Cancel all 2 places", "Cancel 1 place only", "event.ics",
    ):  # fmt: skip
        assert words in page, words
    assert 'name="robots" content="noindex' in page


def test_own_page_of_every_status_opens(client: Client, django_assert_max_num_queries: Any) -> None:
    occurrence = make_occurrence(
        capacity=9, starts_at=timezone.now() + DAY, attendance="online", online_url="https://e.org/x"
    )
    for status in Registration.Status.values:
        row = make_registration(occurrence, status=status, attendance="online", language="en")
        path = path_of(row)
        with django_assert_max_num_queries(9):
            page = client.get(path)
        assert page.status_code == 200
        assert ("https://e.org/x" in page.text) == (status in {"confirmed", "attended"}), status
    off = {
        "status": "cancelled",
        "status_note_de": "Sturm.",
        "status_note_en": "A storm.",
        "status_at": timezone.now(),
    }
    Occurrence.objects.filter(pk=occurrence.pk).update(**off)
    page = client.get(path_of(Registration.objects.get(status="confirmed"))).text
    assert "does not take place" in page
    assert "A storm." in page


def test_cancelling_some_and_all_places(client: Client) -> None:
    occurrence = make_occurrence(capacity=3)
    ana, ben = come(occurrence, places=3, language="en"), come(occurrence, "ben@example.org")
    path = path_of(ana) + "cancel/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"seen": "3"}).status_code == 422
    page = client.post(path, {"places": "1", "seen": "3"}, follow=True)
    assert "free for others" in page.text
    assert (fresh(ana).places, statuses(ben)) == (2, ["confirmed"])
    # Sent twice: no second place is given back.
    client.post(path, {"places": "1", "seen": "3"})
    assert fresh(ana).places == 2
    page = client.post(path, {"places": "2", "seen": "2"}, follow=True)
    assert "Your registration is cancelled" in page.text
    assert statuses(ana) == ["cancelled"]
    assert client.post(path_of(ana)).status_code == 405


def test_offer_is_answered_behind_its_link(client: Client) -> None:
    occurrence = make_occurrence(capacity=1, offers=True)
    first = come(occurrence)
    ben, cem = (come(occurrence, f"{name}@example.org", language="en") for name in ("ben", "cem"))
    actions.cancel(first)
    path = link_in("ben@example.org")
    assert "We hold 1 place for you" in client.get(path).text
    assert statuses(ben, cem) == ["offered", "waiting"]
    assert "You have declined" in client.post(path, {"answer": "no"}, follow=True).text
    assert statuses(ben, cem) == ["cancelled", "offered"]
    late = path_of(cem, OFFER)
    assert "The place is yours" in client.post(late, {"answer": "yes"}, follow=True).text
    assert statuses(cem) == ["confirmed"]
    assert client.post(path, {"answer": "yes"}).status_code == 422


# --- a lost link ----------------------------------------------------------------------------------
def test_lost_link_answers_alike_and_writes_to_known_people_only(client: Client) -> None:
    ana = come(make_occurrence(capacity=1), language="en")
    past = make_occurrence(
        capacity=1, starts_at=timezone.now() - DAY, ends_at=timezone.now() - DAY + timedelta(hours=1)
    )
    make_registration(past, email=ana.email)
    with override("en"):
        path = reverse("events:registration-link")
    before, pages = OutgoingMail.objects.count(), []
    for email in ("ANA@example.org", "ana@example.org", "nobody@example.org"):
        pages.append(client.post(path, {"email": email, "key": fresh_key()}, follow=True).text)
    assert pages[0] == pages[1] == pages[2]
    assert OutgoingMail.objects.count() == before + 1
    assert "Your places are certain" not in pages[0]
    assert client.get(link_in("ana@example.org")).status_code == 200
    assert client.post(path, {"email": "x", "key": fresh_key()}).status_code == 422
    Registration.objects.filter(pk=ana.pk).update(anonymised_at=timezone.now(), name="", email="")
    assert client.get(path_of(fresh(ana))).status_code == 410
