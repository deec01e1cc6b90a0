"""A new slip: what comes in, what is said about it, what is kept; no account, no cookie."""

import datetime
import re
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.board import days
from partners.board.forms import LANGUAGES
from partners.board.models import Slip
from partners.theme import Theme
from tests.factories import make_aim, make_city, make_home, make_user
from tests.partners.board.paths import filled, path
from twinning.languages import own_name
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.django_db
NEW = path("slip-create")
TODAY = datetime.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def refused(client: Client, **fields: Any) -> str:
    """The page after an answer that does not fit: nothing stored, status 422."""
    response = client.post(NEW, filled(**fields))
    assert response.status_code == 422
    assert not Slip.objects.exists()
    return response.content.decode()


# --- what is kept ---------------------------------------------------------------------------------
def test_slip_is_stored_with_everything_that_was_chosen(client: Client) -> None:
    rouen = make_city("rouen")
    theme = Theme.objects.create(key="music", name_de="Musik")
    month = f"{timezone.localdate() + datetime.timedelta(days=90):%Y-%m}"
    day = timezone.localdate() + datetime.timedelta(days=40)
    sent = filled(
        place="home", wanted="rouen", months=[month], themes=["music"], reply_by=f"{day.day}.{day.month}.{day.year}",
        wants_to_travel="on", title="Chœur  cherche\nchœur", language="fr",
    )  # fmt: skip
    response = client.post(NEW, sent)
    slip = Slip.objects.get()
    assert response.status_code == 302
    assert response.cookies == {}
    assert (slip.title, slip.language, slip.state) == ("Chœur cherche chœur", "fr", "unconfirmed")
    assert (slip.place, slip.wanted, slip.wanted_city) == (None, "city", rouen)
    assert slip.months == [datetime.date.fromisoformat(f"{month}-01")]
    assert (slip.reply_by, slip.expires_on) == (day, day)
    assert (slip.size_from, slip.size_to, slip.age_from, slip.age_to) == (30, 45, 18, 70)
    assert (slip.can_host, slip.wants_to_travel, slip.wants_suggestions) == (False, True, True)
    assert list(slip.languages.values_list("language", "level")) == [("de", "fluent"), ("fr", "basic")]
    assert list(slip.themes.all()) == [theme]
    assert slip.notice_version


def test_slip_from_a_partner_city_to_the_home_town(client: Client) -> None:
    rouen = make_city("rouen")
    client.post(NEW, filled(place="rouen", wanted="home"))
    slip = Slip.objects.get()
    assert (slip.place, slip.wanted, slip.wanted_city) == (rouen, "home", None)


def test_sending_twice_makes_one_slip_and_one_mail(client: Client) -> None:
    sent = filled()
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    numbers = {answer["Location"].split(":")[0] for answer in (first, second)}
    assert len(numbers) == 1
    assert Slip.objects.count() == OutgoingMail.objects.count() == 1


def test_mail_to_confirm_comes_in_the_language_of_the_slip(client: Client) -> None:
    client.post(NEW, filled(language="pl"))
    assert OutgoingMail.objects.get().language == "pl"


def test_signed_in_people_find_name_and_address_filled_in(client: Client) -> None:
    client.force_login(make_user("kim@example.org", name="Kim Beispiel"))
    form = client.get(NEW).context["form"]
    assert (form["name"].value(), form["email"].value()) == ("Kim Beispiel", "kim@example.org")


@pytest.mark.parametrize(
    ("query", "chosen"), [("rouen", "rouen"), ("home", "home"), ("x", "any"), ("", "any")]
)
def test_form_opens_with_the_city_whose_page_led_here(client: Client, query: str, chosen: str) -> None:
    make_city("rouen")
    assert client.get(NEW, {"city": query}).context["form"]["wanted"].value() == chosen


@pytest.mark.parametrize("language", ["de", "fr", "ja", "ar"])
def test_text_is_thought_to_be_in_the_language_of_the_page(client: Client, language: str) -> None:
    assert client.get(path("slip-create", language=language)).context["form"]["language"].value() == language


# --- what is said ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "buys"),
        ("title", ""),
        ("title", "🙂"),
        ("title", "a" * 71),
        ("title", "Schreibt an mika@example.org"),
        ("text", " \n "),
        ("text", "a" * 601),
        ("text", "Meine Adresse: mika@example.org"),
        ("group", ""),
        ("activity", "x"),
        ("size_from", "viele"),
        ("size_from", "0"),
        ("size_to", "1000"),
        ("age_from", "-1"),
        ("age_to", "121"),
        ("age_to", "9" * 5000),
        ("place", ""),
        ("place", "atlantis"),
        ("wanted", "atlantis"),
        ("wanted", "home"),
        ("months", "2027-13"),
        ("months", "1999-01"),
        ("language", "xx"),
        ("reply_by", "bald"),
        ("themes", "nothing"),
        ("name", ""),
        ("name", "mika@example.org"),
        ("name", "a" * 151),
        ("email", ""),
        ("email", "mika"),
        ("email", f"{'a' * 250}@example.org"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_typed_is_lost(client: Client, field: str, value: str) -> None:
    html = refused(client, **{field: value})
    assert f'href="#id_{field}' in html
    assert "<title>Fehler:" in html
    for kept in {
        "title": "Chor sucht Gastchor",
        "text": "Wir singen Pop und Jazz.",
        "name": "Mika Muster",
    }.items():
        if kept[0] != field:
            assert kept[1] in html
    assert re.search(r'name="languages-fr"[^>]*>.*?value="basic" selected', html, re.DOTALL)


@pytest.mark.parametrize("field", ["title", "text"])
def test_too_long_words_are_told_how_long_they_are(client: Client, field: str) -> None:
    limit = {"title": 70, "text": 600}[field]
    html = refused(client, **{field: "ä" * (limit + 7)})
    assert str(limit) in html
    assert str(limit + 7) in html


def test_line_ends_count_once(client: Client) -> None:
    assert client.post(NEW, filled(text="ab\r\n" * 200)).status_code == 302
    assert len(Slip.objects.get().text) == 599


def test_limits_stand_in_hints_before_anybody_runs_into_them(client: Client) -> None:
    html = client.get(NEW).content.decode()
    for field, word in {"title": "70", "text": "600", "reply_by": "7"}.items():
        hint = html.partition(f'id="id_{field}_helptext"')[2].partition("</p>")[0]
        assert word in hint


@pytest.mark.parametrize(("low", "high"), [("size_from", "size_to"), ("age_from", "age_to")])
def test_smaller_number_comes_first(client: Client, low: str, high: str) -> None:
    assert f'href="#id_{high}"' in refused(client, **{low: "60", high: "50"})


@pytest.mark.parametrize(
    "ages",
    [{"age_from": "16", "age_to": "30"}, {"age_from": "", "age_to": "12"}, {"age_from": "0", "age_to": ""}],
)
def test_young_people_need_an_adult_contact(client: Client, ages: dict[str, str]) -> None:
    assert 'href="#id_adult_contact"' in refused(client, **ages)
    assert client.post(NEW, filled(adult_contact="Kim Beispiel", **ages)).status_code == 302


@pytest.mark.parametrize("ages", [("18", "70"), ("", "30"), ("", "")])
def test_grown_ups_need_none(client: Client, ages: tuple[str, str]) -> None:
    assert client.post(NEW, filled(age_from=ages[0], age_to=ages[1])).status_code == 302


def test_nobody_looks_for_a_partner_in_the_own_town(client: Client) -> None:
    make_city("rouen")
    assert 'href="#id_wanted"' in refused(client, place="rouen", wanted="rouen")


@pytest.mark.parametrize(
    "spoken", [{}, {"languages-de": ""}, {"languages-de": "perfect"}, {"languages-xx": "good"}]
)
def test_at_least_one_language_with_a_known_level(client: Client, spoken: dict[str, str]) -> None:
    sent = {key: value for key, value in filled().items() if not key.startswith("languages-")} | spoken
    response = client.post(NEW, sent)
    assert response.status_code == 422
    assert 'href="#id_languages"' in response.content.decode()
    assert 'id="id_languages"' in response.content.decode()


def test_every_language_can_be_written_and_spoken(client: Client) -> None:
    html = client.get(NEW).content.decode()
    for code in LANGUAGES:
        assert f'name="languages-{code}"' in html
        assert f'<option value="{code}"' in html
    assert own_name("ny") in html


def test_limit_of_an_address_is_said_on_the_form(client: Client) -> None:
    for number in range(5):
        assert client.post(NEW, filled(title=f"Chor {number} sucht")).status_code == 302
    response = client.post(NEW, filled(title="Noch einer"))
    assert response.status_code == 422
    assert "Noch einer" in response.content.decode()


# --- days -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "31.1.2027", "31.01.2027", "31. 1. 2027", "31/01/2027", "31-1-2027", "31 1 2027", "31.1.27", "2027-01-31",
        "2027/1/31", "2027年1月31日", " 31.1.2027 ", "٣١/١/٢٠٢٧", "３１.１.２０２７",
    ],
)  # fmt: skip
def test_day_is_understood_as_people_write_it(client: Client, typed: str) -> None:
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        assert client.post(NEW, filled(reply_by=typed)).status_code == 302
    assert Slip.objects.get().reply_by == datetime.date(2027, 1, 31)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31.2.2027", "31.2.2027"),
        ("0.0.2027", "0.0.2027"),
        ("24.11.2026", "24. November 2026"),
        ("1.1.2030", "1. Januar 2030"),
        ("Ende Januar", "24.1.2027"),
        ("31.1", "24.1.2027"),
        ("1" * 400, "24.1.2027"),
    ],
)
def test_impossible_or_past_day_is_named(client: Client, typed: str, words: str) -> None:
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        html = refused(client, reply_by=typed)
    message = html.partition('id="id_reply_by_error"')[2].partition("</p>")[0]
    assert words in message
    assert f'value="{typed}"' in html


@pytest.mark.parametrize("day", [TODAY, TODAY + datetime.timedelta(days=366)])
def test_today_and_a_year_from_now_are_the_ends(client: Client, day: datetime.date) -> None:
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        assert client.post(NEW, filled(reply_by=day.isoformat())).status_code == 302


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "31.1.2027"),
        ("fr", "31/01/2027"),
        ("pl", "31.01.2027"),
        ("ja", "2027/1/31"),
        ("ar", "31/1/2027"),
    ],
)
def test_day_is_written_in_the_readers_habits_and_read_again(language: str, text: str) -> None:
    with override(language), time_machine.travel("2026-11-25 12:00Z", tick=False):
        day = datetime.date(2027, 1, 31)
        assert days.written(day) == text
        assert days.DayField().clean(text) == day


# --- nothing breaks -------------------------------------------------------------------------------
def test_form_costs_four_queries(client: Client, django_assert_num_queries: object) -> None:
    make_city("rouen")
    Theme.objects.create(key="music", name_de="Musik")
    Theme.objects.create(key="peace", aim=make_aim("peace"))
    with django_assert_num_queries(4):
        response = client.get(NEW)
    assert response.cookies == {}


def test_machine_that_fills_in_everything_gets_nowhere(client: Client) -> None:
    refused(client, website="http://spam.example")


@pytest.mark.parametrize("key", ["", "x", "a:b:c"])
def test_forged_key_gets_a_fresh_one_and_loses_nothing(client: Client, key: str) -> None:
    html = refused(client, key=key)
    signed = re.search(r'name="key" value="([^"]+)"', html)[1]
    assert client.post(NEW, filled(key=signed)).status_code == 302


def test_posts_from_other_sites_are_refused(client: Client) -> None:
    assert client.post(NEW, filled(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
KNOWN = st.sampled_from(
    ["seeks", "choir", "concert", "home", "any", "de", "30", "-1", "2027-05", "31.1.2027", ""]
)
FIELDS = [name for name in filled() if name != "key"] + ["can_host", "themes", "website", "adult_contact"]
POSTS = st.dictionaries(st.sampled_from(FIELDS), ANY_TEXT | KNOWN)


class TestGeneratedInput(TestCase):
    """No input whatever makes the portal stumble."""

    def setUp(self) -> None:
        make_home()
        self.addCleanup(cache.clear)

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(POSTS, st.booleans())
    def test_new_slip_never_breaks(self, values: dict[str, str], is_whole: bool) -> None:
        cache.clear()
        sent = filled(**values) if is_whole else values | {"key": fresh_key()}
        assert self.client.post(NEW, sent).status_code in {302, 422}

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(
            st.sampled_from(["kind", "city", "who", "month", "language", "page"]), ANY_TEXT | KNOWN
        )
    )
    def test_filters_never_break(self, query: dict[str, str]) -> None:
        assert self.client.get(path("slip-list"), query).status_code == 200

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ANY_TEXT.filter(lambda text: text.strip("/. ")))
    def test_addresses_never_break(self, token: str) -> None:
        odd = quote(token, safe="")
        for name in (
            "slip-confirm",
            "slip-manage",
            "slip-update",
            "slip-renew",
            "slip-outcome",
            "slip-withdraw",
        ):
            assert self.client.get(path(name, "x").replace("/x/", f"/{odd}/")).status_code in {404, 410}
        assert self.client.get(path("slip-sent", "x").replace("/x/", f"/{odd}/")).status_code == 404
        assert self.client.get(NEW, {"again": token, "city": token}).status_code == 200
        assert self.client.post(path("link-create"), {"key": fresh_key(), "email": token}).status_code in {
            302,
            422,
        }
