"""The staff desk in a real browser: language tabs, the editor, two windows, and everything without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine, findings

PAGES = "/verwaltung/pages/page/"
NOTE = "Diese Notiz ist aus dem Test."


@pytest.fixture
def desk(page: Page, portal: str) -> Page:
    """A tab of somebody who has signed in."""
    sign_in(page, portal)
    return page


def open_page(page: Page, portal: str, key: str = "what-we-do", part: str = "") -> str:
    """Open the form of an editorial page; answers with its address."""
    page.goto(f"{portal}{PAGES}?q={key}")
    link = page.locator("#result_list tbody th a").first
    address = portal + str(link.get_attribute("href")).split("?")[0]
    page.goto(f"{address}{part}")
    return address


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=re.compile(name)).first


def chosen(page: Page) -> str:
    return page.locator("[role=tab][aria-selected=true]").first.get_attribute("data-code") or ""


# --- language tabs --------------------------------------------------------------------------------
def test_tabs_are_worked_by_keyboard(desk: Page, portal: str) -> None:
    open_page(desk, portal)
    tab(desk, "Deutsch").click()
    moves = {"ArrowRight": "en", "End": "tr", "Home": "de", "ArrowLeft": "tr"}
    for key, code in moves.items():
        desk.keyboard.press(key)
        assert chosen(desk) == code
        assert desk.evaluate("document.activeElement.dataset.code") == code
    assert desk.locator("[role=tab][tabindex='0']").count() == desk.locator("[role=tablist]").count()


def test_one_choice_serves_every_group_and_is_kept(desk: Page, portal: str) -> None:
    desk.goto(f"{portal}/verwaltung/partners/city/?q=hiroshima")
    desk.locator("#result_list tbody th a", has_text="Hiroshima").click()
    tab(desk, "日本語").click()
    codes = desk.locator("[role=tab][aria-selected=true]").evaluate_all(
        "tabs => tabs.map(tab => tab.dataset.code)"
    )
    assert len(codes) > 1
    assert set(codes) == {"ja"}
    desk.reload()
    assert chosen(desk) == "ja"


def test_link_opens_the_language_that_it_names(desk: Page, portal: str) -> None:
    open_page(desk, portal, part="#lang-ar")
    assert chosen(desk) == "ar"
    field = desk.locator("[name=title_ar]")
    expect(field).to_be_visible()
    assert (field.get_attribute("lang"), field.get_attribute("dir")) == ("ar", "rtl")
    expect(desk.locator("[name=title_de]")).to_be_hidden()


def test_badge_follows_what_is_typed(desk: Page, portal: str) -> None:
    open_page(desk, portal, part="#lang-tr")
    mark = tab(desk, "Türkçe").locator(".tag span").first
    expect(mark).to_have_text("–")
    desk.locator("[name=title_tr]").fill("Biz ne yapıyoruz")
    expect(mark).to_have_text("1/3")


def test_error_opens_its_tab(desk: Page, portal: str) -> None:
    open_page(desk, portal)
    tab(desk, "Deutsch").click()
    desk.locator("[name=title_de]").fill("")
    tab(desk, "日本語").click()
    desk.locator("[name=lede_ja]").fill("打ち込んだ文")
    desk.locator("input[name=_continue]").click()
    desk.wait_for_load_state()
    assert chosen(desk) == "de"
    expect(desk.locator(".field-title_de .errorlist")).to_be_visible()
    expect(tab(desk, "Deutsch").locator(".tag span").first).to_have_text("!")
    assert desk.locator("[name=lede_ja]").input_value() == "打ち込んだ文"
    assert examine(desk) == {}


def test_added_row_gets_tabs_of_its_own(desk: Page, portal: str) -> None:
    desk.goto(f"{portal}/verwaltung/partners/partnership/add/")
    before = desk.locator("[role=tablist]").count()
    desk.locator(".add-row a").first.click()
    assert desk.locator("[role=tablist]").count() == before + 1
    ids = desk.locator("[role=tab], [role=tabpanel]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


# --- the editor -----------------------------------------------------------------------------------
def test_editor_writes_clean_html_and_breaks_no_policy(desk: Page, portal: str) -> None:
    watch = Watch(desk, portal)
    open_page(desk, portal, part="#lang-de")
    text = desk.locator("[role=textbox][lang=de]")
    expect(text).to_have_accessible_name(re.compile("Text"))
    text.click()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("Hallo")
    desk.keyboard.press("Control+a")
    bold = desk.locator(".do-bold:visible").first
    bold.click()
    expect(bold).to_have_attribute("aria-pressed", "true")
    assert desk.locator("[name=body_de]").input_value() == "<p><strong>Hallo</strong></p>"
    desk.locator(".do-link:visible").first.click()
    desk.locator("#link-address").fill("https://example.org")
    desk.keyboard.press("Enter")
    expect(desk.locator("dialog")).to_have_count(0)
    assert 'href="https://example.org"' in desk.locator("[name=body_de]").input_value()
    assert watch.console == []
    assert watch.foreign == []


def test_keyboard_leaves_the_editor(desk: Page, portal: str) -> None:
    open_page(desk, portal, part="#lang-de")
    text = desk.locator("[role=textbox][lang=de]")
    text.click()
    desk.locator(".do-bulletlist:visible").first.click()
    desk.keyboard.type("Punkt")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.getAttribute('role')") != "textbox"


def test_toolbar_is_one_stop_with_arrows_inside(desk: Page, portal: str) -> None:
    open_page(desk, portal, part="#lang-de")
    bar = desk.locator("[role=toolbar]:visible").first
    bar.locator("button").first.focus()
    desk.keyboard.press("ArrowRight")
    assert desk.evaluate("document.activeElement.className") == "do-heading3"
    assert bar.locator("button[tabindex='0']").count() == 1


# --- search-and-choose lists ----------------------------------------------------------------------
def test_open_list_of_sources_has_no_findings(desk: Page, portal: str) -> None:
    desk.goto(f"{portal}/verwaltung/partners/city/1/change/")
    for name in ("sources", "coordinate_source"):
        desk.locator(f"#id_{name} + .select2 .select2-selection").click()
        expect(desk.locator(".select2-results__option").nth(1)).to_be_visible()
        assert findings(desk) == []
        desk.keyboard.press("Escape")


# --- two windows ----------------------------------------------------------------------------------
@pytest.fixture
def note(desk: Page, portal: str) -> Iterator[Page]:
    """Both windows write the note of one page; afterwards it is empty again."""
    yield desk
    open_page(desk, portal)
    desk.locator("[name=staff_note]").fill("")
    desk.locator("input[name=_continue]").click()
    desk.wait_for_load_state()


def test_second_window_is_told_and_keeps_its_text(note: Page, portal: str) -> None:
    address = open_page(note, portal)
    second = note.context.new_page()
    second.goto(address)
    for window, text in ((note, "Erstes Fenster"), (second, "Zweites Fenster")):
        window.locator("[name=staff_note]").fill(text)
    note.locator("input[name=_continue]").click()
    note.wait_for_load_state()
    second.locator("input[name=_continue]").click()
    second.wait_for_load_state()
    expect(second.locator(".conflict .theirs")).to_have_text("Erstes Fenster")
    expect(second.locator(".conflict .mine")).to_have_text("Zweites Fenster")
    assert second.locator("[name=staff_note]").input_value() == "Zweites Fenster"
    assert examine(second) == {}
    second.close()


# --- without JavaScript ---------------------------------------------------------------------------
def test_without_javascript_languages_stand_below_each_other(browser: Browser, portal: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        sign_in(page, portal)
        address = open_page(page, portal)
        for code in ("de", "ja", "ar"):
            expect(page.locator(f"[name=title_{code}]")).to_be_visible()
            expect(page.locator(f"textarea[name=body_{code}]")).to_be_visible()
        page.locator("[name=staff_note]").fill(NOTE)
        page.locator("input[name=_continue]").click()
        page.goto(address)
        assert page.locator("[name=staff_note]").input_value() == NOTE
        page.locator("[name=staff_note]").fill("")
        page.locator("input[name=_continue]").click()


# --- axe ------------------------------------------------------------------------------------------
LISTS = (
    "partners/partnership",
    "feedback/contactmessage",
    "addresses/slug",
    "auditlog/logentry",
    "auth/group",
)
FORMS = (
    "partners/city/add/", "partners/partnership/1/change/", "partners/source/1/change/", "pages/aim/1/change/",
    "feedback/barrierreport/1/change/", "feedback/contactmessage/1/change/", "municipality/municipality/1/change/",
    "auth/group/add/", "pages/page/1/history/", "pages/page/1/delete/", "partners/city/1/delete/",
)  # fmt: skip


@pytest.mark.parametrize("path", [*(f"{name}/" for name in LISTS), *FORMS])
def test_page_of_the_desk_has_no_findings(desk: Page, portal: str, path: str) -> None:
    watch = Watch(desk, portal)
    desk.goto(f"{portal}/verwaltung/{path}")
    desk.wait_for_load_state("networkidle")
    # Before axe: it reads imported style sheets in a way that the policy forbids, and says so.
    assert watch.console == []
    assert watch.foreign == []
    assert examine(desk) == {}
