"""The exchange board in a real browser: every page and state, in both directions, without a script where it counts."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine
from tests.partners.board.paths import path

InPortal = Callable[[str], Any]

# Two slips that fit each other, one that has left the board, one to confirm; prints numbers and links.
MAKE = """
import datetime, json, uuid
from partners.board.links import CONFIRM, MANAGE, OUTCOME, RENEW
from partners.models import City
from tests.factories import make_user
from tests.factories_board import make_slip
from twinning.tokens.actions import issue
from allauth.account.models import EmailAddress

mail = f"{uuid.uuid4().hex}@example.org"
user = make_user(mail, name="Mika Beispiel")
EmailAddress.objects.create(user=user, email=mail, verified=True, primary=True)
month = datetime.date.today().replace(day=1)
ours = make_slip(email=mail, title="Jugendchor Nordstadt sucht Reiseziel", size_from=38, size_to=38, age_from=16,
                 age_to=30, adult_contact="Kim", months=[month], languages={"de": "fluent", "fr": "good"},
                 can_host=False)
theirs = make_slip(place=City.objects.get(slug="rouen"), wanted="home", language="fr", months=[month], can_host=True,
                   title="Chœur de Rouen cherche chœur invité", text="Nous sommes 40 voix.\\n\\nÀ bientôt !",
                   languages={"fr": "fluent", "de": "basic"}, email=f"x{mail}")
arabic = make_slip(language="ar", title="جوقة من هانوفر تبحث عن جوقة شريكة", text="نغني معًا.", email=f"a{mail}")
gone = make_slip(place=City.objects.get(slug="rouen"), state="withdrawn", email=f"g{mail}")
fresh = make_slip(state="unconfirmed", confirmed_at=None, released_at=None, email=f"f{mail}")
back = make_slip(state="returned", message="Bitte kürzer: der Titel soll sagen, wer sucht.", email=f"b{mail}")

def link(slip, purpose):
    return issue(purpose=purpose, object_id=slip.pk, lifetime=datetime.timedelta(days=1))

print(json.dumps({
    "mail": mail, "ours": ours.pk, "theirs": theirs.pk, "arabic": arabic.pk, "gone": gone.pk,
    "confirm": link(fresh, CONFIRM), "manage": link(ours, MANAGE), "returned": link(back, MANAGE),
    "renew": link(ours, RENEW), "outcome": link(ours, OUTCOME),
}))
"""
LANGUAGES = ["de", "ar"]


@pytest.fixture(scope="module")
def made(in_portal: InPortal) -> dict[str, Any]:
    """Numbers of slips and tokens of links."""
    return in_portal(MAKE)


def places(made: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Pages that everybody opens by their address, and the owner by a link."""
    return {
        "list": ("slip-list",),
        "slip": ("slip-detail", made["theirs"]),
        "arabic slip": ("slip-detail", made["arabic"]),
        "gone": ("slip-detail", made["gone"]),
        "new": ("slip-create",),
        "link": ("link-create",),
        "old link": ("slip-manage", "old"),
        "confirm": ("slip-confirm", made["confirm"]),
        "manage": ("slip-manage", made["manage"]),
        "returned": ("slip-manage", made["returned"]),
        "change": ("slip-update", made["manage"]),
        "withdraw": ("slip-withdraw", made["manage"]),
        "renew": ("slip-renew", made["renew"]),
        "outcome": ("slip-outcome", made["outcome"]),
    }


NAMES = list(places(dict.fromkeys(["ours", "theirs", "arabic", "gone"], 0) | dict.fromkeys(
    ["confirm", "manage", "returned", "renew", "outcome"], "x")))  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_page_of_the_board_has_no_findings(
    browser: Browser, portal: str, made: dict[str, Any], language: str, name: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        page.goto(portal + path(*places(made)[name], language=language))
        assert examine(page) == {}
        assert watch.foreign == []
        assert [text for text in watch.console if "410" not in text] == []
        assert context.cookies() == []


@pytest.mark.parametrize(
    "name", ["list", "slip", "arabic slip", "new", "change", "manage", "confirm", "gone"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_the_board_fits_320_pixels(
    page: Page, portal: str, made: dict[str, Any], language: str, name: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(portal + path(*places(made)[name], language=language))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.evaluate(
        """() => { for (const el of document.querySelectorAll('body *')) {
            el.style.lineHeight = '1.5'; el.style.letterSpacing = '.12em'; el.style.wordSpacing = '.16em'; } }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("name", ["slip", "new", "change", "link", "outcome"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_form_of_the_board_with_errors_has_no_findings(
    page: Page, portal: str, made: dict[str, Any], language: str, name: str
) -> None:
    page.goto(portal + path(*places(made)[name], language=language))
    for field in ("title", "text", "email", "name", "reply_by"):
        box = page.locator(f"main form [name={field}]")
        if box.count():
            box.fill("" if field != "reply_by" else "31.2.2027")
    page.evaluate("document.querySelectorAll('[type=radio]').forEach(box => { box.checked = false; })")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_selector("[aria-invalid=true], .errors")
    assert page.evaluate("document.activeElement.className").startswith("errors")
    assert examine(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_states_have_no_findings(page: Page, portal: str, made: dict[str, Any], language: str) -> None:
    page.goto(
        portal + path("slip-list", language=language) + "?kind=offers&city=home&month=2099-01&who=family"
    )
    expect(page.locator(".empty")).to_be_visible()
    assert examine(page) == {}


@pytest.fixture
def empty_board(in_portal: InPortal) -> Iterator[None]:
    numbers = in_portal(
        "import json; from partners.board.models import Slip\n"
        "rows = Slip.objects.filter(state='published'); numbers = list(rows.values_list('pk', flat=True))\n"
        "rows.update(state='withdrawn'); print(json.dumps(numbers))"
    )
    yield
    in_portal(
        "from partners.board.models import Slip\n"
        f"print(Slip.objects.filter(pk__in={json.dumps(numbers)}).update(state='published'))"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_board_without_slips_has_no_findings(
    page: Page, portal: str, empty_board: None, language: str
) -> None:
    page.goto(portal + path("slip-list", language=language))
    expect(page.locator(".empty")).to_be_visible()
    assert examine(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_signed_in_owners_comparison_has_no_findings(
    context: BrowserContext, portal: str, made: dict[str, Any], language: str
) -> None:
    page = context.new_page()
    sign_in(page, portal, made["mail"])
    for name in ("list", "slip"):
        page.goto(portal + path(*places(made)[name], language=language))
        expect(page.locator("main .score").first).to_be_visible()
        assert examine(page) == {}


def test_comparison_reads_row_by_row_on_phones(page: Page, portal: str, made: dict[str, Any]) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(portal + path("slip-manage", made["manage"]))
    cell = page.locator("table.match td").first
    assert "Rouen" not in cell.evaluate("el => getComputedStyle(el, '::before').content")
    assert "Rouen" in page.locator("table.match td").nth(1).evaluate(
        "el => getComputedStyle(el, '::before').content"
    )


def test_filters_work_without_javascript(browser: Browser, portal: str, made: dict[str, Any]) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(portal + path("slip-list"))
        page.locator("#filter-city").select_option("rouen")
        page.locator("#filter-language").select_option("fr")
        page.locator("form.filters button").click()
        expect(page.locator(".slip h3", has_text="Chœur de Rouen").first).to_be_visible()
        expect(page.locator("#filter-city")).to_have_value("rouen")
        assert "city=rouen" in page.url
        page.locator("a.tag").first.click()
        assert "city=rouen" not in page.url
        assert "language=fr" in page.url


def test_personal_link_does_not_leave_its_page(page: Page, portal: str, made: dict[str, Any]) -> None:
    """The barrier form fills in the page that a visitor comes from: here it must not learn it."""
    page.goto(portal + path("slip-manage", made["manage"]))
    page.locator("footer a[href$='/barriere-melden/']").first.click()
    expect(page.locator("input[name=page]")).to_have_value("")
