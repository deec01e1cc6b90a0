"""Receipt, thread and links as visitors see them, and how many queries they cost."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from partners.enquiries import mails
from partners.enquiries.models import Enquiry
from partners.enquiries.retention import purge
from tests.factories import make_city, make_home, make_partnership, make_staff
from tests.factories_enquiries import make_answered, make_enquiry, make_letter, make_question
from tests.partners.enquiries.test_forms import address, words
from twinning.public_forms import fresh_key
from twinning.tokens.actions import issue
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def link(enquiry: Enquiry, language: str = "de", **fields: Any) -> str:
    """Address of the thread, as an answer's mail brings it."""
    values = {"purpose": mails.THREAD, "object_id": enquiry.pk, "lifetime": mails.lifetime()}
    with override(language):
        return reverse("enquiries:enquiry-thread", args=[issue(**values | fields)])


# --- cost -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_form_costs_the_same_queries_whatever_it_shows(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make_city(f"town-{number}")
        make_question(f"question-{number}")
    with django_assert_num_queries(4):
        assert client.get(address()).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_thread_costs_the_same_queries_however_long_it_is(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    enquiry = make_enquiry()
    for _ in range(count):
        make_letter(enquiry, "Noch etwas.")
    path = link(enquiry)
    with django_assert_num_queries(5):
        assert client.get(path).status_code == 200


# --- receipt --------------------------------------------------------------------------------------
def test_receipt_shows_number_day_and_what_was_sent(client: Client) -> None:
    make_city("rouen", name_de="Rouen")
    response = client.get(client.post(address(), words(city="rouen", text="Eins\nZwei"))["Location"])
    html, enquiry = response.content.decode(), Enquiry.objects.get()
    assert response.context["due_on"] == timezone.localdate() + 14 * DAY
    for shown in (enquiry.reference, "Rouen", "Eins<br>Zwei", "Deutsch", "Kim", "kim@example.org"):
        assert shown in html
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.cookies == {}


def test_receipt_forgets_what_was_sent_after_a_day(client: Client) -> None:
    path = client.post(address(), words())["Location"]
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        html = client.get(path).content.decode()
    assert Enquiry.objects.get().reference in html
    assert "Wen fragen wir?" not in html
    assert "kim@example.org" not in html


@pytest.mark.parametrize("token", ["1", "1:abc", ":", "1:", "x" * 500])
def test_receipt_cannot_be_guessed(client: Client, token: str) -> None:
    make_enquiry()
    assert client.get(reverse("enquiries:enquiry-done", args=[token])).status_code == 404


def test_receipt_opens_no_thread(client: Client) -> None:
    token = client.post(address(), words())["Location"].rstrip("/").rpartition("/")[2]
    assert client.get(reverse("enquiries:enquiry-thread", args=[token])).status_code == 410


# --- thread ---------------------------------------------------------------------------------------
def test_opening_the_link_changes_nothing(client: Client) -> None:
    enquiry = make_answered(make_staff(name="Anna Amtlich"), language="fr", text="Qui ?")
    path = link(enquiry)
    before = Enquiry.objects.values().get()
    for _ in range(2):
        response = client.get(path)
        html = response.content.decode()
        assert '<p lang="fr" dir="auto">Qui ?</p>' in html
        assert "So geht es." in html
        assert "Anna Amtlich" not in html
        assert response["Cache-Control"] == "private, no-store"
        assert response.cookies == {}
    assert Enquiry.objects.values().get() == before
    assert Token.objects.get().spent_at is None


def test_internal_notes_stay_inside(client: Client) -> None:
    enquiry = make_enquiry()
    enquiry.notes.create(key=enquiry.key, author=make_staff(), text="Nur für uns")
    assert "Nur für uns" not in client.get(link(enquiry)).content.decode()


def test_letter_is_added_once_and_the_page_says_so(client: Client) -> None:
    enquiry = make_answered(make_staff())
    path, values = link(enquiry), {"key": fresh_key(), "text": "Noch etwas."}
    for _ in range(2):
        response = client.post(path, values)
        assert response["Location"] == f"{path}?sent=1"
    enquiry.refresh_from_db()
    assert enquiry.state == "reopened"
    assert [letter.text for letter in enquiry.messages.all()] == [
        "Wer hilft uns?",
        "So geht es.",
        "Noch etwas.",
    ]
    assert client.get(response["Location"]).context["is_sent"]


def test_letter_without_words_is_refused_and_changes_nothing(client: Client) -> None:
    enquiry = make_answered(make_staff())
    response = client.post(link(enquiry), {"key": fresh_key(), "text": " "})
    assert response.status_code == 422
    enquiry.refresh_from_db()
    assert enquiry.state == "answered"


def test_letter_carries_the_language_of_the_page(client: Client) -> None:
    enquiry = make_enquiry(language="fr")
    client.post(link(enquiry, "ja"), {"key": fresh_key(), "text": "はい。"})
    assert enquiry.messages.last().language == "ja"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("wrong", ["purpose", "lifetime", "object_id"])
def test_link_that_does_not_fit_is_gone_and_says_where_to_ask(
    client: Client, wrong: str, method: str
) -> None:
    enquiry = make_enquiry()
    values = {"purpose": {"purpose": "x"}, "lifetime": {"lifetime": -DAY}, "object_id": {"object_id": 0}}[
        wrong
    ]
    response = getattr(client, method)(link(enquiry, **values), {"key": fresh_key(), "text": "Noch etwas."})
    assert response.status_code == 410
    assert f'href="{address()}"' in response.content.decode()
    assert enquiry.messages.count() == 1


def test_link_ends_with_what_it_opens(client: Client) -> None:
    enquiry = make_answered(make_staff(), ago=1000 * DAY)
    path = link(enquiry)
    purge()
    assert client.get(path).status_code == 410


# --- ways to the office ---------------------------------------------------------------------------
def test_city_page_leads_to_the_form_with_its_city(client: Client) -> None:
    make_partnership(make_city("rouen"))
    html = client.get(reverse("partners:city-detail", args=["rouen"])).content.decode()
    assert f'href="{address()}?city=rouen"' in html


def test_every_page_leads_to_the_form(client: Client) -> None:
    assert f'href="{address()}"' in client.get("/de/").content.decode()
