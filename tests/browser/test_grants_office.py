"""The office's funding pages in a real browser, in German: axe finds nothing, a case is dealt with without a script."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine

QUEUE = "/verwaltung/grants/application/"
# A case in the formal check and one that nobody has begun, by the numbers of the samples.
CASES = """
import json
from projects.grants.models import Application
rows = Application.objects.filter(is_sample=True)
print(json.dumps([rows.filter(state=state).first().pk for state in ("in_check", "submitted", "changes_requested")]))
"""


def test_queue_case_ties_and_preview_have_no_findings(
    page: Page, portal: str, in_portal: Callable[[str], Any]
) -> None:
    sign_in(page, portal)
    watch = Watch(page, portal)
    checked, _new, asked = in_portal(CASES)
    page.goto(f"{portal}{QUEUE}{checked}/change/")
    assert "/ties/" in page.url
    page.locator("input[type=submit].default").click()
    expect(page.locator(".errornote")).to_be_visible()
    assert examine(page, settle=300) == {}
    page.locator("input[name=answer][value=free]").check()
    page.locator("input[type=submit].default").click()
    page.wait_for_url(f"**/{checked}/change/")
    for address in (f"{checked}/change/", f"{checked}/change/?ask=costs", "statistics/", ""):
        page.goto(f"{portal}{QUEUE}{address}")
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert (address, examine(page, settle=300)) == (address, {})
    for box in page.locator(".queue input[name=case]").all()[:3]:
        box.check()
    page.locator("select[name=act]").select_option("request_changes")
    page.locator(".queue-bulk input[type=submit]").click()
    expect(page.locator("form.bulk table")).to_be_visible()
    assert examine(page, settle=300) == {}
    page.goto(f"{portal}{QUEUE}{asked}/ties/")
    assert examine(page, settle=300) == {}
    page.goto(f"{portal}/verwaltung/")
    assert examine(page, settle=300) == {}
    assert watch.foreign == []


def test_officer_deals_with_a_case_without_a_script(
    browser: Browser, portal: str, in_portal: Callable[[str], Any]
) -> None:
    with browser.new_context() as with_script:
        tab = with_script.new_page()
        sign_in(tab, portal)
        state = with_script.storage_state()
    _checked, new, _asked = in_portal(CASES)
    options = {
        "java_script_enabled": False,
        "storage_state": state,
        "viewport": {"width": 390, "height": 844},
    }
    with browser.new_context(**options) as context:
        page = context.new_page()
        page.goto(f"{portal}{QUEUE}{new}/change/")
        page.locator("input[name=answer][value=free]").check()
        page.locator("input[type=submit].default").click()
        page.locator(f"form[action$='{new}/act/start_check/'] input[type=submit]").click()
        line = page.locator("#check .checks li").first
        line.locator("summary").click()
        line.locator("input[name=note]").fill("Unterschrift der Vorsitzenden")
        line.locator("button[value=ok]").click()
        expect(page.locator("#check .checks li").first).to_contain_text("Unterschrift der Vorsitzenden")
        page.locator("#act-request_changes > summary").click()
        form = page.locator("#act-request_changes form")
        form.locator("textarea").fill("Bitte die Zusage schicken.")
        form.locator("input[type=submit].default").click()
        # No part was chosen: what was typed stays, and the message stands at the field.
        expect(page.locator("#act-request_changes textarea")).to_have_value("Bitte die Zusage schicken.")
        page.locator("#act-request_changes input[value=partner]").check()
        page.locator("#act-request_changes input[type=submit].default").click()
        expect(page.locator("#requests")).to_contain_text("Bitte die Zusage schicken.")
