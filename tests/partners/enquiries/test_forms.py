"""Ask the office, as visitors meet it: what comes in, what is said about it, what is kept."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.enquiries import mails
from partners.enquiries.models import Enquiry, EnquiryMessage
from tests.factories import make_city, make_home
from tests.factories_enquiries import make_enquiry
from twinning.mail.models import OutgoingMail
from twinning.public_forms import PER_FORM, counter, fresh_key
from twinning.tokens.actions import issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def address(language: str = "de") -> str:
    with override(language):
        return reverse("enquiries:enquiry-create")


def words(**fields: Any) -> dict[str, Any]:
    values = {
        "key": fresh_key(),
        "topic": "partner",
        "text": "Wen fragen wir?",
        "answer_language": "de",
        "name": "Kim",
        "email": "kim@example.org",
    }
    return values | fields


def test_question_gives_a_receipt_a_row_and_a_letter(client: Client) -> None:
    make_city("rouen")
    response = client.post(address("fr"), words(city="rouen", answer_language="pl"))
    enquiry = Enquiry.objects.get()
    assert response.status_code == 302
    assert response.cookies == {}
    assert (enquiry.topic, enquiry.city.slug, enquiry.language, enquiry.answer_language) == (
        "partner", "rouen", "fr", "pl",
    )  # fmt: skip
    assert (enquiry.state, enquiry.name, enquiry.email) == ("new", "Kim", "kim@example.org")
    assert enquiry.notice_version
    assert [letter.text for letter in enquiry.messages.all()] == ["Wen fragen wir?"]
    assert OutgoingMail.objects.get(recipient="kim@example.org").language == "fr"


def test_sending_twice_makes_one_row_and_one_receipt(client: Client) -> None:
    values = words()
    first, second = client.post(address(), values), client.post(address(), values)
    assert first["Location"] == second["Location"]
    assert (Enquiry.objects.count(), EnquiryMessage.objects.count()) == (1, 1)


def test_easy_german_is_answered_in_german(client: Client) -> None:
    client.post(address("de-simple"), words())
    assert Enquiry.objects.get().language == "de"


def test_address_chooses_city_and_topic(client: Client) -> None:
    make_city("rouen", name_de="Rouen")
    make_city("draft", state="draft")
    form = client.get(address(), {"city": "rouen", "topic": "youth"}).context["form"]
    assert (form["city"].value(), form["topic"].value()) == ("rouen", "youth")
    for query in ({"city": "draft", "topic": "x"}, {"city": "<b>"}, {}):
        form = client.get(address(), query).context["form"]
        assert (form["city"].value(), form["topic"].value()) == ("", "")


def test_cities_are_the_published_ones_in_the_readers_order(client: Client) -> None:
    for slug, name, state in (
        ("z", "Zürich", "published"),
        ("a", "Ärzen", "published"),
        ("d", "Dorf", "draft"),
    ):
        make_city(slug, name_de=name, state=state)
    choices = client.get(address()).context["form"].fields["city"].choices
    assert [value for value, _label in choices] == ["", "a", "z"]


def test_answer_language_is_the_one_of_the_page_until_another_is_chosen(client: Client) -> None:
    assert client.get(address("ja")).context["form"]["answer_language"].value() == "ja"
    assert client.get(address("de-simple")).context["form"]["answer_language"].value() == "de"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("topic", ""),
        ("topic", "x"),
        ("city", "nowhere"),
        ("answer_language", ""),
        ("answer_language", "tlh"),
        ("text", ""),
        ("text", " \n\t "),
        ("text", "a" * 5001),
        ("name", "🙂🙂"),
        ("name", "a" * 151),
        ("email", ""),
        ("email", "kim@"),
        ("email", "kim@example.org\nBcc: x@example.org"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_typed_is_lost(client: Client, field: str, value: str) -> None:
    values = words(**{field: value})
    response = client.post(address(), values)
    html = response.content.decode()
    assert response.status_code == 422
    assert Enquiry.objects.count() == 0
    assert "<title>Fehler: " in html
    assert f'href="#id_{field}"' in html
    control = re.search(rf'<(?:input|select|textarea)[^>]*name="{field}"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in control
    kept = next(text for name, text in values.items() if name in {"text", "email"} and name != field)
    assert kept in html


def test_header_injection_stays_text(client: Client) -> None:
    evil = "Kim\r\nBcc: victim@example.org\r\n\r\nBody"
    assert client.post(address(), words(name=evil)).status_code == 302
    assert Enquiry.objects.get().name == "Kim Bcc: victim@example.org Body"
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {
        "office@example.org",
        "kim@example.org",
    }


def test_machine_that_fills_in_everything_gets_nowhere(client: Client) -> None:
    response = client.post(address(), words(website="http://spam.example"))
    assert response.status_code == 422
    assert Enquiry.objects.count() == 0
    assert "Wen fragen wir?" in response.content.decode()


@pytest.mark.parametrize("key", ["", "x", "a:b:c"])
def test_forged_key_gets_a_fresh_one_and_loses_nothing(client: Client, key: str) -> None:
    html = client.post(address(), words(key=key)).content.decode()
    assert "Wen fragen wir?" in html
    signed = re.search(r'name="key" value="([^"]+)"', html)[1]
    assert client.post(address(), words(key=signed)).status_code == 302


def test_posts_from_other_sites_are_refused(client: Client) -> None:
    assert client.post(address(), words(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_flood_of_one_form_is_stopped(client: Client) -> None:
    values = words()
    cache.set(counter(values["key"].partition(":")[0]), PER_FORM, 120)
    assert client.post(address(), values).status_code == 422


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
FIELDS = ["topic", "city", "text", "answer_language", "name", "email", "website"]
KEYS = st.one_of(ANY_TEXT, st.builds(fresh_key))
CHOSEN = st.fixed_dictionaries(
    {"topic": st.sampled_from(["press", "x", ""]), "answer_language": st.sampled_from(["ar", "de-simple"])}
)
POSTS = st.builds(
    lambda values, chosen, key: values | chosen | {"key": key},
    st.dictionaries(st.sampled_from(FIELDS), ANY_TEXT),
    st.one_of(st.just({}), CHOSEN),
    KEYS,
)


class TestGeneratedInput(TestCase):
    """No input whatever makes the portal stumble."""

    def setUp(self) -> None:
        make_home()
        self.addCleanup(cache.clear)
        self.thread = reverse(
            "enquiries:enquiry-thread",
            args=[issue(purpose=mails.THREAD, object_id=make_enquiry().pk, lifetime=mails.lifetime())],
        )

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(POSTS, st.sampled_from(["de", "ar", "thread"]))
    def test_forms_never_break(self, values: dict[str, str], where: str) -> None:
        cache.clear()
        path = self.thread if where == "thread" else address(where)
        assert self.client.post(path, values).status_code in {302, 422}

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ANY_TEXT, ANY_TEXT)
    def test_addresses_never_break(self, city: str, token: str) -> None:
        assert self.client.get(address(), {"city": city, "topic": token}).status_code == 200
        safe = token.replace("/", "") or "x"
        assert self.client.get(reverse("enquiries:enquiry-done", args=[safe])).status_code == 404
        assert self.client.get(reverse("enquiries:enquiry-thread", args=[safe])).status_code == 410

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.binary(max_size=400),
        st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]),
    )
    def test_broken_bodies_never_break(self, body: bytes, kind: str) -> None:
        assert self.client.post(address(), data=body, content_type=kind).status_code in {400, 422}
