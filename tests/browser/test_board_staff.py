"""The board on the staff desk in a real browser: axe finds nothing, and decisions work without a script."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine

BOARD = "/verwaltung/board/slip/"
PAGES = ("", "queue/", "queue/?tab=returned", "statistics/", "statistics/?samples=1")


@pytest.fixture
def desk(page: Page, portal: str) -> Page:
    """A tab of somebody who has signed in."""
    sign_in(page, portal)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_findings(desk: Page, portal: str, path: str) -> None:
    watch = Watch(desk, portal)
    desk.goto(f"{portal}{BOARD}{path}")
    desk.wait_for_load_state("networkidle")
    assert watch.console == []
    assert examine(desk, settle=300) == {}
    assert watch.foreign == []


def test_slip_and_its_decisions_have_no_findings(desk: Page, portal: str) -> None:
    desk.goto(f"{portal}{BOARD}?state__exact=published")
    desk.locator("#result_list tbody th a").first.click()
    assert examine(desk, settle=300) == {}


def test_message_that_is_missing_is_asked_for_where_it_belongs(browser: Browser, portal: str) -> None:
    """Without a script, as everything here works."""
    with browser.new_context() as with_script:
        tab = with_script.new_page()
        sign_in(tab, portal)
        state = with_script.storage_state()
    with browser.new_context(java_script_enabled=False, storage_state=state) as context:
        page = context.new_page()
        page.goto(f"{portal}{BOARD}queue/")
        card = page.locator("article").first
        heading = card.locator("h2").inner_text()
        card.locator("summary").first.click()
        card.locator("details[open] input[type=submit]").click()
        expect(page.locator("details[open] .msg")).to_have_count(1)
        expect(page.locator("article h2")).to_have_text(heading)
    desk = browser.new_page(storage_state=state)
    desk.goto(f"{portal}{BOARD}queue/")
    desk.locator("article details").first.evaluate("details => details.open = true")
    assert examine(desk, settle=300) == {}
    desk.close()
