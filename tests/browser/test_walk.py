"""The way of a visitor and of an editor through the portal, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in

CITY_WORD = {"de": "partnerstaedte", "ja": "partner-cities", "ar": "partner-cities"}
FORM_WORD = {"de": "barriere-melden", "ja": "report-a-barrier", "ar": "report-a-barrier"}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["de", "ja", "ar"])
def test_visitor_walks_without_javascript(browser: Browser, portal: str, language: str, width: int) -> None:
    """Home, city, another language, barrier form, receipt: no script, no cookie, nothing from elsewhere."""
    with browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        watch = Watch(page, portal)
        page.goto(f"{portal}/{language}/")
        page.locator(".post a", has_text=re.compile("km|كم")).last.click()
        expect(page).to_have_url(f"{portal}/{language}/{CITY_WORD[language]}/hiroshima/")
        switch(page, "fr")
        expect(page).to_have_url(f"{portal}/fr/villes-partenaires/hiroshima/")
        switch(page, language)
        page.locator("footer a[href$='/" + FORM_WORD[language] + "/']").first.click()
        page.locator("textarea").first.fill("Die Karte hat keinen Text. 地図に文字がありません。")
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator("main")).to_contain_text(re.compile(r"B-20\d\d-\d{4}"))
        assert context.cookies() == []
        assert watch.foreign == []


def switch(page: Page, language: str) -> None:
    """Choose a language; without JavaScript the popover still opens by its own button."""
    page.locator("button[popovertarget=languages]").click()
    page.locator(f"#languages a[hreflang={language}]").click()


def test_keyboard_alone_reaches_everything_in_order(page: Page, portal: str) -> None:
    """Tab follows the order of the document, focus is visible and never covered; the skip link comes first."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{portal}/de/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen: list[int] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const all = [...document.querySelectorAll('a[href], button, input, [tabindex]')];
                const el = document.activeElement, box = el.getBoundingClientRect();
                const outlined = (node) => getComputedStyle(node).outlineStyle !== 'none';
                return {at: all.indexOf(el), y: box.top, h: innerHeight,
                        outline: outlined(el) || outlined(el.parentElement)};
            }"""
        )
        if state["at"] < 0:
            break
        seen.append(state["at"])
        assert state["outline"], state
        assert -1 <= state["y"] < state["h"], state
    assert seen == sorted(seen)
    assert len(seen) > 15


@pytest.mark.parametrize(
    "path", ["/de/", "/ar/", "/ja/partner-cities/hiroshima/", "/de/partnerstaedte/", "/de/barriere-melden/"]
)
def test_page_fits_320_pixels_and_survives_text_spacing(page: Page, portal: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(portal + path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.evaluate(
        """() => { for (const el of document.querySelectorAll('body *')) {
            el.style.lineHeight = '1.5'; el.style.letterSpacing = '.12em'; el.style.wordSpacing = '.16em'; } }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_targets_are_large_enough(page: Page, portal: str) -> None:
    """WCAG 2.5.8: 24 pixels, links inside sentences excepted."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{portal}/de/partnerstaedte/hiroshima/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input')].filter(el => {
            const box = el.getBoundingClientRect();
            return box.width && !el.closest('p') && el.className !== 'skip' && (box.height < 24 || box.width < 24);
        }).map(el => el.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_clock_shows_the_time_there(page: Page, portal: str) -> None:
    page.goto(f"{portal}/de/")
    expect(page.locator(".clock[data-zone='Asia/Tokyo']").first).to_contain_text(re.compile(r"\d{1,2}:\d\d"))


def test_without_javascript_the_difference_stands_there(browser: Browser, portal: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{portal}/de/")
        expect(page.locator(".clock[data-zone='Asia/Tokyo']").first).to_contain_text(re.compile("später"))


def test_geography_never_mirrors(page: Page, portal: str) -> None:
    """Hiroshima's pin lies east of home in Arabic as in German."""
    places = {}
    for language in ("de", "ar"):
        page.goto(f"{portal}/{language}/")
        places[language] = page.evaluate(
            """() => { const box = (q) => document.querySelector(q).getBoundingClientRect().x;
                return box('.map .place-hiroshima circle') - box('.map circle.home'); }"""
        )
    assert places["de"] > 0
    assert round(places["de"]) == round(places["ar"])


def test_editor_changes_a_sentence_and_the_page_shows_it(page: Page, portal: str) -> None:
    """Staff desk, city form, Japanese tab, save, page; and back again."""
    sign_in(page, portal)
    page.goto(f"{portal}/verwaltung/partners/city/?q=hiroshima")
    page.get_by_role("link", name="Hiroshima", exact=True).click()
    page.get_by_role("tab", name=re.compile("日本語")).first.click()
    field = page.locator("[name=lede_ja]")
    before = field.input_value()
    field.fill("広島は平和の街です。")
    page.locator("input[name=_continue]").click()
    page.wait_for_load_state()
    visitor = page.context.browser.new_page()
    visitor.goto(f"{portal}/ja/partner-cities/hiroshima/")
    expect(visitor.locator("main .lede").first).to_have_text("広島は平和の街です。")
    visitor.close()
    page.locator("[name=lede_ja]").evaluate("(el, text) => { el.value = text; }", before)
    page.locator("input[name=_continue]").click()
    page.wait_for_load_state()


def test_pages_print_without_navigation(page: Page, portal: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{portal}/de/partnerstaedte/hiroshima/")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
