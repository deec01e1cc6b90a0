"""The projects in a real browser: no findings in any view, filters with and without script, time follows reading."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_axe import examine

MAKE = """
import json
from datetime import date
from django.urls import reverse
from django.utils.translation import override
from partners.models import City, Theme
from tests.factories_organisations import make_organisation
from tests.factories_projects import *

rouen, poznan, hiroshima = (City.objects.get(slug=slug) for slug in ("rouen", "poznan", "hiroshima"))
lead = make_organisation("browser-choir", name="Chor im Netz", is_sample=True)
with override("de"):
    full = make_project("browser-choir", title_de="Drei Städte, ein Donaudampfschifffahrtsgesellschaftskapitänschor",
                        starts_on=date(2025, 2, 1), ends_on=date(2027, 6, 1), is_sample=True, languages=["fr", "pl"])
    full.themes.set(Theme.objects.all()[:2])
    make_participation(full, organisation=lead, role="lead", note_de="probt jede Woche")
    for city in (rouen, poznan, hiroshima):
        make_participation(full, city=city, note_de="singt mit")
    for make in (make_milestone, make_result, make_figure, make_document, make_funding, make_photo, make_photo):
        make(full)
    make_milestone(full, date=date(2099, 1, 1))
    over = make_project("browser-archive", stage="finished", starts_on=date(1990, 1, 1), ends_on=date(1991, 1, 1))
    make_participation(over, city=rouen)
addresses = {}
for code in ("de", "ar"):
    with override(code):
        addresses[code] = {"list": reverse("projects:project-list"), "page": full.get_absolute_url()}
print(json.dumps(addresses))
"""
UNDO = """
from partners.organisations.models import Organisation
from projects.models import Participation, Project
rows = Project.objects.filter(slug__startswith="browser-")
Participation.objects.filter(project__in=rows).delete()
rows.delete()
Organisation.objects.filter(slug="browser-choir").delete()
print("{}")
"""
VIEWS = {
    "list": "{list}",
    "filtered": "{list}?city=rouen&state=running",
    "timeline": "{list}?view=timeline",
    "timeline of 1990": "{list}?view=timeline&year=1990",
    "map": "{list}?view=map",
    "nothing": "{list}?organisation=browser-choir&state=finished",
    "unknown": "{list}?city=atlantis",
    "page": "{page}",
}


@pytest.fixture(scope="module")
def addresses(portal: str, in_portal: Callable[[str], Any]) -> Iterator[dict[str, dict[str, str]]]:
    """Addresses of the list and of a project with a row of every kind, by language."""
    made = in_portal(MAKE)
    yield {code: {name: portal + path for name, path in pages.items()} for code, pages in made.items()}
    in_portal(UNDO)


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("view", VIEWS)
def test_projects_have_no_findings(
    browser: Browser, portal: str, addresses: dict, language: str, view: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        page.goto(VIEWS[view].format(**addresses[language]))
        assert examine(page) == {}
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert watch.foreign == []
        assert watch.console == []


def test_filters_work_without_javascript(browser: Browser, addresses: dict) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(addresses["de"]["list"])
        page.locator("#filter-city").select_option("rouen")
        page.locator("#filter-state").select_option("finished")
        page.locator(".filters button").click()
        expect(page).to_have_url(f"{addresses['de']['list']}?city=rouen&state=finished")
        expect(page.locator("#found .card h3").last).to_be_visible()
        page.locator(".active a").first.click()
        expect(page).to_have_url(f"{addresses['de']['list']}?state=finished")
        page.locator("#found .card h3 a").first.click()
        expect(page.locator("h1")).to_be_visible()
        assert context.cookies() == []


def test_filters_swap_the_results_and_leave_the_focus(page: Page, portal: str, addresses: dict) -> None:
    watch = Watch(page, portal)
    page.goto(addresses["de"]["list"])
    page.evaluate("window.sameDocument = true; document.querySelector('#found-count').dataset.kept = 'yes'")
    page.locator("#filter-city").focus()
    page.locator("#filter-city").select_option("rouen")
    expect(page).to_have_url(f"{addresses['de']['list']}?city=rouen")
    expect(page.locator(".active a").first).to_contain_text("Rouen")
    assert page.evaluate("window.sameDocument")
    assert page.evaluate("document.activeElement.id") == "filter-city"
    # The status is the same element with new words: that is what screen readers read out.
    assert page.locator("#found-count").get_attribute("data-kept") == "yes"
    expect(page.locator("#filter-city")).to_have_value("rouen")
    expect(page.locator("#filter-state option[value=finished]")).to_contain_text("(")
    assert page.locator("#languages a").first.get_attribute("href").endswith("?city=rouen")
    assert page.locator("#found-views a").last.get_attribute("href") == "?city=rouen&view=timeline"
    page.locator("#filter-organisation").select_option("browser-choir")
    expect(page).to_have_url(f"{addresses['de']['list']}?city=rouen&organisation=browser-choir")
    expect(page.locator("#found .card")).to_have_count(1)
    page.go_back()
    expect(page.locator("#filter-organisation")).to_have_value("")
    expect(page.locator("#filter-city")).to_have_value("rouen")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert watch.console == []
    assert watch.foreign == []


def test_failed_swap_leaves_the_page_as_it_is(page: Page, addresses: dict) -> None:
    page.goto(addresses["de"]["list"])
    shown = page.locator("#found .card").count()
    page.route("**/*city=rouen*", lambda route: route.fulfill(status=500, body="<p>Broken</p>"))
    with page.expect_response("**/*city=rouen*"):
        page.locator("#filter-city").select_option("rouen")
    page.wait_for_timeout(200)
    assert page.locator("#found .card").count() == shown
    assert "Broken" not in page.content()


def test_time_follows_reading_and_geography_does_not(page: Page, addresses: dict) -> None:
    """In Arabic the years run from right to left; the map stays."""
    starts, pins = {}, {}
    for language in ("de", "ar"):
        page.goto(f"{addresses[language]['list']}?view=timeline&organisation=browser-choir")
        starts[language] = page.evaluate(
            """() => { const box = (q) => document.querySelector(q).getBoundingClientRect();
                const years = box('.years'), bar = box('.bar-y .ahead');
                return [bar.left - years.left, years.right - bar.right].map(Math.round); }"""
        )
        page.goto(f"{addresses[language]['list']}?view=map")
        pins[language] = page.evaluate(
            """() => { const box = (q) => document.querySelector(q).getBoundingClientRect().x;
                return Math.round(box('.map .place-poznan circle') - box('.map circle.home')); }"""
        )
    assert starts["de"][0] > starts["de"][1]
    assert starts["ar"] == starts["de"][::-1]
    assert pins["de"] > 0
    assert pins["ar"] == pins["de"]
