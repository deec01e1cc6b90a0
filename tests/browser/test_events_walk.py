"""From the calendar to a place: find, register, confirm, full, wait, cancel, move up; in German, Japanese and Arabic.

The first visitor has a script, the second one none. Nobody has an account or a cookie.
"""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.events_rows import FORGET, MAKE, InPortal, last_link, mails, path
from tests.browser.test_axe import examine

NUMBER = uuid.uuid4().hex[:8]
SLUG, TITLE = f"walk-{NUMBER}", f"Faltabend {NUMBER}"
FIRST, SECOND = f"mika-{NUMBER}@example.de", f"hikari-{NUMBER}@example.jp"
TOKEN = "token"


def manage(language: str) -> str:
    """What addresses of people's own pages look like in a language."""
    return path("registration-manage", TOKEN, language=language).replace(TOKEN, "[^/]+") + "$"


@pytest.fixture
def date(in_portal: InPortal) -> Iterator[int]:
    """A date at 23:30 in Hanover, 7:30 of the next day in Hiroshima, for three people."""
    made = in_portal(MAKE.format(slug=SLUG, title=TITLE, fields={"capacity": 3, "waiting_limit": 5}))
    yield made["date"]
    in_portal(FORGET.format(slug=SLUG))


def find(page: Page, portal: str) -> None:
    """Through the filter and the month to the event's page."""
    page.goto(portal + path("event-month", 2031, 3))
    expect(page.locator("main")).to_contain_text(TITLE)
    page.goto(portal + path("event-list") + "?city=hiroshima&period=all")
    row = page.locator("li.event", has_text=TITLE)
    expect(row.locator(".clocks")).to_contain_text("23:30")
    expect(row.locator(".clocks")).to_contain_text("7:30")
    row.locator("h3 a, h2 a").first.click()
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text("Donnerstag, 20. März 2031")
    expect(page.locator("main")).to_contain_text("Freitag, 21. März 2031")


def register(page: Page, *, name: str, email: str, places: int) -> None:
    """Fill in the form of the open page and send it."""
    form = page.locator("form", has=page.locator("[name=places]"))
    form.locator("[name=name]").fill(name)
    form.locator("[name=email]").fill(email)
    form.locator("[name=places]").select_option(str(places))
    form.locator("[name=attendance][value=online]").check()
    form.locator("[name=consent]").check()
    form.locator("button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(email)


def confirm(page: Page, portal: str, in_portal: InPortal, email: str) -> None:
    """By the link in the mail: opening it is not enough."""
    page.goto(portal + last_link(in_portal, email, "/confirm/"))
    expect(page.locator("h1")).to_be_visible()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main .tag").first).to_be_visible()


def test_place_is_found_taken_waited_for_given_back_and_passed_on(
    browser: Browser, portal: str, in_portal: InPortal, date: int
) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        find(page, portal)
        page.goto(portal + path("registration-create", SLUG, date))
        page.locator("form", has=page.locator("[name=places]")).locator("button[type=submit]").click()
        expect(page.locator("[role=alert]")).to_be_visible()
        assert examine(page) == {}
        register(page, name="Mika Muster", email=FIRST, places=3)
        confirm(page, portal, in_portal, FIRST)
        page.goto(portal + last_link(in_portal, FIRST, manage("de")))
        assert examine(page) == {}
        assert context.cookies() == []
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}) as context:
        page = context.new_page()
        page.goto(portal + path("occurrence-detail", SLUG, date, language="ja"))
        expect(page.locator("html")).to_have_attribute("lang", "ja")
        expect(page.locator("main progress")).to_have_attribute("value", "3")
        page.goto(portal + path("registration-create", SLUG, date, language="ja"))
        register(page, name="見本 光", email=SECOND, places=2)
        confirm(page, portal, in_portal, SECOND)
        waiting = mails(in_portal, SECOND)
        page.goto(portal + last_link(in_portal, FIRST, manage("de")))
        expect(page.locator("main")).to_contain_text("https://meet.example.org/walk")
        page.locator("#cancel input[name=places]").first.check()
        page.locator("#cancel button[type=submit]").click()
        expect(page.locator("main .note.ok")).to_be_visible()
        assert len(mails(in_portal, SECOND)) == len(waiting) + 1
        page.goto(portal + last_link(in_portal, SECOND, manage("ja")))
        expect(page.locator("html")).to_have_attribute("lang", "ja")
        expect(page.locator("main")).to_contain_text("https://meet.example.org/walk")
        assert context.cookies() == []
    assert {mail["language"] for mail in mails(in_portal, FIRST)} == {"de"}
    assert {mail["language"] for mail in mails(in_portal, SECOND)} == {"ja"}


def test_both_times_in_arabic_run_from_the_right(browser: Browser, portal: str, date: int) -> None:
    with browser.new_context(viewport={"width": 390, "height": 900}) as context:
        page = context.new_page()
        page.goto(portal + path("occurrence-detail", SLUG, date, language="ar"))
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator(".duo > div")).to_have_count(2)
        expect(page.locator(".duo")).to_contain_text("2031")
        assert examine(page) == {}
