"""axe finds nothing: every public page and state, in both directions, on phone and desktop, light and dark."""

import os
import zlib

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watch, sign_in

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without ignorePseudo axe gives up on contrast wherever the thread's line, a pseudo element, runs through.
CONTRAST = {
    "ignoreUnicode": True,
    "ignoreLength": False,
    "ignorePseudo": True,
    "boldValue": 700,
    "boldTextPt": 14,
    "largeTextPt": 18,
    "contrastRatio": {"normal": {"expected": 4.5, "minThreshold": 0}, "large": {"expected": 3}},
    "pseudoSizeThreshold": 0.25,
}
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    # Every violation in full; what passes is not listed, for copying that here takes longer than finding it.
    "resultTypes": ["violations"],
    "checks": {"color-contrast": {"options": CONTRAST}},
}
# Ends when nothing moves or fades any more, after two frames in which it could begin.
STILL = """
async longest => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const all = Promise.allSettled(document.getAnimations().map(one => one.finished));
    await Promise.race([all, new Promise(done => setTimeout(done, longest))]);
}
"""
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
SECTIONS = {
    "de": {"cities": "partnerstaedte", "aims": "ziele", "search": "suche"},
    "en": {"cities": "partner-cities", "aims": "aims", "search": "search"},
    "ar": {"cities": "partner-cities", "aims": "aims", "search": "search"},
    "de-simple": {"cities": "partnerstaedte", "aims": "ziele", "search": "suche"},
}
# Keys of pages lead to their address word in the language of the path.
PAGES = (
    "", "?map=true", "{cities}/", "{cities}/hiroshima/", "{cities}/leipzig/", "{aims}/", "{aims}/encounter/",
    "why-twinning/", "what-we-do/", "how-to-use/", "contact/", "imprint/", "privacy/", "accessibility-statement/",
    "open-data/", "{search}/", "{search}/?q=hiroshima", "{search}/?q=zzzzzz", "nowhere/",
    "accounts/login/", "accounts/signup/", "accounts/password/reset/",
    "{search}/?q=bristol&kind=project&city=bristol", "{search}/?q=bristoll",
)  # fmt: skip
STAFF_PAGES = (
    "/verwaltung/", "/verwaltung/partners/city/", "/verwaltung/partners/city/1/change/", "/verwaltung/pages/page/",
    "/verwaltung/pages/page/add/", "/verwaltung/feedback/barrierreport/",
    "/verwaltung/municipality/municipality/1/change/", "/verwaltung/style-guide/",
    "/verwaltung/search/searchmiss/", "/verwaltung/shortlinks/shortlink/add/",
    "/verwaltung/pages/page/1/history/", "/verwaltung/pages/page/1/short-links/",
    "/verwaltung/portals/portalitem/review/", "/verwaltung/portals/portal/",
)  # fmt: skip


def findings(page: Page) -> list[str]:
    """What axe complains about, as rule and first element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", OPTIONS)
    return [
        f"{row['id']}: {row['nodes'][0]['html'][:160]} {row['nodes'][0].get('failureSummary', '')[:200]}"
        for row in violations
    ]


def schemes(page: Page, width: int) -> tuple[str, ...]:
    """Each page is seen at both widths and in both schemes; `AXE=all` crosses them, which takes twice as long.

    Which scheme goes with which width changes from page to page and from language to language.
    """
    if os.environ.get("AXE") == "all":
        return SCHEMES
    turn = zlib.crc32(page.url.partition("://")[2].partition("/")[2].encode()) % 2
    return (SCHEMES[(WIDTHS.index(width) + turn) % 2],)


def examine(page: Page, *, settle: int = 0) -> dict[str, list[str]]:
    """Findings of the open page at every width and in both schemes; empty when there are none.

    `settle`: for how many milliseconds at most colours may fade from light to dark.
    """
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in schemes(page, width):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(STILL, settle)
            problems = findings(page)
            if problems:
                found[f"{width} {scheme}"] = problems
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"{width} overflow"] = ["The page scrolls sideways."]
    return found


def turns(path: str) -> tuple[str, ...]:
    """Languages in which a page is examined: both directions always, the other two in turn; `AXE=all` takes all."""
    if os.environ.get("AXE") == "all":
        return tuple(SECTIONS)
    return ("de", "ar", ("en", "de-simple")[PAGES.index(path) % 2])


@pytest.mark.parametrize(
    ("path", "language"), [(path, language) for path in PAGES for language in turns(path)]
)
def test_public_page_has_no_findings(browser: Browser, portal: str, language: str, path: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        page.goto(f"{portal}/{language}/{path.format(**SECTIONS[language])}")
        assert examine(page) == {}
        assert watch.foreign == []
        assert [text for text in watch.console if "404" not in text] == []


@pytest.mark.parametrize("language", SECTIONS)
@pytest.mark.parametrize("form", ["report-a-barrier", "contact-form"])
def test_form_with_errors_has_no_findings(browser: Browser, portal: str, language: str, form: str) -> None:
    words = {"report-a-barrier": "barriere-melden", "contact-form": "kontaktformular"}
    word = words[form] if language.startswith("de") else form
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{portal}/{language}/{word}/")
        assert examine(page) == {}
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_selector("[aria-invalid=true]")
        assert examine(page) == {}


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_page_has_no_findings(browser: Browser, portal: str, path: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        sign_in(page, portal)
        watch.console.clear()
        page.goto(f"{portal}{path}")
        page.wait_for_load_state("networkidle")
        # Before axe: it reads imported style sheets in a way that the policy forbids, and says so.
        assert watch.console == []
        assert examine(page, settle=300) == {}
        assert watch.foreign == []
