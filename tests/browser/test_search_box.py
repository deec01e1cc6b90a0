"""Search by keyboard in a real browser: suggestions, filters that act at once, more results, no trap."""

from playwright.sync_api import Browser

from tests.browser.conftest import Watch
from tests.browser.test_axe import examine

FOCUS = "document.activeElement.id || document.activeElement.getAttribute('href')"


def test_search_is_walked_with_the_keyboard(browser: Browser, portal: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        page.goto(f"{portal}/ar/search/")
        page.locator("#q").press_sequentially("Hirosh")
        page.wait_for_selector("#suggestions a")
        assert page.locator("#suggestions-count").inner_text()
        assert examine(page) == {}
        page.keyboard.press("ArrowDown")
        assert page.evaluate(FOCUS) == "/ar/partner-cities/hiroshima/"
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUS) == "q"
        assert page.locator("#suggestions a").count() == 0

        page.goto(f"{portal}/de/suche/?q=hannover")
        shown = page.locator("#hits > li").count()
        page.locator("#more a").click()
        page.wait_for_function("known => document.querySelectorAll('#hits > li').length > known", arg=shown)
        page.wait_for_function("document.activeElement.closest('#hits')")
        page.locator("#narrow [name=kind][value=city]").check()
        page.wait_for_url("**/suche/?q=hannover&kind=city")
        assert page.evaluate("document.activeElement.value") == "city"
        assert page.locator("#found .active a").count() == 2
        assert watch.foreign == []
        assert watch.console == []

        page.locator("#id_until").fill("2000-01-01")
        page.locator("#id_since").fill("2001-01-01")
        page.locator("#id_since").press("Tab")
        page.wait_for_selector("#id_until[aria-invalid=true]")
        assert examine(page) == {}
