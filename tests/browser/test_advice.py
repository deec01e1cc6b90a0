"""Advice in a real browser: a question in French, an answer in two steps, a letter back; and axe in every state."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import SECTIONS, examine

INBOX = "/verwaltung/enquiries/enquiry/"
THREAD = """
import json
from partners.enquiries import mails
from partners.enquiries.models import Enquiry
from twinning.tokens.actions import issue
enquiry = Enquiry.objects.waiting().first()
print(json.dumps(issue(purpose=mails.THREAD, object_id=enquiry.pk, lifetime=mails.lifetime())))
"""
LAST_LINK = """
import json
from twinning.mail.models import OutgoingMail
mail = OutgoingMail.objects.filter(key__contains="-answer-").order_by("pk").last()
print(json.dumps([line for line in mail.text.splitlines() if "/thread/" in line][0]))
"""
CLEAN_UP = """
import json
from partners.enquiries.actions import delete_enquiry
from partners.enquiries.models import Enquiry
found = Enquiry.objects.filter(is_sample=False)
print(json.dumps([delete_enquiry(row) for row in found]))
"""


def form_of(page: Page, portal: str, language: str) -> None:
    """Open the form by its link in the footer."""
    page.goto(f"{portal}/{language}/")
    page.locator("footer a[href$='/advice/'], footer a[href$='/beratung/']").first.click()


@pytest.mark.parametrize("language", SECTIONS)
def test_form_has_no_findings_in_any_state(browser: Browser, portal: str, language: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        form_of(page, portal, language)
        page.locator("details summary").first.click()
        assert examine(page) == {}
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_selector("[aria-invalid=true]")
        assert examine(page) == {}
        assert watch.foreign == []
        assert context.cookies() == []


@pytest.mark.parametrize("language", ["de", "ar"])
def test_thread_and_lost_link_have_no_findings(
    page: Page, portal: str, in_portal: Callable[[str], Any], language: str
) -> None:
    word = advice_word(page, portal, language)
    page.goto(f"{portal}/{language}/{word}/thread/{in_portal(THREAD)}/")
    expect(page.locator(".talk li")).to_have_count(2)
    assert examine(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_selector("[aria-invalid=true]")
    assert examine(page) == {}
    page.goto(f"{portal}/{language}/{word}/thread/nothing/")
    assert examine(page) == {}


def advice_word(page: Page, portal: str, language: str) -> str:
    """The section's word in the address of this language."""
    form_of(page, portal, language)
    return page.url.rstrip("/").rpartition("/")[2]


def test_inbox_has_no_findings_in_any_state(page: Page, portal: str) -> None:
    sign_in(page, portal)
    watch = Watch(page, portal)
    page.goto(f"{portal}{INBOX}")
    page.wait_for_load_state("networkidle")
    assert watch.console == []
    assert examine(page, settle=300) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    for summary in page.locator(".acts summary").all():
        summary.click()
    assert examine(page, settle=300) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".case-answer input.default").click()
    expect(page.locator(".case-answer .msg")).to_be_visible()
    assert examine(page, settle=300) == {}
    for tab in ("waiting", "done"):
        page.goto(f"{portal}{INBOX}?tab={tab}")
        assert examine(page, settle=300) == {}
    page.goto(f"{portal}/verwaltung/enquiries/faqentry/")
    assert examine(page, settle=300) == {}
    assert watch.foreign == []


@pytest.mark.parametrize("width", [390, 1280])
def test_question_walks_to_an_answer_and_back_without_javascript(
    browser: Browser, portal: str, in_portal: Callable[[str], Any], width: int
) -> None:
    """French asks, the office answers at its desk, French writes again: no script, no cookie for the visitor."""
    size = {"width": width, "height": 900}
    visitor = browser.new_context(java_script_enabled=False, viewport=size)
    office = browser.new_context(java_script_enabled=False, viewport=size)
    try:
        asked, desk = visitor.new_page(), office.new_page()
        number = ask(asked, portal)
        answer(desk, portal, number)
        asked.goto(portal + "/fr/" + in_portal(LAST_LINK).partition("/fr/")[2])
        expect(asked.locator(".talk .us")).to_contain_text("Avec plaisir !")
        asked.locator("textarea").fill("Merci, et une chambre ?")
        asked.locator("main form button[type=submit]").last.click()
        expect(asked.locator(".note.ok")).to_be_visible()
        assert visitor.cookies() == []
        desk.goto(f"{portal}{INBOX}?q={number}")
        expect(desk.locator(".talk")).to_contain_text("Merci, et une chambre ?")
        expect(desk.locator(".mails a").first).to_have_class("new")
    finally:
        visitor.close()
        office.close()
        in_portal(CLEAN_UP)


def ask(page: Page, portal: str) -> str:
    """Ask about Rouen in French; the number on the receipt."""
    page.goto(f"{portal}/fr/villes-partenaires/rouen/")
    page.locator("section[aria-labelledby=questions-about] a").click()
    page.locator("[name=topic]").select_option("partner")
    page.locator("[name=text]").fill("Bonjour. Qui pourrait nous accueillir ?")
    page.locator("[name=name]").fill("Kim")
    page.locator("[name=email]").fill("kim@example.org")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(re.compile(r"A-20\d\d-\d{4}"))
    return re.search(r"A-20\d\d-\d{4}", page.locator("main").inner_text())[0]


def answer(page: Page, portal: str, number: str) -> None:
    """Find the case, take it on, write, look at the finished mail, send it."""
    sign_in(page, portal)
    page.goto(f"{portal}{INBOX}?q={number}")
    page.locator(".acts input[type=submit]").first.click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.locator(".case-answer textarea").fill("Avec plaisir !")
    page.locator(".case-answer input.default").click()
    expect(page.locator(".mail-preview")).to_have_attribute("lang", "fr")
    expect(page.locator(".mail-preview")).to_contain_text(number)
    page.locator("input[name=_send]").click()
    expect(page.locator(".talk .us")).to_contain_text("Avec plaisir !")


def test_receipt_has_no_findings(page: Page, portal: str, in_portal: Callable[[str], Any]) -> None:
    ask(page, portal)
    assert examine(page) == {}
    in_portal(CLEAN_UP)
