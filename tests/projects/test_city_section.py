"""Projects on the pages of others: front page, city, aim, organisation."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from projects.models import Project
from tests.factories import make_city, make_home, make_partnership
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_aim_theme, make_participation, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def cards(html: str) -> list[str]:
    """Titles of cards of projects, in their order."""
    part = html[html.index('id="projects"') :] if 'id="projects"' in html else ""
    return re.findall(r"<h3><a[^>]*>(.*?)</a></h3>", part.split("</section>")[0])


def several(count: int, **fields: object) -> list[Project]:
    """Projects P0, P1 ... of the same day."""
    return [
        make_project(f"p{number}", title_de=f"P{number}", title_en=f"P{number}", **fields)
        for number in range(count)
    ]


def test_front_page_shows_three_that_run_or_come(client: Client) -> None:
    several(4)
    make_project("over", title_de="Over", stage="finished", ends_on="2025-01-01")
    make_project("secret", title_de="Secret", state="draft")
    assert cards(client.get("/de/").content.decode()) == ["P0", "P1", "P2"]


def test_front_page_shows_what_is_real_before_samples(client: Client) -> None:
    make_project("invented", title_en="Invented", is_sample=True)
    make_project("real", title_en="Real", starts_on="1988-01-01")
    html = client.get("/en/").content.decode()
    assert cards(html) == ["Real", "Invented"]
    assert "Sample" in html


def test_front_page_without_projects_has_no_section(client: Client) -> None:
    assert 'id="projects"' not in client.get("/de/").content.decode()


def test_city_shows_its_projects_and_the_way_to_all(client: Client) -> None:
    rouen = make_city("rouen", name_de="Rouen")
    for project in several(4):
        make_participation(project, city=rouen)
        make_participation(project, organisation=make_organisation(city=rouen))
    make_participation(city=make_city("poznan"))
    html = client.get(rouen.get_absolute_url("en")).content.decode()
    assert cards(html) == ["P0", "P1", "P2"]
    assert "All 4 projects" in html
    assert "?city=rouen" in html


def test_city_with_few_projects_needs_no_way_to_all(client: Client) -> None:
    rouen = make_city("rouen")
    make_participation(make_project(title_de="P"), city=rouen)
    html = client.get(rouen.get_absolute_url()).content.decode()
    assert cards(html) == ["P"]
    assert "?city=rouen" not in html[html.index('id="projects"') :].split("</section>")[0]


def test_city_without_projects_has_no_section(client: Client) -> None:
    make_project()
    assert 'id="projects"' not in client.get(make_city("rouen").get_absolute_url()).content.decode()


@pytest.mark.parametrize("language", ["de", "ja", "ar"])
def test_sections_speak_the_reader_s_language(client: Client, language: str) -> None:
    rouen = make_city("rouen", **{f"name_{language}": "R"})
    make_partnership(rouen)
    project = make_project(**{f"title_{language}": "Titel"})
    make_participation(project, city=rouen)
    assert cards(client.get(f"/{language}/").content.decode()) == ["Titel"]
    assert cards(client.get(rouen.get_absolute_url(language)).content.decode()) == ["Titel"]


def test_aim_shows_projects_of_its_theme(client: Client) -> None:
    theme = make_aim_theme("peace")
    make_project(title_de="P", themes=[theme])
    make_project(title_de="Other")
    assert cards(client.get(theme.aim.get_absolute_url()).content.decode()) == ["P"]


@pytest.mark.parametrize("count", [1, 3])
def test_aim_costs_five_queries(client: Client, django_assert_num_queries: object, count: int) -> None:
    theme = make_aim_theme("peace")
    for project in several(count, themes=[theme]):
        make_participation(project)
    with django_assert_num_queries(5):
        client.get(theme.aim.get_absolute_url())


def test_organisation_shows_what_it_takes_part_in(django_assert_num_queries: object) -> None:
    choir = make_organisation("choir")
    for project in several(2):
        make_participation(project, organisation=choir)
    make_project(title_de="Other")
    request = RequestFactory().get("/de/")
    request.user = None
    context = {"organisation": choir, "language": "de", "keep_for": 0}
    with override("de"), django_assert_num_queries(1):
        html = render_to_string("projects/organisation_section.html", context, request)
    assert cards(html) == ["P0", "P1"]
