"""The calendar in a real browser: axe finds nothing on any of its pages, nothing foreign is asked for.

The pages show the invented calendar of the seed.
"""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Watch
from tests.browser.events_rows import InPortal, path
from tests.browser.test_axe import examine

# Page -> languages in which it is examined: both directions for those that look different, else one of them.
PAGES = {
    "list": ("de", "ar"),
    "nothing": ("ar",),
    "month": ("ar",),
    "archive": ("de",),
    "open": ("ar",),
    "full": ("de",),
    "cancelled": ("ar",),
    "rescheduled": ("de",),
    "over": ("ar",),
    "series": ("de",),
    "subscribe": ("ar",),
    "embed": ("de",),
    "link": ("ar",),
}
DATES = """
import json
from events.models import Occurrence
rows = Occurrence.objects.filter(event__is_sample=True).select_related("event").order_by("-starts_at")
print(json.dumps({row.event.slug: [row.pk, row.starts_at.year, row.starts_at.month] for row in rows}))
"""
EVENTS = {
    "open": "tausend-kraniche", "full": "stadtspaziergang-leipzig", "cancelled": "tanzlabor-rouen",
    "rescheduled": "lange-tafel", "over": "briefe-ueber-den-kanal",
}  # fmt: skip


@pytest.fixture(scope="module")
def dates(in_portal: InPortal) -> dict[str, list[int]]:
    """Number, year and month of the first date of every invented event."""
    return in_portal(DATES)


def address(name: str, language: str, dates: dict[str, list[int]]) -> str:
    """The address of a page in a language."""
    if name in EVENTS:
        return path("event-detail", EVENTS[name], language=language)
    if name == "nothing":
        return path("event-list", language=language) + "?city=hiroshima&format=sport"
    if name == "month":
        return path("event-month", *dates[EVENTS["open"]][1:], language=language)
    names = {
        "list": "event-list", "archive": "event-archive", "subscribe": "subscribe", "embed": "embed",
        "link": "registration-link",
    }  # fmt: skip
    if name == "series":
        return path("series-detail", "winter-der-partnerstaedte", language=language)
    return path(names[name], language=language)


@pytest.mark.parametrize(
    ("name", "language"), [(name, code) for name, codes in PAGES.items() for code in codes]
)
def test_page_has_no_findings(
    browser: Browser, portal: str, dates: dict[str, list[int]], name: str, language: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        answer = page.goto(portal + address(name, language, dates))
        assert answer
        assert answer.status == 200
        assert examine(page) == {}
        assert (watch.foreign, watch.console) == ([], [])
        assert context.cookies() == []


def test_form_of_a_proposal_with_errors_has_no_findings(browser: Browser, portal: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(portal + path("proposal-create", language="ar"))
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()
        assert examine(page) == {}


def test_list_is_filtered_with_and_without_a_script(browser: Browser, portal: str) -> None:
    for script in (True, False):
        with browser.new_context(java_script_enabled=script) as context:
            page = context.new_page()
            page.goto(portal + path("event-list"))
            total = page.locator("li.event").count()
            page.locator("form.filters select[name=city], form select[name=city]").first.select_option(
                "hiroshima"
            )
            if not script:
                page.locator("form.filters button, form button[type=submit]").first.click()
            expect(page).to_have_url(re.compile("city=hiroshima"))
            expect(page.locator("li.event", has_text="Leipzig")).to_have_count(0)
            expect(page.locator("li.event").first).to_be_visible()
            assert 0 < page.locator("li.event").count() < total
