"""Two people write to each other without an account, a script or a cookie: every state of the thread, and the walk."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine

InPortal = Callable[[str], Any]

# Makes a conversation of its own and prints the paths of both sides' links in a language.
MAKE = """
import json, uuid
from dataclasses import replace
from partners.conversations.actions import *
from partners.conversations.mails import thread_url
from tests.factories import make_staff
from tests.factories_conversations import ASKER, HOST, make_conversation, sides_of

number = uuid.uuid4().hex
asker, host = sides_of(make_conversation(
    asker=replace(ASKER, email=f"a{number}@example.fr", language=LANGUAGE),
    host=replace(HOST, email=f"h{number}@example.de", language=LANGUAGE),
))
new = uuid.uuid4
boss = make_staff(email=f"s{number}@example.org")
ACTS
paths = ["/" + thread_url(side).split("/", 3)[3] for side in (asker, host)]
print(json.dumps(paths))
"""
ANSWERED = "add_message(host, key=new(), text='Sehr gern!\\n\\nWir sind 38 und haben im Mai Zeit.')"
AGREED = f"{ANSWERED}; agree(asker)"
BLOCK = f"{ANSWERED}; block_conversation(report(asker, key=new(), text='x'), by=boss)"
STATES = {
    "first": "",
    "answered": ANSWERED,
    "one agrees": AGREED,
    "both agree": f"{AGREED}; agree(host)",
    "ended": f"{ANSWERED}; close(asker)",
    "blocked": BLOCK,
}


def links(in_portal: InPortal, language: str, acts: str = "") -> tuple[str, str]:
    """Paths of the asker's and the host's link."""
    code = MAKE.replace("LANGUAGE", json.dumps(language)).replace("ACTS", acts)
    asker, host = in_portal(code)
    return asker, host


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("state", STATES)
def test_thread_has_no_findings_in_any_state(
    browser: Browser, portal: str, in_portal: InPortal, language: str, state: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        watch = Watch(page, portal)
        for path in links(in_portal, language, STATES[state]):
            page.goto(portal + path)
            assert examine(page) == {}
        assert watch.foreign == []
        assert watch.console == []
        assert context.cookies() == []


@pytest.mark.parametrize("language", ["de", "ar"])
def test_forms_of_a_thread_with_errors_have_no_findings(
    browser: Browser, portal: str, in_portal: InPortal, language: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        _asker, host = links(in_portal, language)
        for part, form in (("", "main form"), ("abuse/", "main form")):
            page.goto(portal + host + part)
            page.locator(form).first.locator("button[type=submit]").click()
            page.wait_for_selector("[aria-invalid=true]")
            assert examine(page) == {}
        page.goto(f"{portal}{host}end/")
        assert examine(page) == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_report_of_a_public_entry_has_no_findings(
    page: Page, portal: str, in_portal: InPortal, language: str
) -> None:
    """The form, its errors, its receipt."""
    path = in_portal(
        "import json, uuid; from django.urls import reverse; from django.utils.translation import override\n"
        "from tests.factories_organisations import make_organisation\n"
        "row = make_organisation(f'o-{uuid.uuid4().hex}')\n"
        f"with override({language!r}): path = reverse('conversations:report-create')\n"
        "print(json.dumps(f'{path}?about=organisation&id={row.pk}'))"
    )
    page.goto(portal + path)
    assert examine(page) == {}
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("[aria-invalid=true]")
    assert examine(page) == {}
    page.locator("textarea").fill("Das ist Werbung.")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/receipt/r/**")
    assert examine(page) == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_expired_link_has_no_findings(page: Page, portal: str, in_portal: InPortal, language: str) -> None:
    path = links(in_portal, language)[0]
    answer = page.goto(f"{portal}{path[:-9]}/")
    assert answer is not None
    assert answer.status == 410
    assert examine(page) == {}


def test_two_people_agree_without_javascript(browser: Browser, portal: str, in_portal: InPortal) -> None:
    """French asker, German host: read, answer, agree, see the address; one of them ends it."""
    asker, host = links(in_portal, "fr")
    host = host.replace("/fr/messages/", "/de/nachrichten/", 1)
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}) as context:
        page = context.new_page()
        page.goto(portal + host)
        page.locator("textarea").fill("Sehr gern!")
        page.locator("main form").first.locator("button[type=submit]").click()
        expect(page.locator("[role=status]")).to_be_visible()
        page.locator("#address ~ form button").click()
        page.goto(portal + asker)
        expect(page.locator("main")).to_contain_text("Sehr gern!")
        expect(page.locator("main")).not_to_contain_text("@example.de")
        page.locator("#address ~ form button").click()
        expect(page.locator("main")).to_contain_text("@example.de")
        page.locator("a[href$='/end/']").click()
        page.locator("main form button[type=submit]").click()
        expect(page.locator("textarea")).to_have_count(0)
        assert context.cookies() == []


def test_link_does_not_leave_the_thread(browser: Browser, portal: str, in_portal: InPortal) -> None:
    """The barrier form fills in the page that a visitor comes from: here it must not learn it."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(portal + links(in_portal, "de")[0])
        page.locator("footer a[href$='/barriere-melden/']").first.click()
        expect(page.locator("input[name=page]")).to_have_value("")


def test_report_at_the_desk_has_no_findings(page: Page, portal: str, in_portal: InPortal) -> None:
    told = "told = report(asker, key=new(), text='Das ist Werbung.')"
    links(in_portal, "de", told)
    number = in_portal(
        "from partners.conversations.models import Report; print(Report.objects.latest('pk').pk)"
    )
    sign_in(page, portal)
    for path in ("", f"{number}/change/"):
        page.goto(f"{portal}/verwaltung/conversations/report/{path}")
        page.wait_for_load_state("networkidle")
        assert examine(page, settle=300) == {}
