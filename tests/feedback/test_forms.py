"""Public forms: what comes in, what is said about it, what is kept."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_home
from twinning.feedback.models import BarrierReport, ContactMessage
from twinning.mail.models import OutgoingMail
from twinning.public_forms import BURST, clean_text, fresh_key

pytestmark = pytest.mark.django_db
BARRIER, CONTACT = "/de/barriere-melden/", "/de/kontaktformular/"


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def barrier(**fields: Any) -> dict[str, Any]:
    return {"key": fresh_key(), "text": "Der Plan hat keinen Text.", **fields}


def contact(**fields: Any) -> dict[str, Any]:
    values = {
        "key": fresh_key(),
        "subject": "Chor",
        "text": "Wen fragen wir?",
        "name": "Kim",
        "email": "kim@example.org",
    }
    return values | fields


def test_barrier_report_gives_a_receipt_and_a_row(client: Client) -> None:
    response = client.post(BARRIER, barrier(), follow=True)
    report = BarrierReport.objects.get()
    html = response.content.decode()
    assert report.reference in html
    assert re.fullmatch(r"B-20\d\d-\d{4}", report.reference)
    assert report.due_on == datetime.date.today() + datetime.timedelta(days=14)
    assert report.notice_version
    assert response.cookies == {}


def test_receipt_cannot_be_guessed(client: Client) -> None:
    client.post(BARRIER, barrier())
    assert client.get("/de/receipt/b/1/").status_code == 404
    assert client.get("/de/receipt/b/1:abc/").status_code == 404


def test_receipt_mail_comes_in_the_visitors_language(client: Client) -> None:
    client.post(
        "/fr/report-a-barrier/".replace("report-a-barrier", "signaler-un-obstacle"),
        barrier(email="k@example.org"),
    )
    assert OutgoingMail.objects.get(recipient="k@example.org").language == "fr"


def test_sending_twice_makes_one_row_and_one_mail(client: Client) -> None:
    values = contact()
    first, second = client.post(CONTACT, values), client.post(CONTACT, values)
    assert first["Location"] == second["Location"]
    assert ContactMessage.objects.count() == 1
    assert OutgoingMail.objects.filter(recipient="kim@example.org").count() == 1


def test_message_to_the_office_can_be_answered_straight_away(client: Client) -> None:
    client.post(CONTACT, contact())
    assert OutgoingMail.objects.get(recipient="office@example.org").reply_to == "kim@example.org"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n\t "),
        ("text", "a" * 5001),
        ("name", "🙂🙂"),
        ("name", "a" * 151),
        ("email", "kim"),
        ("email", "kim@"),
        ("email", f"{'a' * 250}@example.org"),
        ("email", "kim@example.org\nBcc: x@example.org"),
        ("subject", ""),
        ("subject", "🙂"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_typed_is_lost(client: Client, field: str, value: str) -> None:
    values = contact(**{field: value})
    response = client.post(CONTACT, values)
    html = response.content.decode()
    assert response.status_code == 422
    assert ContactMessage.objects.count() == 0
    assert 'aria-invalid="true"' in html
    assert f'href="#id_{field}"' in html
    kept = next(text for name, text in values.items() if name not in {field, "key"})
    assert kept in html


@pytest.mark.parametrize("name", ["Łukasz", "山田", "محمد", "Kim 🙂", "O’Neill", ""])
def test_names_of_every_script_are_fine(client: Client, name: str) -> None:
    assert client.post(CONTACT, contact(name=name)).status_code == 302
    assert ContactMessage.objects.get().name == name


def test_header_injection_stays_text(client: Client) -> None:
    evil = "Chor\r\nBcc: victim@example.org\r\n\r\nBody"
    assert client.post(CONTACT, contact(subject=evil, name=evil)).status_code == 302
    message = ContactMessage.objects.get()
    assert message.subject == message.name == "Chor Bcc: victim@example.org Body"
    for mail in OutgoingMail.objects.all():
        assert "\n" not in mail.subject
        assert mail.recipient in {"office@example.org", "kim@example.org"}


def test_a_megabyte_of_text_is_refused_with_its_size(client: Client) -> None:
    response = client.post(CONTACT, contact(text="x" * 1_000_000))
    assert response.status_code == 422
    assert "5000" in response.content.decode()
    assert "1000000" in response.content.decode()
    assert "x" * 1000 in response.content.decode()


def test_more_than_the_server_takes_is_a_clear_page(client: Client) -> None:
    assert client.post(CONTACT, contact(text="x" * 3_000_000)).status_code == 400


def test_control_characters_are_dropped() -> None:
    assert clean_text(" a\x00b\x07\r\nc\ud800 ") == "ab\nc"


def test_machine_that_fills_in_everything_gets_nowhere(client: Client) -> None:
    assert client.post(CONTACT, contact(website="http://spam.example")).status_code == 422
    assert ContactMessage.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x", "a:b:c"])
def test_forged_key_gets_a_fresh_one_and_loses_nothing(client: Client, key: str) -> None:
    response = client.post(CONTACT, contact(key=key))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Wen fragen wir?" in html
    signed = re.search(r'name="key" value="([^"]+)"', html)[1]
    assert client.post(CONTACT, contact(key=signed)).status_code == 302


def test_form_left_open_over_night_loses_nothing(client: Client) -> None:
    with time_machine.travel("2026-11-20 08:00Z", tick=False):
        values = contact()
    with time_machine.travel("2026-11-21 08:01Z", tick=False):
        response = client.post(CONTACT, values)
        assert response.status_code == 422
        assert "Wen fragen wir?" in response.content.decode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://testserver"}, 302),
        ({}, 302),
    ],
)
def test_posts_from_other_sites_are_refused(client: Client, headers: dict[str, str], status: int) -> None:
    assert client.post(CONTACT, contact(), headers=headers).status_code == status


def test_flood_is_stopped_without_an_address_and_keeps_the_text(client: Client) -> None:
    cache.set("public_forms.burst", BURST, 60)
    response = client.post(CONTACT, contact())
    assert response.status_code == 422
    assert "Wen fragen wir?" in response.content.decode()


def test_form_names_the_page_the_visitor_came_from(client: Client) -> None:
    here = client.get(BARRIER, headers={"Referer": "http://testserver/ja/?q=1"}).content.decode()
    assert 'value="/ja/"' in here
    assert "evil" not in client.get(BARRIER, headers={"Referer": "http://evil.example/x"}).content.decode()


def test_form_says_what_happens_with_the_data(client: Client) -> None:
    html = client.get(CONTACT).content.decode()
    assert "/de/privacy/" in html


class TestGeneratedInput(TestCase):
    """No input whatever makes the portal stumble."""

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.dictionaries(
            st.sampled_from(["subject", "text", "name", "email", "key", "website"]), st.text(max_size=300)
        )
    )
    def test_contact_form_never_breaks(self, values: dict[str, str]) -> None:
        data = {key: text.encode("utf-8", "replace").decode() for key, text in values.items()}
        cache.clear()
        assert self.client.post(CONTACT, data).status_code in {302, 422}
