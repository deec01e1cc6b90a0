"""The list of projects as visitors see it: filters, views, order, archive, htmx, and what it costs."""

import datetime
import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from projects.models import Project
from tests.factories import make_city, make_home, make_partnership, make_staff
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_aim_theme, make_participation, make_project, make_theme
from twinning.search import indexing

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def address(language: str = "de") -> str:
    with override(language):
        return reverse("projects:project-list")


def show(client: Client, language: str = "de", **query: object) -> str:
    response = client.get(address(language), query)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    """Titles of the cards, in their order."""
    return re.findall(r'<h3><a href="[^"]+">(.*?)</a></h3>', html)


def make(slug: str, *cities: object, **fields: object) -> Project:
    project = make_project(slug, **{"title_de": slug.title()} | fields)
    for city in cities:
        make_participation(project, city=city)
    return project


def many(count: int) -> None:
    """Rows of every kind, `count` of each."""
    for number in range(count):
        city = make_city(f"town-{number}", bearing=40.0 * number)
        make_partnership(city)
        themes = [make_theme(f"theme-{number}"), make_aim_theme(f"aim-{number}")]
        project = make(f"project-{number}", city, themes=themes)
        make_participation(project, is_home=True, role="lead")
        make_participation(project, organisation=make_organisation(f"choir-{number}", city=city))
    call_command("build_map", verbosity=0)


# --- filters --------------------------------------------------------------------------------------
@pytest.fixture
def three() -> None:
    rouen, poznan = make_city("rouen", name_en="Rouen"), make_city("poznan", name_en="Poznań")
    music, peace = make_theme("music", name_en="Music"), make_theme("peace", name_en="Peace")
    choir = make("choir", rouen, poznan, themes=[music], starts_on=datetime.date(2024, 5, 1))
    make_participation(choir, organisation=make_organisation("choeur", name="Chœur", city=rouen))
    make("play", rouen, themes=[peace], stage="planned", starts_on=datetime.date(2027, 2, 1))
    make(
        "print", poznan, themes=[peace], stage="finished",
        starts_on=datetime.date(2022, 1, 1), ends_on=datetime.date(2023, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["Choir", "Play", "Print"]),
        ({"city": "rouen"}, ["Choir", "Play"]),
        ({"theme": "peace"}, ["Play", "Print"]),
        ({"state": "finished"}, ["Print"]),
        ({"year": "2023"}, ["Print"]),
        ({"year": "2027"}, ["Choir", "Play"]),
        ({"organisation": "choeur"}, ["Choir"]),
        ({"city": "poznan", "theme": "peace", "state": "finished", "year": "2022"}, ["Print"]),
        ({"city": ["rouen", "poznan"]}, ["Choir"]),
    ],
)
def test_filters_leave_what_fits(client: Client, three: None, query: dict, shown: list[str]) -> None:
    assert titles(show(client, **query)) == shown


def options(html: str, key: str) -> dict[str, str]:
    """Value and label of each choice of a field."""
    field = re.search(rf'<select id="filter-{key}".*?</select>', html, re.DOTALL).group()
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', field))


def test_choices_count_what_they_would_leave(client: Client, three: None) -> None:
    html = show(client, "en", city="rouen")
    assert options(html, "city") == {"": "All cities", "poznan": "Poznań (2)", "rouen": "Rouen (2)"}
    assert options(html, "theme")["peace"] == "Peace (1)"
    assert options(html, "state")["finished"] == "finished (0)"
    assert list(options(html, "year")) == ["", "2027", "2026", "2025", "2024", "2023", "2022"]


def test_chosen_values_stay_chosen_and_can_be_taken_back(client: Client, three: None) -> None:
    html = show(client, city="rouen", year="2027")
    assert '<option value="rouen" selected>' in html
    path = address()
    assert f'href="{path}?year=2027"' in html or 'href="?year=2027"' in html
    assert 'href="?city=rouen"' in html
    assert f'href="{path}"' in html


def test_second_city_travels_with_the_form(client: Client, three: None) -> None:
    html = show(client, city=["rouen", "poznan"])
    assert '<input type="hidden" name="city" value="poznan">' in html


@pytest.mark.parametrize(
    "query",
    [
        {"city": "atlantis"},
        {"city": "<script>"},
        {"year": "99999999999999999999"},
        {"year": "-1"},
        {"theme": "\x00"},
        {"state": "running'; drop table"},
        {"organisation": "x" * 5000},
        {"city": ["a"] * 50},
    ],
)
def test_unknown_values_are_left_out_with_a_note(client: Client, three: None, query: dict) -> None:
    html = show(client, "en", **query)
    assert titles(html) == ["Project 1", "Project 2", "Project 3"] or len(titles(html)) == 3
    assert "This filter is not known and was left out:" in html
    assert "<script>" not in html.split("</head>")[1].replace("</script>", "")


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "999"}, {"view": "upside-down"}, {"page": "-1"}])
def test_nonsense_for_page_and_view_shows_the_list(client: Client, three: None, query: dict) -> None:
    assert len(titles(show(client, **query))) == 3


def test_empty_fields_of_the_form_are_tidied_away(client: Client, three: None) -> None:
    response = client.get(address(), {"city": "rouen", "theme": "", "state": "", "view": "map"})
    assert response.status_code == 302
    assert response["Location"] == f"{address()}?city=rouen&view=map"


# --- order, archive, pages ------------------------------------------------------------------------
def test_running_comes_before_planned_before_finished(client: Client) -> None:
    day = datetime.date
    make("over", stage="finished", starts_on=day(2026, 1, 1), ends_on=day(2026, 2, 1))
    make("older", stage="finished", starts_on=day(2025, 1, 1), ends_on=day(2025, 2, 1))
    make("later", stage="planned", starts_on=day(2028, 1, 1))
    make("soon", stage="planned", starts_on=day(2027, 1, 1))
    make("long", starts_on=day(1990, 1, 1))
    make("fresh", starts_on=day(2026, 1, 1))
    assert titles(show(client)) == ["Fresh", "Long", "Soon", "Later", "Over", "Older"]


def test_archive_of_finished_projects_stays_findable(client: Client, three: None) -> None:
    html = show(client, "en")
    assert "Archive: 1 finished project" in html
    assert 'href="?state=finished"' in html
    assert "Archive:" not in show(client, "en", state="finished")


def test_twelve_stand_on_a_page_and_links_keep_the_filters(client: Client) -> None:
    city = make_city("rouen")
    for number in range(14):
        make(f"p{number}", city)
    html = show(client, city="rouen")
    assert len(titles(html)) == 12
    assert 'href="?city=rouen&amp;page=2"' in html
    assert len(titles(show(client, city="rouen", page=2))) == 2


def test_summary_counts_projects_cities_and_samples(client: Client, three: None) -> None:
    make("invented", is_sample=True)
    html = show(client, "en")
    assert "<strong>4 projects</strong>" in html
    assert "with 2 cities – 1 of them is a sample" in html


def test_samples_say_so(client: Client) -> None:
    make("invented", is_sample=True)
    assert '<span class="tag plain">Sample</span>' in show(client, "en")


# --- nothing --------------------------------------------------------------------------------------
def test_nothing_found_offers_to_remove_one_filter_first(client: Client, three: None) -> None:
    html = show(client, "en", city="poznan", state="planned")
    assert "No project fits these filters" in html
    assert "Without “planned” there are 2 projects." in html
    first, second = re.findall(
        r'<a class="btn(?: alt)?" href="([^"]+)">', html[html.index('class="empty"') :]
    )[:2]
    assert first == f"{address('en')}?city=poznan"
    assert second == address("en")


def test_no_project_at_all_says_so(client: Client) -> None:
    assert "No project is published yet" in show(client, "en")


# --- who sees what --------------------------------------------------------------------------------
def test_drafts_are_for_staff_only(client: Client) -> None:
    make("secret", state="draft")
    assert titles(show(client)) == []
    client.force_login(make_staff())
    assert titles(show(client)) == ["Secret"]


def test_draft_cities_and_organisations_are_not_named(client: Client) -> None:
    city = make_city("hidden", name_de="Verborgen", state="draft")
    project = make("open", city)
    make_participation(
        project, organisation=make_organisation("veiled", name="Verdeckt", city=city, state="draft")
    )
    html = show(client)
    assert titles(html) == ["Open"]
    assert "Verborgen" not in html
    assert "Verdeckt" not in html


def test_titles_that_fell_back_carry_their_language(client: Client) -> None:
    make_project("nur", title_de="Nur Deutsch", title_en="")
    assert '<span lang="de" dir="ltr">Nur Deutsch</span>' in show(client, "ja")


@pytest.mark.parametrize("language", ["de", "en", "ja", "ar", "de-simple"])
@pytest.mark.parametrize("view", ["", "map", "timeline"])
def test_every_view_in_every_direction(client: Client, three: None, language: str, view: str) -> None:
    html = show(client, language, **({"view": view} if view else {}))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert "style=" not in html


# --- timeline -------------------------------------------------------------------------------------
def test_timeline_draws_a_bar_per_project_and_lists_what_lies_beside(client: Client) -> None:
    make("old", stage="finished", starts_on=datetime.date(1990, 1, 1), ends_on=datetime.date(1991, 1, 1))
    make("new")
    html = show(client, "en", view="timeline")
    assert html.count('<svg class="bar-y"') == 1
    assert "Before these years" in html
    assert "1990–1991" in html


def test_timeline_follows_the_year_that_is_asked_for(client: Client) -> None:
    make("old", stage="finished", starts_on=datetime.date(1990, 1, 1), ends_on=datetime.date(1991, 1, 1))
    html = show(client, "en", view="timeline", year="1990")
    assert re.findall(r"<li>(\d{4})</li>", html) == ["1988", "1989", "1990", "1991", "1992"]
    assert 'class="now"' not in html


def test_views_keep_the_filters(client: Client, three: None) -> None:
    html = show(client, city="rouen")
    assert 'href="?city=rouen&amp;view=timeline"' in html
    assert '<input type="hidden" name="view" value="map">' in show(client, view="map")


# --- htmx -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("view", ["", "map", "timeline"])
def test_swap_is_what_the_page_holds(client: Client, three: None, view: str) -> None:
    query = {"city": "rouen"} | ({"view": view} if view else {})
    part = client.get(address(), query, headers=HTMX).content.decode()
    assert "<html" not in part
    assert part in show(client, **query)


def test_swap_tells_the_tidy_address(client: Client, three: None) -> None:
    response = client.get(address(), {"city": "rouen", "theme": "", "year": ""}, headers=HTMX)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == f"{address()}?city=rouen"
    assert "HX-Request" in response["Vary"]


def test_page_and_swap_are_told_apart_by_caches(client: Client, three: None) -> None:
    assert "HX-Request" in client.get(address())["Vary"]


def test_page_needs_no_script(client: Client, three: None) -> None:
    html = show(client, "en")
    assert (
        f'<form class="filters" role="search" aria-label="Filter projects" action="{address("en")}"' in html
    )
    assert 'type="submit">' in html
    assert 'src="/static/twinning/vendor/htmx.min.js"' in html


def test_all_scripts_of_the_list_together_are_light(client: Client, three: None) -> None:
    names = re.findall(r'<script src="/static/([^"]+)"', show(client))
    assert len(names) == 3
    assert sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names) <= 15_000


# --- cost -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"city": "town-0"},
        {"theme": "theme-0", "state": "running"},
        {"year": "2025", "organisation": "choir-0"},
        {"view": "map"},
    ],
)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_list_costs_six_queries_whatever_it_shows(
    client: Client, django_assert_num_queries: object, language: str, query: dict, count: int
) -> None:
    many(count)
    with django_assert_num_queries(6):
        assert client.get(address(language), query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_timeline_costs_five_queries(client: Client, django_assert_num_queries: object, count: int) -> None:
    many(count)
    with django_assert_num_queries(5):
        assert client.get(address(), {"view": "timeline"}).status_code == 200


def test_visitors_get_no_cookie(client: Client, three: None) -> None:
    assert client.get(address(), {"city": "rouen"}).cookies == {}


# --- search ---------------------------------------------------------------------------------------
def search(client: Client, words: str) -> str:
    indexing.rebuild()
    with override("en"):
        path = reverse("search:result-list")
    return client.get(path, {"q": words}).content.decode()


def test_search_finds_projects_by_title_and_by_public_partner(client: Client) -> None:
    project = make("choir", title_en="Three cities, one choir")
    make_participation(project, organisation=make_organisation(name="Brückenklang"))
    make_participation(project, organisation=make_organisation(name="Veiled", state="draft"))
    found = f'href="{project.get_absolute_url("en")}"'
    assert found in search(client, "three cities")
    assert found in search(client, "brueckenklang")
    assert found not in search(client, "veiled")
