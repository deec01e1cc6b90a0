"""The matrix in a real browser: axe finds nothing, and rows are assigned without a script."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine

MATRIX = "/verwaltung/translations/translationstate/"


def test_matrix_has_no_findings_and_asks_before_it_assigns(page: Page, browser: Browser, portal: str) -> None:
    sign_in(page, portal)
    watch = Watch(page, portal)
    page.goto(f"{portal}{MATRIX}?state=every")
    expect(page.locator(".tm tbody tr").first).to_be_visible()
    assert watch.console == []
    assert examine(page, settle=300) == {}
    page.goto(f"{portal}{MATRIX}mine/")
    assert examine(page, settle=300) == {}
    assert watch.foreign == []
    with browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()) as plain:
        tab = plain.new_page()
        tab.goto(f"{portal}{MATRIX}?state=every")
        tab.locator(".tm tbody input[type=checkbox]").first.check()
        tab.locator(".tm-assign select").select_option(index=1)
        tab.locator(".tm-assign input[type=submit]").click()
        expect(tab.locator(".tm-sure a")).to_have_count(1)
