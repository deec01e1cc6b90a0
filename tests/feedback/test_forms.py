"""Public forms: what comes in, what is said about it, what is kept."""

import datetime
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import environ
import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_home
from twinning.feedback.models import BarrierReport, ContactMessage
from twinning.mail.models import OutgoingMail
from twinning.public_forms import IN_ALL, PER_FORM, clean_text, counter, fresh_key

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


def test_receipt_mail_comes_in_the_visitors_language(client: Client) -> None:
    client.post("/fr/signaler-un-obstacle/", barrier(email="k@example.org"))
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


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_more_than_the_server_takes_is_a_page_that_names_the_limit(client: Client, kind: str) -> None:
    response = client.post(CONTACT, data=b"x" * 3_000_000, content_type=kind)
    assert response.status_code == 413
    assert response.context["limit"] == 2
    assert response.cookies == {}


def test_control_characters_are_dropped() -> None:
    assert clean_text(" a\x00b\x07\r\nc\ud800 ") == "ab\nc"


def test_machine_that_fills_in_everything_gets_nowhere(client: Client) -> None:
    response = client.post(CONTACT, contact(website="http://spam.example"))
    assert response.status_code == 422
    assert ContactMessage.objects.count() == 0
    # A person whose browser did it loses nothing and needs only to press the button again.
    assert "spam.example" not in response.content.decode()
    assert "Wen fragen wir?" in response.content.decode()


def test_trap_for_machines_is_hidden_from_people(client: Client) -> None:
    html = client.get(CONTACT).content.decode()
    trap = html[html.index('class="vh" aria-hidden="true"') :].partition("</div>")[0]
    assert 'name="website"' in trap
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap


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
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "null"}, 302),
        ({}, 302),
    ],
)
def test_posts_from_other_sites_are_refused(client: Client, headers: dict[str, str], status: int) -> None:
    assert client.post(CONTACT, contact(), headers=headers).status_code == status


@pytest.fixture(params=["memory", "database"])
def clock(request: pytest.FixtureRequest, settings: Any) -> Iterator[time_machine.Traveller]:
    """A moment that stands still, with the cache of a demo and with the one that web workers share."""
    if request.param == "database":
        settings.CACHES = {"default": environ.Env.cache_url_config(settings.SHARED_CACHE)}
        call_command("createcachetable", verbosity=0)
    with time_machine.travel("2026-11-25 12:00Z", tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("what", ["one form", "all forms"])
def test_flood_is_stopped_for_a_minute_and_keeps_the_text(
    client: Client, clock: time_machine.Traveller, what: str
) -> None:
    values = contact()
    name, bound = (values["key"].partition(":")[0], PER_FORM) if what == "one form" else ("all", IN_ALL)
    cache.set(counter(name), bound, 120)
    response = client.post(CONTACT, values)
    assert response.status_code == 422
    assert "Wen fragen wir?" in response.content.decode()
    assert ContactMessage.objects.count() == 0
    clock.shift(60)
    assert client.post(CONTACT, values).status_code == 302


def test_steady_visitors_never_add_up_to_a_flood(client: Client, clock: time_machine.Traveller) -> None:
    """The counter of a minute is not carried into the next one, whatever the cache does with its expiry."""
    cache.set(counter("all"), IN_ALL - 3, 120)
    for _ in range(6):
        assert client.post(CONTACT, contact()).status_code == 302
        clock.shift(30)


def test_machines_and_mistakes_do_not_fill_the_bound(client: Client, clock: time_machine.Traveller) -> None:
    cache.set(counter("all"), IN_ALL - 1, 120)
    for values in (contact(text=""), contact(website="x"), contact(key="x")):
        assert client.post(CONTACT, values).status_code == 422
    assert client.post(CONTACT, contact()).status_code == 302


def test_one_address_is_never_shut_out(client: Client) -> None:
    """A school behind one address: each form has its own key."""
    for _ in range(PER_FORM + 5):
        assert client.post(CONTACT, contact(), REMOTE_ADDR="192.0.2.1").status_code == 302


@pytest.mark.parametrize(
    ("query", "referer", "page"),
    [
        ("", "http://testserver/ja/?q=1#x", "/ja/"),
        ("?page=/de/ziele/", "http://testserver/ja/", "/de/ziele/"),
        ("", "http://testserver/de/barriere-melden/", ""),
        ("", "http://evil.example/x", ""),
        ("", "http://testserver.evil.example/x", ""),
        ("", "http://[::1", ""),
        ("?page=//evil.example/", "", ""),
        ("?page=http://[", "", ""),
        ("?page=Rufen Sie 0900 an", "", ""),
        ("?page=/<b>", "", ""),
    ],
)
def test_form_names_the_page_the_visitor_came_from(
    client: Client, query: str, referer: str, page: str
) -> None:
    response = client.get(BARRIER + query, headers={"Referer": referer})
    assert response.context["form"]["page"].value() == page


def test_form_says_that_it_has_filled_in_the_page(client: Client) -> None:
    hints = {
        str(client.get(BARRIER + query).context["form"].fields["page"].help_text)
        for query in ("", "?page=/de/", "?page=/ja/")
    }
    assert len(hints) == 2


def test_error_is_named_in_title_summary_and_field(client: Client) -> None:
    html = client.post(CONTACT, contact(email="kim")).content.decode()
    assert "<title>Fehler: " in html
    assert re.search(r'<div class="errors[^>]*role="alert"[^>]*autofocus', html)
    field = re.search(r'<input[^>]*name="email"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_email_error"' in field
    assert 'id="id_email_error"' in html


def test_empty_post_is_answered_like_an_empty_form(client: Client) -> None:
    assert client.post(BARRIER, {}).status_code == 422


CHARSETS = ["utf-7", "unicode_escape", "rot13", "base64", "utf-16", "idna", "punycode", "nonsense", ""]


@pytest.mark.parametrize("charset", CHARSETS)
def test_other_codecs_are_refused_or_ignored(client: Client, charset: str) -> None:
    """Some of them would bring in half characters that no answer can print, or break on the way."""
    head = b'--X\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
    kind = f"multipart/form-data; boundary=X; charset={charset}"
    response = client.generic("POST", BARRIER, head + b"+2AA- \\ud800\r\n--X--\r\n", content_type=kind)
    assert response.status_code in {400, 422}


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
FIELDS = ["subject", "text", "name", "email", "page", "wanted", "website"]
KEYS = st.one_of(ANY_TEXT, st.builds(fresh_key))
POSTS = st.builds(
    lambda values, key: values | {"key": key}, st.dictionaries(st.sampled_from(FIELDS), ANY_TEXT), KEYS
)


class TestGeneratedInput(TestCase):
    """No input whatever makes the portal stumble."""

    def setUp(self) -> None:
        make_home()
        self.addCleanup(cache.clear)

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(POSTS, st.sampled_from([CONTACT, BARRIER, "/ar/report-a-barrier/"]))
    def test_forms_never_break(self, values: dict[str, str], path: str) -> None:
        cache.clear()
        assert self.client.post(path, values).status_code in {302, 422}

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ANY_TEXT, ANY_TEXT)
    def test_addresses_never_break(self, page: str, token: str) -> None:
        assert self.client.get(BARRIER, {"page": page}).status_code == 200
        assert self.client.get(f"/de/receipt/b/{quote(token, safe='')}/").status_code == 404
        assert self.client.post("/ja/language-wish/", {"wish": token}).status_code == 404

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.binary(max_size=400),
        st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]),
    )
    def test_broken_bodies_never_break(self, body: bytes, kind: str) -> None:
        assert self.client.post(CONTACT, data=body, content_type=kind).status_code in {400, 422}
