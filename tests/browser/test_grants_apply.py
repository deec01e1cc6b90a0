"""Nobody loses a word: a dead tab, two tabs at once, no script at all; and nothing runs out of a small screen."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.conftest import sign_in
from tests.browser.test_axe import examine

CITIZEN = "buergerin@example.org"
DRAFTS = """
import json
from uuid import uuid4
from django.urls import reverse
from django.utils.translation import override
from projects.grants.models import Application, Ruleset
from twinning.accounts.models import User
user = User.objects.get(email="buergerin@example.org")
rules = Ruleset.objects.get(programme__slug="twinning-projects", state="in_force")
steps = ("applicant", "project", "partner", "time", "costs", "review")
found = []
for number in range(4):
    draft = Application.objects.create(
        key=uuid4(), programme=rules.programme, ruleset=rules, created_by=user, title="Testlauf", signed_by="Testlauf"
    )
    urls = {}
    for language in ("de", "ar"):
        with override(language):
            urls[language] = {step: reverse(f"grants:step-{step}", kwargs={"uuid": draft.uuid}) for step in steps}
    found.append(urls)
print(json.dumps(found))
"""
FORGET = """
from projects.grants.models import Applicant, Application
Application.objects.filter(signed_by="Testlauf").delete()
Applicant.objects.filter(name="Testlauf", applications=None).delete()
print("null")
"""
Urls = dict[str, dict[str, str]]
WRONG = (
    ("applicant", "website", "kein netz"),
    ("project", "title", "x" * 200),
    ("partner", "partners-0-email", "keine"),
    ("time", "starts_on", "31.2.2027"),
    ("costs", "costs-0-unit_price", "viel"),
)


@pytest.fixture(scope="module")
def drafts(in_portal: Callable[[str], Any]) -> Iterator[Iterator[Urls]]:
    """Fresh drafts of one person."""
    yield iter(in_portal(DRAFTS))
    in_portal(FORGET)


@pytest.fixture
def urls(drafts: Iterator[Urls]) -> Urls:
    """Addresses of the steps of a fresh draft, by language and step."""
    return next(drafts)


@pytest.fixture
def writer(context: BrowserContext, portal: str) -> Page:
    """Somebody who is signed in."""
    page = context.new_page()
    sign_in(page, portal, CITIZEN)
    return page


@pytest.fixture
def plain_writer(browser: Browser, portal: str) -> Iterator[Page]:
    """Somebody who is signed in and whose browser runs no scripts."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, portal, CITIZEN)
    yield page
    context.close()


def _state(page: Page, state: str) -> None:
    """Wait until the page says so."""
    page.wait_for_function(
        "text => document.querySelector('[data-save-state]').textContent.includes(text)", arg=state
    )


def _label(page: Page, name: str) -> str:
    return page.locator("[data-save-state]").get_attribute(f"data-{name}") or ""


def test_text_survives_a_tab_that_dies(
    portal: str, context: BrowserContext, writer: Page, urls: Urls
) -> None:
    url = portal + urls["de"]["project"]
    writer.clock.install()
    writer.goto(url)
    # While somebody types, nothing but the clock saves: after eight seconds at the latest.
    writer.locator("[name=concept]").press_sequentially("Erster Satz.")
    _state(writer, _label(writer, "typing"))
    with writer.expect_response(lambda answer: answer.request.method == "POST") as saved:
        writer.clock.run_for(8500)
    assert saved.value.status == 200
    # What comes after that, and never reaches the server, is offered when the page is opened again.
    writer.locator("[name=concept]").press_sequentially(" Zweiter Satz.")
    writer.clock.run_for(1000)
    with writer.expect_event("crash"), contextlib.suppress(Error):
        writer.goto("chrome://crash")
    writer.close()
    again = context.new_page()
    again.goto(url)
    assert again.locator("[name=concept]").input_value() == "Erster Satz."
    again.locator("[data-take]").click()
    with again.expect_response(lambda answer: answer.request.method == "POST"):
        pass
    again.reload()
    assert again.locator("[name=concept]").input_value() == "Erster Satz. Zweiter Satz."
    assert not again.locator("[data-restore]").is_visible()


def test_two_tabs_see_both_texts(portal: str, context: BrowserContext, writer: Page, urls: Urls) -> None:
    url = portal + urls["de"]["project"]
    other = context.new_page()
    for page in (writer, other):
        page.goto(url)
    for page, title in ((writer, "Erste Fassung"), (other, "Zweite Fassung")):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.fill("[name=title]", title)
            page.locator("[name=title]").blur()
    other.locator("[name=go][value=next]").click()
    other.wait_for_selector("[name=pick-title]")
    assert "Erste Fassung" in other.locator(".both").inner_text()
    assert "Zweite Fassung" in other.locator(".both").inner_text()
    other.locator("[name=pick-title][value=theirs]").check()
    other.locator(".save-bar button").click()
    assert other.locator("[name=title]").input_value() == "Erste Fassung"


def test_every_step_works_without_a_script(portal: str, plain_writer: Page, urls: Urls) -> None:
    page = plain_writer
    typed = {
        "applicant": {"name": "Testlauf", "street": "Musterweg 4", "postcode": "30449", "town": "Hannover"},
        "project": {"title": "Kraniche", "short_text": "Kurz.", "concept": "Lang.", "audience": "Alle"},
        "partner": {"partners-0-name": "Jugendbühne"},
        "time": {"starts_on": "3.8.2027", "ends_on": "12.8.2027", "places": "Hiroshima"},
    }
    page.goto(portal + urls["de"]["applicant"])
    for step, values in typed.items():
        assert page.url == portal + urls["de"][step]
        for name, value in values.items():
            page.fill(f"[name='{name}']", value)
        page.locator("[name=go][value=next]").click()
    assert page.url == portal + urls["de"]["costs"]
    page.goto(portal + urls["de"]["review"])
    for values in typed.values():
        assert next(iter(values.values())) in page.locator("main").inner_text()


def test_no_step_runs_out_of_a_small_arabic_screen_and_axe_finds_nothing(
    portal: str, writer: Page, urls: Urls
) -> None:
    for step in ("applicant", "project", "partner", "time", "costs", "review"):
        writer.set_viewport_size({"width": 390, "height": 800})
        writer.goto(portal + urls["ar"][step])
        width, direction = writer.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.dir]"
        )
        assert (width <= 390, direction) == (True, "rtl"), step
        assert examine(writer) == {}, step
    # The same with errors: an application that lacks nearly everything, and what fits into no field.
    writer.locator("button[formaction]").first.click()
    writer.wait_for_selector(".errors")
    assert examine(writer) == {}
    for step, field, value in WRONG:
        writer.goto(portal + urls["ar"][step])
        writer.locator(f"[name='{field}']").evaluate("(field, value) => { field.value = value }", value)
        writer.locator("[name=go][value=next]").click()
        writer.wait_for_selector("[aria-invalid=true]")
        assert examine(writer) == {}, step
