"""The board as visitors see it: cards, filters with counts, pages, the slip that fits one's own."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from tests.factories import make_city, make_home, make_user
from tests.factories_board import make_slip
from tests.partners.board.paths import path
from twinning.cldr import language_label

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> Iterator[None]:
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        yield make_home()


def titles(html: str) -> list[str]:
    return re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", html)


def member(email: str) -> Any:
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?kind=seeks&city=rouen&who=choir&month=2027-05&language=de"])
def test_board_costs_the_same_queries_whatever_it_shows(
    client: Client, django_assert_num_queries: object, count: int, query: str
) -> None:
    rouen = make_city("rouen")
    for _ in range(count):
        make_slip(place=rouen, languages={"de": "good", "fr": "fluent"})
    with django_assert_num_queries(6):
        response = client.get(path("slip-list") + query)
    assert len(titles(response.content.decode())) == count


@pytest.mark.parametrize("count", [1, 3])
def test_board_of_a_signed_in_owner_costs_the_same_queries(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    user = member("own@example.org")
    make_slip(email="own@example.org")
    rouen = make_city("rouen")
    for _ in range(count):
        make_slip(place=rouen)
    client.force_login(user)
    with django_assert_num_queries(14):
        assert client.get(path("slip-list")).status_code == 200


# --- cards ----------------------------------------------------------------------------------------
def board(client: Client, query: str = "", language: str = "de") -> str:
    response = client.get(path("slip-list", language=language) + query)
    assert response.status_code == 200
    assert response.cookies == {}
    return response.content.decode()


@pytest.mark.parametrize("language", ["de", "fr", "ja", "ar"])
def test_card_tells_facts_in_the_readers_language_and_keeps_the_words(client: Client, language: str) -> None:
    make_slip(
        place=make_city("rouen", name_de="Rouen", name_en="Rouen", name_ja="ルーアン", name_ar="روان"),
        language="fr", title="Chœur cherche chœur", text="Nous sommes 40 voix.",
        languages={"fr": "fluent"}, reply_by=datetime.date(2027, 1, 31), expires_on=datetime.date(2027, 1, 31),
    )  # fmt: skip
    html = board(client, language=language)
    assert '<h3 lang="fr" dir="ltr"><a ' in html
    assert '<p lang="fr" dir="ltr">Nous sommes 40 voix.</p>' in html
    with override(language):
        assert f"<bdi>{language_label('fr')}</bdi>" in html
        assert date_format(datetime.date(2027, 1, 31), "DATE_FORMAT") in html
    assert {"de": "Rouen", "fr": "Rouen", "ja": "ルーアン", "ar": "روان"}[language] in html


def test_arabic_words_run_from_right_to_left_on_a_german_board(client: Client) -> None:
    make_slip(language="ar", title="جوقة تبحث عن جوقة", text="نغني معًا.")
    html = board(client)
    assert '<h3 lang="ar" dir="rtl"><a ' in html
    assert '<p lang="ar" dir="rtl">' in html


def test_place_that_falls_back_carries_its_language(client: Client) -> None:
    make_slip(place=make_city("poznan", name_de="Posen", name_en="Poznań"))
    assert '<span class="tag"><span lang="en" dir="ltr">Poznań</span></span>' in board(client, language="ja")


def test_newest_slip_comes_first_and_only_public_ones_hang_there(client: Client) -> None:
    now, today = timezone.now(), timezone.localdate()
    day = datetime.timedelta(days=1)
    make_slip(title="alt", released_at=now - 2 * day)
    make_slip(title="neu", released_at=now)
    make_slip(title="letzter Tag", expires_on=today, released_at=now - 3 * day)
    make_slip(title="gestern zu Ende", expires_on=today - day)
    for state in ("unconfirmed", "submitted", "expired", "withdrawn"):
        make_slip(title=state, state=state)
    for state in ("returned", "declined"):
        make_slip(title=state, state=state, message="Warum")
    assert titles(board(client)) == ["neu", "alt", "letzter Tag"]


@pytest.mark.parametrize(
    ("days", "is_said"), [(0, True), (1, True), (14, True), (20, True), (60, True), (61, False)]
)
def test_card_says_when_time_runs_out(client: Client, days: int, is_said: bool) -> None:
    make_slip(expires_on=timezone.localdate() + datetime.timedelta(days=days))
    assert ('<span class="tag warn">' in board(client)) == is_said


def test_sample_is_marked(client: Client) -> None:
    make_slip(is_sample=True)
    make_slip()
    assert board(client, language="en").count('<span class="tag plain">Sample</span>') == 1


def test_twelve_slips_stand_on_a_page(client: Client) -> None:
    for _ in range(13):
        make_slip()
    assert len(titles(board(client))) == 12
    assert len(titles(board(client, "?kind=seeks&page=2"))) == 1
    assert 'rel="prev" href="?kind=seeks&amp;page=1"' in board(client, "?kind=seeks&page=2")
    assert len(titles(board(client, "?page=99"))) == 1
    assert len(titles(board(client, "?page=x"))) == 12


# --- filters --------------------------------------------------------------------------------------
@pytest.fixture
def various(home: None) -> None:
    rouen, leipzig = make_city("rouen"), make_city("leipzig")
    make_slip(
        title="A", place=rouen, languages={"fr": "fluent", "de": "basic"}, months=[datetime.date(2027, 5, 1)]
    )
    make_slip(title="B", place=leipzig, kind="offers", group="youth", months=[])
    make_slip(title="C", wanted="city", wanted_city=rouen, group="club", months=[datetime.date(2027, 6, 1)])
    make_slip(
        title="D", place=leipzig, wanted="home", languages={"pl": "good"}, months=[datetime.date(2027, 5, 1)]
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "ABCD"),
        ("?kind=offers", "B"),
        ("?city=rouen", "AC"),
        ("?city=home", "CD"),
        ("?who=choir", "AD"),
        ("?month=2027-05", "ABD"),
        ("?month=2027-07", "B"),
        ("?language=fr", "A"),
        ("?language=de", "ABC"),
        ("?city=leipzig&month=2027-05&language=pl", "D"),
        ("?kind=offers&who=choir", ""),
        ("?kind=x&city=x&who=x&month=2027-13&language=xx&page=", "ABCD"),
    ],
)
def test_filters_narrow_the_board(client: Client, various: None, query: str, found: str) -> None:
    html = board(client, query)
    assert "".join(sorted(titles(html))) == found


def options(html: str, key: str) -> dict[str, int]:
    select = html.partition(f'<select id="filter-{key}"')[2].partition("</select>")[0]
    found = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)', select)
    return {value: int(number) for value, number in found}


def test_each_choice_tells_how_many_it_would_give(client: Client, various: None) -> None:
    html = board(client)
    assert options(html, "kind") == {"seeks": 3, "offers": 1}
    assert options(html, "city") == {"home": 2, "leipzig": 2, "rouen": 2}
    assert options(html, "who") == {"choir": 2, "club": 1, "youth": 1}
    assert options(html, "language") == {"de": 3, "fr": 1, "pl": 1}
    months = options(html, "month")
    assert (months["2027-05"], months["2027-06"], months["2027-07"]) == (3, 2, 1)


def test_counts_keep_the_other_filters(client: Client, various: None) -> None:
    html = board(client, "?city=rouen&kind=seeks")
    assert options(html, "kind") == {"seeks": 2}
    assert options(html, "city") == {"home": 2, "leipzig": 1, "rouen": 2}
    assert options(html, "who") == {"choir": 1, "club": 1}


def test_counts_are_what_the_filters_give(client: Client, various: None) -> None:
    html = board(client)
    for key in ("kind", "city", "who", "month", "language"):
        for value, number in options(html, key).items():
            assert len(titles(board(client, f"?{key}={value}"))) == number, (key, value)


def test_chosen_filters_stand_as_links_that_remove_them(client: Client, various: None) -> None:
    html = board(client, "?kind=seeks&city=rouen", language="en")
    assert 'href="?city=rouen"' in html
    assert 'href="?kind=seeks"' in html
    assert html.count("Remove filter:") == 2
    assert re.search(r'<option value="rouen" selected>', html)


def test_empty_board_asks_for_the_first_slip(client: Client) -> None:
    html = board(client)
    assert 'class="empty"' in html
    assert f'href="{path("slip-create")}"' in html
    assert 'class="filters"' not in html


def test_filters_without_result_offer_a_way_out(client: Client, various: None) -> None:
    html = board(client, "?kind=offers&who=choir")
    empty = html.partition('class="empty"')[2]
    assert 'href="?kind=offers"' in empty
    assert f'href="{path("slip-create")}"' in empty
    assert 'class="filters"' in html


# --- what fits ------------------------------------------------------------------------------------
def test_owner_sees_the_slip_that_fits_best_row_by_row(client: Client) -> None:
    make_slip(title="Mein Gesuch", email="own@example.org", size_from=38, size_to=38)
    make_slip(title="passt", place=make_city("rouen"), age_from=10, age_to=20, adult_contact="x")
    make_slip(title="passt nicht", place=make_city("leipzig"), group="club", activity="sport")
    client.force_login(member("OWN@example.org"))
    html = board(client, language="en")
    panel = html.partition('aria-labelledby="fit"')[2].partition("</section>")[0]
    assert "passt</a>" in panel
    assert "Mein Gesuch</a>" in panel
    assert panel.count('<th scope="row">') == panel.count("<tr>") - 1 == 7
    assert '<span class="tag warn"><span aria-hidden="true">~</span> partly</span>' in panel


@pytest.mark.parametrize("case", ["anonymous", "other", "unverified", "unpublished"])
def test_nobody_else_sees_it(client: Client, case: str) -> None:
    state = "submitted" if case == "unpublished" else "published"
    make_slip(email="own@example.org", state=state)
    make_slip(place=make_city("rouen"))
    if case != "anonymous":
        user = make_user("own@example.org" if case != "other" else "other@example.org")
        EmailAddress.objects.create(user=user, email=user.email, verified=case != "unverified", primary=True)
        client.force_login(user)
    assert 'aria-labelledby="fit"' not in board(client)
