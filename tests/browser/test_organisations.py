"""People and groups in a real browser: axe in every state, narrow phones, and an entry from claim to change."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import SECTIONS, examine

CITIZEN = "buergerin@example.org"
ADDRESSES = """
import json
from django.urls import reverse
from django.utils.translation import override
from partners.organisations.mails import consent_link
from partners.organisations.models import Contact
def pages(code):
    with override(code):
        list_url = reverse("organisations:organisation-list")
        at = lambda name, *args: reverse("organisations:" + name, args=args)
        person = Contact.objects.published().filter(organisation__slug="kawanone").get()
        return {
            "list": list_url, "none": list_url + "?kind=business", "some": list_url + "?city=rouen&q=e",
            "detail": at("organisation-detail", "kawanone"), "real": at("organisation-detail", "chado-kai"),
            "message": at("message-create", "kawanone"), "person": at("contact-message-create", person.pk),
            "mine": at("membership-list"), "edit": at("organisation-update", "brueckenklang"),
            "claim": at("claim-create", "kawanone"), "change": at("change-create", "kawanone"),
            "enter": at("organisation-create"),
        }
found = {code: pages(code) for code in ("de", "en", "ar", "de-simple", "ja")}
person = Contact.objects.get(organisation__slug="atelier-quai-neuf")
found["consent"] = consent_link(person).split("//")[1].partition("/")[2]
print(json.dumps(found))
"""
WAITING = """
import json, uuid
from partners.organisations import actions
from partners.organisations.models import Organisation
from twinning.accounts.models import User
user = User.objects.get(email="buergerin@example.org")
values = {"summary_de": "Ein Kulturzentrum mit Küche.", "languages": ["de", "fr"], "members": 12}
target = Organisation.objects.get(slug="werkhalle-sieben")
actions.propose_change(target, by=user, key=uuid.uuid4(), language="de", values=values, note="Ich arbeite dort.")
new = {"name": "Radfreunde", "name_language": "de", "kind": "sports_club", "summary_fr": "Nous roulons."}
actions.enter_organisation(by=user, key=uuid.uuid4(), language="fr", values=new, role="Vorsitz", text="Register")
actions.claim(Organisation.objects.get(slug="gleis-elf"), by=user, key=uuid.uuid4(), role="Rat", text="Rufen Sie an.")
Organisation.objects.filter(pk=target.pk).update(summary_de="Neu.", version=7)
print(json.dumps(1))
"""
CLEAN_UP = """
import json
from partners.organisations.models import EntryChange, Membership, Organisation
from twinning import seeding
Organisation.objects.filter(name="Radfreunde").delete()
EntryChange.objects.all().delete()
Membership.objects.exclude(text="Beispiel").delete()
row = Organisation.objects.get(slug="werkhalle-sieben")
row.summary_de = "Ein Kulturzentrum in einer alten Halle."
row.save()
print(json.dumps(1))
"""
PUBLIC = ("list", "none", "some", "detail", "real")
OWN = ("edit", "change", "enter", "claim")
DESK = (
    "entrychange/queue/?tab=claims", "entrychange/queue/?tab=changes", "entrychange/queue/?tab=members",
    "organisation/", "organisation/add/", "contact/", "membership/", "entrychange/",
)  # fmt: skip


@pytest.fixture(scope="module")
def addresses(in_portal: Callable[[str], Any]) -> Any:
    return in_portal(ADDRESSES)


@pytest.fixture
def waiting(in_portal: Callable[[str], Any]) -> Any:
    """A claim, a new organisation and a proposal whose entry has changed since."""
    yield in_portal(WAITING)
    in_portal(CLEAN_UP)


@pytest.mark.parametrize("language", SECTIONS)
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_has_no_findings(
    browser: Browser, portal: str, addresses: Any, language: str, name: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        page.goto(portal + addresses[language][name])
        assert examine(page) == {}
        assert (watch.foreign, watch.console, context.cookies()) == ([], [], [])


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("name", ["message", "person"])
def test_message_form_has_no_findings_in_any_state(
    browser: Browser, portal: str, addresses: Any, language: str, name: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(portal + addresses[language][name])
        assert examine(page) == {}
        _press(page)
        assert examine(page) == {}
        assert context.cookies() == []


def _press(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_selector("[role=alert]")


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("name", OWN)
def test_forms_of_members_have_no_findings_in_any_state(
    page: Page, portal: str, addresses: Any, language: str, name: str
) -> None:
    sign_in(page, portal, CITIZEN)
    page.goto(portal + addresses[language][name])
    assert examine(page) == {}
    for field in page.locator("main form :is(input[type=text], textarea):not([readonly])").all():
        field.fill("")
    _press(page)
    assert examine(page) == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_own_organisations_and_consent_have_no_findings(
    page: Page, portal: str, addresses: Any, language: str
) -> None:
    sign_in(page, portal, CITIZEN)
    page.goto(portal + addresses[language]["mine"])
    assert examine(page) == {}
    page.locator("main .panel a.quiet").first.click()
    assert examine(page) == {}
    page.goto(f"{portal}/{addresses['consent']}")
    page.locator("details summary").click()
    assert examine(page) == {}
    page.goto(f"{portal}/{addresses['consent'][:-3]}xx/")
    assert examine(page) == {}


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("name", [*PUBLIC, "message", *OWN, "mine"])
def test_page_fits_320_pixels_and_survives_text_spacing(
    page: Page, portal: str, addresses: Any, language: str, name: str
) -> None:
    sign_in(page, portal, CITIZEN)
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(portal + addresses[language][name])
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(
        "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        + "p { margin-block-end: 2em !important }"); document.adoptedStyleSheets = [sheet]; }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", DESK)
def test_desk_page_has_no_findings(browser: Browser, portal: str, waiting: Any, path: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        sign_in(page, portal)
        watch.console.clear()
        page.goto(f"{portal}/verwaltung/organisations/{path}")
        page.wait_for_load_state("networkidle")
        assert watch.console == []
        if "queue" in path:
            for summary in page.locator(".release summary").all():
                summary.click()
        assert examine(page, settle=300) == {}
        assert watch.foreign == []


def test_contact_form_of_the_desk_has_no_findings(page: Page, portal: str) -> None:
    sign_in(page, portal)
    page.goto(f"{portal}/verwaltung/organisations/contact/")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state("networkidle")
    assert examine(page, settle=300) == {}


def test_entry_from_claim_to_change(
    browser: Browser, portal: str, addresses: Any, in_portal: Callable[[str], Any]
) -> None:
    """A citizen asks for an entry, the office says yes, the citizen changes it, and everybody reads it."""
    citizen, staff, visitor = (browser.new_context() for _number in range(3))
    try:
        mine = citizen.new_page()
        sign_in(mine, portal, CITIZEN)
        mine.goto(portal + addresses["en"]["claim"])
        mine.locator("[name=role]").fill("Mitglied")
        mine.locator("[name=text]").fill("Rufen Sie an.")
        mine.locator("main form button[type=submit]").click()
        mine.wait_for_url(f"**{addresses['en']['mine']}")
        desk = staff.new_page()
        sign_in(desk, portal)
        desk.goto(f"{portal}/verwaltung/organisations/entrychange/queue/")
        desk.locator("button[value=confirm]").first.click()
        expect(desk.locator(".messagelist .success")).to_be_visible()
        mine.goto(portal + addresses["en"]["detail"])
        mine.locator("aside a.btn.alt").click()
        mine.goto(f"{mine.url}?language=de")
        mine.locator("[name=summary]").fill("Jetzt mit neuem Satz.")
        mine.locator("main form button[type=submit]").click()
        expect(mine.locator(".note.success")).to_be_visible()
        public = visitor.new_page()
        public.goto(portal + addresses["de"]["detail"])
        expect(public.locator("h1 + .lede")).to_have_text("Jetzt mit neuem Satz.")
    finally:
        in_portal(CLEAN_UP)
        for context in (citizen, staff, visitor):
            context.close()
