"""A project is proposed, asked about, corrected and accepted by two people in two browsers; axe looks at each state."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine

CITIZEN = "buergerin@example.org"
TITLE = "Un pont de papier"
MINE_IN_ARABIC = """
import json
from django.urls import reverse
from django.utils.translation import override
with override("ar"):
    print(json.dumps(reverse("projects:proposal-list")))
"""
FORGET = """
from projects.models import Project, Proposal
from projects.actions import delete_project, delete_proposal
for row in Proposal.objects.filter(title__startswith="Un pont de papier"):
    project = row.project
    delete_proposal(row)
    if project:
        delete_project(project)
print("null")
"""


@pytest.fixture
def people(browser: Browser, portal: str, in_portal: Callable[[str], Any]) -> Iterator[tuple[Page, Page]]:
    """A citizen and somebody of the office, both signed in."""
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _person in range(2)]
    citizen, office = (context.new_page() for context in contexts)
    sign_in(citizen, portal, CITIZEN)
    sign_in(office, portal)
    yield citizen, office
    for context in contexts:
        context.close()
    in_portal(FORGET)


def test_a_proposal_from_form_to_draft(portal: str, people: tuple[Page, Page]) -> None:
    citizen, office = people
    citizen.goto(f"{portal}/fr/")
    citizen.locator("a[href*='/accounts/']").first.click()
    citizen.locator("main section[aria-labelledby=own] a[href*='/projets/propos']").click()
    proposals = citizen.url
    assert examine(citizen) == {}
    citizen.set_viewport_size({"width": 1280, "height": 900})
    citizen.locator("main a.btn").first.click()
    assert examine(citizen) == {}

    # Nothing filled in: every answer that is missing is named, and the page has no findings.
    citizen.set_viewport_size({"width": 1280, "height": 900})
    citizen.locator("main form button[type=submit]").click()
    citizen.wait_for_selector("[aria-invalid=true]")
    assert citizen.locator(".errors li").count() == 6
    assert examine(citizen) == {}

    citizen.set_viewport_size({"width": 1280, "height": 900})
    citizen.fill("[name=title]", TITLE)
    citizen.fill("[name=summary]", "Deux classes plient un pont.")
    citizen.fill("[name=text]", "Chaque semaine, une feuille traverse la frontière.")
    citizen.fill("[name=partners]", "Collège Exemple, Rouen")
    citizen.check("[name=cities][value=rouen]")
    citizen.fill("[name=starts_on]", "05/2027")
    citizen.locator("main form button[type=submit]").click()
    citizen.wait_for_selector(".steps")
    mine = citizen.url
    assert citizen.locator("h1").inner_text() == TITLE
    assert examine(citizen) == {}

    # The office asks back, after having forgotten the words.
    queue = f"{portal}/verwaltung/projects/proposal/review/"
    office.goto(queue)
    card = office.locator(".review", has_text=TITLE)
    card.locator("details summary").first.click()
    card.locator("details[open] input[type=submit]").click()
    office.wait_for_selector(".msg")
    assert examine(office, settle=300) == {}
    office.set_viewport_size({"width": 1280, "height": 900})
    card = office.locator(".review", has_text=TITLE)
    card.locator("details[open] textarea").fill("Wer baut in Hannover mit?")
    card.locator("details[open] input[type=submit]").click()
    office.wait_for_selector("ul.messagelist .success")

    citizen.set_viewport_size({"width": 1280, "height": 900})
    citizen.goto(proposals)
    assert citizen.locator(".panel", has_text=TITLE).get_by_text("Wer baut in Hannover mit?").is_visible()
    citizen.locator(".panel", has_text=TITLE).locator("a.btn").click()
    assert examine(citizen) == {}
    citizen.set_viewport_size({"width": 1280, "height": 900})
    citizen.fill("[name=partners]", "Collège Exemple, Rouen\nSchule Muster, Hannover")
    citizen.locator("main form button[type=submit]").click()
    citizen.wait_for_url(mine)

    office.goto(queue)
    assert examine(office, settle=300) == {}
    office.set_viewport_size({"width": 1280, "height": 900})
    card = office.locator(".review", has_text=TITLE)
    assert card.get_by_text("Wer baut in Hannover mit?").is_visible()
    card.locator("input[type=submit].default").click()
    office.wait_for_url("**/projects/project/*/change/")
    assert office.input_value("[name=title_fr]") == TITLE
    assert office.input_value("[name=slug]") == "un-pont-de-papier"

    citizen.goto(mine)
    assert citizen.locator(".tag.ok").count() == 1
    assert examine(citizen) == {}


def test_withdrawing_and_right_to_left_pages_have_no_findings(
    portal: str, people: tuple[Page, Page], in_portal: Callable[[str], Any]
) -> None:
    citizen, _office = people
    citizen.goto(portal + in_portal(MINE_IN_ARABIC))
    citizen.locator(".panel h3 a").first.click()
    assert citizen.locator("html").get_attribute("dir") == "rtl"
    assert examine(citizen) == {}
    citizen.set_viewport_size({"width": 1280, "height": 900})
    citizen.locator("aside a").first.click()
    citizen.wait_for_selector("main form button")
    assert examine(citizen) == {}


@pytest.mark.parametrize(
    "path", ["partners/theme/", "projects/project/", "projects/project/add/", "projects/proposal/"]
)
def test_desk_page_has_no_findings(browser: Browser, portal: str, path: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        sign_in(page, portal)
        watch.console.clear()
        page.goto(f"{portal}/verwaltung/{path}")
        page.wait_for_load_state("networkidle")
        assert watch.console == []
        assert examine(page, settle=300) == {}
        assert watch.foreign == []


def test_form_of_a_project_with_everything_has_no_findings(browser: Browser, portal: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        sign_in(page, portal)
        page.goto(f"{portal}/verwaltung/projects/project/?q=papierkraniche")
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_url("**/change/*")
        page.wait_for_load_state("networkidle")
        assert examine(page, settle=300) == {}
