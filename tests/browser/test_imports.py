"""A list on its way through the desk, in a real browser: upload, dry run, queue, decision; also without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine
from tests.factories_imports import as_csv, row

DESK = "/verwaltung/imports"
# One of everything: clean, differing, twice, two years, errors, places and years that can't be.
ROWS = [
    row("Turku", "Finnland", kind="f", since_year="2001", lat="60.45", lon="22.27", note="<b>Chöre</b>"),
    row("Rouen", "FR", since_year="1967"),
    row("Poznań", "PL", since_year="1979"),
    row("Posen", "Polen", since_year="1979"),
    row("Graz", "AT", kind="", since_year="1990"),
    row("Graz", "Österreich", since_year="1991"),
    row("Paris", "Frankreisch"),
    row("Nirgends", ""),
    row("Lyon", "FR", lat="4.8", lon="45.7"),
    row("Celle", "DE", home_city="Leer"),
    row("Kraków", "PL", kind="Klimapakt", since_year="3000", source="=1+1"),
]


def choose(page: Page, source: str, rows: list[list[str]] = ROWS) -> None:
    """Fill in the form of the upload and send it."""
    file = {"name": "städte.csv", "mimeType": "text/csv", "buffer": as_csv(rows, delimiter=";")}
    page.locator("input[name=file]").set_input_files(file)
    page.locator("textarea[name=source]").fill(source)
    page.locator("form[enctype] input[type=submit]").click()
    page.wait_for_url("**/imports/batch/*/change/")


@pytest.fixture
def desk(page: Page, portal: str) -> Iterator[Page]:
    """A tab of somebody who has signed in; what is left of the lists is rejected afterwards."""
    sign_in(page, portal)
    yield page
    page.goto(f"{portal}{DESK}/batch/?state__exact=queued")
    for address in page.locator("#result_list tbody th a").evaluate_all("all => all.map(one => one.href)"):
        page.goto(address)
        page.locator("form[action$='/reject/'] input[type=submit]").click()


def test_list_walks_through_the_desk_without_findings(desk: Page, portal: str) -> None:
    watch = Watch(desk, portal)
    desk.goto(f"{portal}{DESK}/batch/upload/")
    assert watch.console == []
    assert examine(desk) == {}
    desk.locator("form[enctype] input[type=submit]").click()
    expect(desk.locator("[role=alert]")).to_be_focused()
    assert examine(desk) == {}

    choose(desk, "Liste des Tests, 2026, CC0")
    expect(desk.locator("#content h1")).to_have_text("städte.csv")
    assert examine(desk) == {}
    desk.locator(".lanes a", has_text="1").last.click()
    assert examine(desk) == {}

    desk.locator("form[action$='/queue/'] input[type=submit]").click()
    desk.locator("a[href*='review/?batch=']").click()
    expect(desk.locator("article.review")).to_have_count(6)
    assert examine(desk) == {}
    desk.goto(f"{desk.url}&show=error")
    expect(desk.locator("article.review")).to_have_count(2)
    assert examine(desk) == {}
    desk.goto(f"{desk.url}&show=accepted")
    assert examine(desk) == {}
    assert watch.foreign == []


def test_selected_lines_are_taken_over_from_the_keyboard(desk: Page, portal: str) -> None:
    desk.goto(f"{portal}{DESK}/batch/upload/")
    # A town of this test alone: once taken over, it would be a known one in the others' lists.
    choose(
        desk, "Liste des Tests, Tastatur", [row("Oulu", "Finnland", kind="f", since_year="2001"), *ROWS[1:]]
    )
    desk.locator("form[action$='/queue/'] input[type=submit]").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_load_state()
    desk.locator("a[href*='review/?batch=']").click()
    card = desk.locator("article.review", has_text="Oulu")
    card.locator("input[name=chosen]").focus()
    desk.keyboard.press("Space")
    expect(card.locator("input[name=chosen]")).to_be_checked()
    desk.keyboard.press("Enter")
    desk.wait_for_load_state()
    expect(desk.locator("article.review")).to_have_count(6)
    card.locator("input[name=chosen]").check()
    desk.locator("button[name=accept][value=chosen]").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_load_state()
    expect(desk.locator(".messagelist .success")).to_have_count(1)
    expect(desk.locator("article.review", has_text="Oulu")).to_have_count(0)
    desk.goto(f"{portal}/de/partnerstaedte/")
    expect(desk.locator("main")).not_to_contain_text("Oulu")


def test_lists_and_lines_have_no_findings(desk: Page, portal: str) -> None:
    desk.goto(f"{portal}{DESK}/batch/upload/")
    choose(desk, "Liste des Tests, Listen")
    desk.locator("form[action$='/queue/'] input[type=submit]").click()
    for path in ("batch/", "candidate/"):
        desk.set_viewport_size({"width": 1280, "height": 900})
        desk.goto(f"{portal}{DESK}/{path}")
        desk.wait_for_load_state("networkidle")
        assert examine(desk) == {}
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.locator("#result_list tbody th a").first.click()
    expect(desk.locator("article.review")).to_have_count(1)
    assert examine(desk) == {}


def test_everything_works_without_javascript(browser: Browser, portal: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, portal)
        page.goto(f"{portal}{DESK}/batch/upload/")
        choose(page, "Liste des Tests, ohne Skript")
        page.locator("form[action$='/discard/'] input[type=submit]").click()
        expect(page.locator(".messagelist .success")).to_have_count(1)
