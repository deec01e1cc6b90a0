"""Slips on the pages of others: home, cities, organisations, navigation."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.factories import make_city, make_home, make_partnership
from tests.factories_board import make_slip
from tests.factories_organisations import make_organisation
from tests.partners.board.paths import path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def section(html: str) -> str:
    return html.partition('aria-labelledby="board"')[2].partition("</section>")[0]


def titles(html: str) -> list[str]:
    return re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", section(html))


def city_page(slug: str, language: str = "de") -> str:
    with override(language):
        return reverse("partners:city-detail", args=[slug])


# --- home -----------------------------------------------------------------------------------------
def test_home_shows_the_three_newest_slips(client: Client) -> None:
    for number in range(4):
        make_slip(title=f"Zettel {number}")
    make_slip(title="noch nicht", state="submitted")
    html = client.get("/de/").content.decode()
    assert titles(html) == ["Zettel 3", "Zettel 2", "Zettel 1"]
    assert f'href="{path("slip-list")}"' in section(html)
    assert f'href="{path("slip-create")}"' in section(html)


def test_cards_at_home_are_those_of_the_board(client: Client) -> None:
    """Read as folded rows there and as models here: nothing gets lost on the way."""
    rouen = make_city("rouen", bearing=245.2)
    make_slip(
        place=rouen, wanted="home", languages={"fr": "fluent", "de": "basic"}, is_sample=True, language="fr"
    )
    make_slip(wanted="city", wanted_city=rouen, reply_by=None, months=[])
    cards = [
        re.findall(r'<li class="card slip.*?</li>', client.get(address).content.decode(), re.S)
        for address in ("/ja/", path("slip-list", language="ja"))
    ]
    assert cards[0] == cards[1] != []
    assert "place-rouen" in cards[0][1]


def test_home_without_slips_asks_for_the_first_one(client: Client) -> None:
    assert 'class="empty"' in section(client.get("/de/").content.decode())


@pytest.mark.parametrize("count", [0, 1, 3])
def test_home_costs_six_queries_with_its_sections(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    for _ in range(count):
        make_slip(place=make_city())
    with django_assert_num_queries(6):
        assert client.get("/de/").status_code == 200


# --- city -----------------------------------------------------------------------------------------
def test_city_shows_slips_from_there_and_those_that_look_there(client: Client) -> None:
    rouen, leipzig = make_city("rouen"), make_city("leipzig")
    make_slip(title="aus Rouen", place=rouen)
    make_slip(title="nach Rouen", wanted="city", wanted_city=rouen)
    make_slip(title="aus Leipzig", place=leipzig)
    html = client.get(city_page("rouen")).content.decode()
    assert titles(html) == ["nach Rouen", "aus Rouen"]
    assert f'href="{path("slip-list")}?city=rouen"' in section(html)


def test_button_of_a_city_opens_the_form_with_it(client: Client) -> None:
    make_city("rouen")
    html = client.get(city_page("rouen")).content.decode()
    address = f"{path('slip-create')}?city=rouen"
    assert f'href="{address}"' in section(html)
    assert client.get(address).context["form"]["wanted"].value() == "rouen"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_slips_cost_a_city_page_no_query(
    client: Client, django_assert_max_num_queries: object, count: int
) -> None:
    city = make_city("rouen")
    make_partnership(city)
    for _ in range(count):
        make_slip(place=city)
    with django_assert_max_num_queries(6):
        assert len(titles(client.get(city_page("rouen")).content.decode())) == count


# --- organisation ---------------------------------------------------------------------------------
def test_organisation_shows_its_slips(client: Client) -> None:
    group = make_organisation()
    make_slip(title="Unser Zettel", organisation=group)
    make_slip(title="noch nicht", organisation=group, state="submitted")
    html = client.get(group.get_absolute_url()).content.decode()
    assert titles(html) == ["Unser Zettel"]


def test_organisation_without_slips_has_no_section(client: Client) -> None:
    assert (
        'aria-labelledby="board"' not in client.get(make_organisation().get_absolute_url()).content.decode()
    )


def test_slip_names_its_organisation(client: Client) -> None:
    group = make_organisation(name="Freundeskreis")
    slip = make_slip(organisation=group)
    html = client.get(path("slip-detail", slip.pk)).content.decode()
    assert f'<a href="{group.get_absolute_url()}"' in html
    assert "Freundeskreis" in html


# --- everywhere -----------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["de", "ar"])
def test_navigation_leads_to_the_board_and_marks_it(client: Client, language: str) -> None:
    address = path("slip-list", language=language)
    assert f'<li><a href="{address}">' in client.get(f"/{language}/").content.decode()
    for page in (address, path("slip-create", language=language)):
        assert f'<li><a href="{address}" aria-current="page">' in client.get(page).content.decode()
