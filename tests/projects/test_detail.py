"""A project's page: who with whom, what came of it, who paid, and what the public must not see."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from projects.models import Project
from projects.ties import pair
from projects.words import duration, when, years
from tests.factories import make_city, make_home, make_source, make_staff
from tests.factories_organisations import make_organisation
from tests.factories_projects import (
    make_aim_theme,
    make_document,
    make_figure,
    make_funding,
    make_milestone,
    make_participation,
    make_photo,
    make_project,
    make_result,
    make_theme,
)
from twinning.addresses.actions import remember
from twinning.languages import Served

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_home()


def show(client: Client, project: Project, language: str = "en") -> str:
    response = client.get(project.get_absolute_url(language))
    assert response.status_code == 200
    return response.content.decode()


def section(html: str, heading: str) -> str:
    """The part of the page under a heading of the second level, "" when it is missing."""
    parts = re.split(r"<h2[^>]*>(.*?)</h2>", html)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(heading, "")


def full(slug: str = "cranes", **fields: object) -> Project:
    """A project with a row of every kind."""
    city = make_city(f"{slug}-city", name_en="Hiroshima")
    project = make_project(
        slug, languages=["en", "ja"], audience_en="14 to 19 years", goal_en="A play.", **fields
    )
    project.themes.set([make_theme(f"{slug}-theme"), make_aim_theme(f"{slug}-aim")])
    project.sources.set([make_source(title="A paper", url="https://example.org/paper")])
    lead = make_organisation(f"{slug}-lead", name="Junges Theater")
    make_participation(project, organisation=lead, role="lead")
    make_participation(project, city=city, note_en="writes and acts")
    for make in (
        make_milestone,
        make_result,
        make_figure,
        make_document,
        make_funding,
        make_photo,
        make_photo,
    ):
        make(project)
    return project


# --- who with whom --------------------------------------------------------------------------------
def test_those_at_home_stand_beside_those_elsewhere() -> None:
    assert pair([1, 2], ["a"]) == [(1, "a"), (2, None)]
    assert pair([], ["a"]) == [(None, "a")]


def test_ties_name_organisation_place_role_and_what_they_do(client: Client) -> None:
    html = section(show(client, full()), "Who with whom")
    assert '<span lang="de" dir="ltr">Junges Theater</span>' in html
    assert "Hanover · lead" in html
    assert "Hiroshima" in html
    assert "writes and acts" in html


def test_without_anybody_at_home_the_town_itself_stands_there(client: Client) -> None:
    project = make_project()
    make_participation(project, city=make_city(name_en="Rouen"))
    html = section(show(client, project), "Who with whom")
    assert html.index("Hanover") < html.index("Rouen")
    assert html.count('class="ln"') == 1


def test_who_stands_alone_has_no_thread(client: Client) -> None:
    project = make_project()
    make_participation(project, is_home=True, role="funder")
    html = section(show(client, project), "Who with whom")
    assert "funder" in html
    assert 'class="ln"' not in html


def test_draft_organisations_and_cities_are_not_named(client: Client) -> None:
    project = make_project()
    hidden = make_city("hidden", name_en="Hiddenville", state="draft")
    rouen = make_city("rouen", name_en="Rouen")
    for city in (hidden, rouen):
        choir = make_organisation(name="Veiled choir", city=city, state="draft")
        make_participation(project, organisation=choir, role="lead" if city == rouen else "partner")
    html = show(client, project)
    assert "Veiled choir" not in html
    assert "Hiddenville" not in html
    assert "Rouen" in section(html, "Who with whom")


# --- facts, steps, figures ------------------------------------------------------------------------
def test_facts_link_themes_to_the_filtered_list(client: Client) -> None:
    html = show(client, full())
    with override("en"):
        path = reverse("projects:project-list")
    assert f'<a href="{path}?theme=cranes-theme">' in html
    assert "English and Japanese" in html
    assert "14 to 19 years" in html


DAY = datetime.date


@pytest.mark.parametrize(
    ("fields", "short", "exact"),
    [
        ({"ends_on": DAY(2027, 10, 1)}, "2024–2027", "May 2024 – Oct 2027"),
        ({"ends_on": DAY(2024, 10, 1)}, "2024", "May – Oct 2024"),
        ({}, "since 2024", "since May 2024"),
        ({"stage": "planned", "starts_on": DAY(2027, 5, 1)}, "from May 2027", "from May 2027"),
        ({"starts_precision": "day", "ends_on": DAY(2027, 10, 1), "ends_precision": "year"}, "2024–2027",
         "May 1, 2024 – 2027"),
        ({"starts_precision": "year"}, "since 2024", "since 2024"),
        ({"starts_precision": "day", "ends_on": DAY(2024, 5, 1), "ends_precision": "day"}, "2024", "May 1, 2024"),
    ],
)  # fmt: skip
def test_duration_is_as_exact_as_it_is_known(fields: dict, short: str, exact: str) -> None:
    project = make_project(**fields)
    with override("en"):
        assert years(project) == short
        assert duration(project).replace("\u2009", " ") == exact


def test_lists_tell_the_rhythm_of_what_has_no_end() -> None:
    rhythm = Served("every spring", "en", "ltr", False)
    assert when(make_project(), rhythm) == rhythm
    assert when(make_project(ends_on=DAY(2027, 10, 1)), rhythm) == "2024–2027"
    assert when(make_project(), Served("", "en", "ltr", False)) == "seit 2024"


def test_next_step_of_a_running_project_is_now(client: Client) -> None:
    project = make_project()
    this_month = timezone.localdate().replace(day=1)
    make_milestone(project, date=DAY(2025, 1, 1), title_en="Letters")
    make_milestone(project, date=this_month, title_en="Folding")
    make_milestone(project, date=this_month + datetime.timedelta(days=400), title_en="Journey")
    html = section(show(client, project), "What it is about")
    assert re.findall(r"<li( [^>]*)?>", html)[:3] == ["", ' aria-current="true"', ' class="ahead"']


def test_steps_of_a_planned_project_all_lie_ahead(client: Client) -> None:
    project = make_project(stage="planned", starts_on=DAY(2099, 1, 1))
    make_milestone(project, date=DAY(2099, 2, 1))
    assert '<li class="ahead">' in show(client, project)


def test_figures_counted_on_one_day_say_so_once(client: Client) -> None:
    project = make_project()
    make_figure(project, value=Decimal("3.50"), unit_en="km", label_en="Length")
    make_figure(project, value=340, label_en="Letters")
    html = show(client, project)
    assert html.count("as of June 1, 2025") == 1
    assert "<bdi>3.5 km</bdi>" in html
    assert "<bdi>340</bdi>" in html


def test_figures_of_different_days_each_tell_their_own(client: Client) -> None:
    project = make_project()
    make_figure(project)
    make_figure(project, as_of=DAY(2026, 1, 1))
    html = show(client, project)
    assert "as of June 1, 2025" in html
    assert "as of Jan. 1, 2026" in html


# --- results, pictures, documents, money ----------------------------------------------------------
def test_results_tell_kind_language_and_way(client: Client) -> None:
    project = make_project()
    make_result(project, kind="recording", title_en="Audio play", url="https://example.org/a", language="ja")
    make_result(project, title_en="Exhibition of letters")
    html = section(show(client, project), "What is there already")
    assert '<a href="https://example.org/a" hreflang="ja">Audio play</a>' in html
    assert "recording" in html
    assert "Japanese" in html
    assert "<strong>Exhibition of letters</strong>" in html


def test_documents_stand_in_their_language(client: Client) -> None:
    project = make_project()
    document = make_document(project, title="企画の概要", language="ja", pages=2, is_accessible=True)
    html = section(show(client, project), "Documents")
    assert f'href="{document.file.url}" hreflang="ja"><span lang="ja" dir="ltr">企画の概要</span>' in html
    assert "Japanese · 2 pages · accessible" in html


def test_first_picture_opens_the_page_and_the_others_are_the_gallery(client: Client) -> None:
    project = make_project()
    for position, name in enumerate(("Opening", "Second", "Third")):
        make_photo(project, position=position, alt_en=f"{name} alt", caption_en=f"{name} caption")
    html = show(client, project)
    assert 'alt="Opening alt"' in html.split("</figure>")[0]
    gallery = section(html, "Pictures")
    assert re.findall(r'alt="(.*?)"', gallery) == ["Second alt", "Third alt"]
    assert "Third caption" in gallery
    assert gallery.count("Picture: Kulturbüro, CC BY 4.0") == 2


def test_without_a_picture_there_is_a_pattern(client: Client) -> None:
    html = show(client, make_project(is_sample=True))
    assert "Pattern, worked out from the project’s name. Sample project." in html
    assert '<path class="p3"' in html


def test_only_public_amounts_are_shown_and_added_up(client: Client) -> None:
    project = make_project()
    make_funding(project, source_en="Town", amount=7000)
    make_funding(project, source_en="Foundation", amount=Decimal("3950.50"))
    make_funding(project, source_en="Donor", amount=4321, is_amount_public=False)
    make_funding(project, source_en="Group", amount=None, is_amount_public=False)
    html = section(show(client, project), "Who pays?")
    assert "€7,000" in html
    assert "€3,950.50" in html
    assert "Together <bdi>€10,950.50</bdi>." in html
    assert "4,321" not in html
    assert html.count("amount not given") == 2


def test_sums_of_different_currencies_are_not_mixed(client: Client) -> None:
    project = make_project()
    make_funding(project, amount=100)
    make_funding(project, amount=200, currency="PLN")
    assert "Together" not in show(client, project)


def test_real_projects_name_their_sources_and_samples_do_not(client: Client) -> None:
    heading = "Where we know this from"
    assert '<a href="https://example.org/paper">A paper</a>' in section(show(client, full("real")), heading)
    assert section(show(client, full("invented", is_sample=True)), heading) == ""


# --- contact and neighbours -----------------------------------------------------------------------
def test_questions_go_to_the_leading_organisation(client: Client) -> None:
    project = full()
    with override("en"):
        message = reverse("organisations:message-create", kwargs={"slug": "cranes-lead"})
    html = show(client, project)
    assert html.count(f'href="{message}"') == 2
    assert "Answers in: German and English" in html
    assert "@" not in section(html, "Questions, or would you like to join in?")


def test_without_a_public_lead_the_office_is_asked(client: Client) -> None:
    project = make_project()
    make_participation(project, organisation=make_organisation(state="draft"), role="lead")
    with override("en"):
        office = reverse("enquiries:enquiry-create")
    html = show(client, project)
    assert f'href="{office}?topic=projects"' in html
    assert "Ask the office" in html


def test_related_projects_share_city_and_theme_first(client: Client) -> None:
    rouen, music = make_city("rouen"), make_theme("music")
    project = make_project("this", themes=[music])
    make_participation(project, city=rouen)
    for slug, cities, themes in (
        ("same-theme", [], [music]), ("same-both", [rouen], [music]), ("same-city", [rouen], []),
        ("other", [make_city()], [make_theme()]), ("same-theme-late", [], [music]),
    ):  # fmt: skip
        other = make_project(slug, title_en=slug, themes=themes)
        for city in cities:
            make_participation(other, city=city)
    make_participation(make_project("secret", title_en="secret", state="draft"), city=rouen)
    html = section(show(client, project), "Related projects")
    assert re.findall(r"<h3><a[^>]*>(.*?)</a>", html) == ["same-both", "same-city", "same-theme"]


# --- addresses, drafts, languages, cost -----------------------------------------------------------
def test_former_address_leads_to_the_present_one(client: Client) -> None:
    project = make_project("old")
    Project.objects.filter(pk=project.pk).update(slug="new")
    remember(kind="project", object_id=project.pk, words={"": "new"})
    project.refresh_from_db()
    former = project.get_absolute_url().replace("new", "old")
    response = client.get(f"{former}?a=b")
    assert response.status_code == 301
    assert response["Location"] == f"{project.get_absolute_url()}?a=b"


def test_unknown_address_is_not_found(client: Client) -> None:
    assert client.get(make_project("here").get_absolute_url().replace("here", "nowhere")).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft"},
        {"publish_from": timezone.now() + datetime.timedelta(days=1)},
        {"publish_until": timezone.now() - datetime.timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_for_staff_only(client: Client, fields: dict) -> None:
    project = make_project(**fields)
    assert client.get(project.get_absolute_url()).status_code == 404
    client.force_login(make_staff())
    assert client.get(project.get_absolute_url()).status_code == 200


def test_note_for_staff_is_never_shown(client: Client) -> None:
    assert "SECRET NOTE" not in show(client, make_project(staff_note="SECRET NOTE"))


def test_page_tells_which_languages_it_is_written_in(client: Client) -> None:
    project = make_project(story_en="<p>A story.</p>")
    html = show(client, project)
    assert re.findall(r'rel="alternate" hreflang="([\w-]+)"', html) == ["de", "en", "x-default"]
    missing = show(client, project, "ja")
    assert '<meta name="robots" content="noindex">' in missing
    assert '<span lang="en" dir="ltr">' in missing


@pytest.mark.parametrize("language", ["de", "en", "ja", "ar", "de-simple"])
def test_page_in_every_direction(client: Client, language: str) -> None:
    html = show(client, full(), language)
    assert f'dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert "style=" not in html


# Where a language is missing, the page also counts who asked for it.
@pytest.mark.parametrize(("language", "queries"), [("de", 4), ("ja", 5)])
@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_it_shows(
    client: Client, django_assert_num_queries: object, count: int, language: str, queries: int
) -> None:
    project = full()
    for number in range(count - 1):
        make_participation(project, city=make_city(), role="host")
        for make in (make_milestone, make_result, make_figure, make_document, make_funding, make_photo):
            make(project)
        project.themes.add(make_theme())
        full(f"other-{number}")
    with django_assert_num_queries(queries):
        assert client.get(project.get_absolute_url(language)).status_code == 200


def test_visitors_get_no_cookie(client: Client) -> None:
    assert client.get(full().get_absolute_url()).cookies == {}
