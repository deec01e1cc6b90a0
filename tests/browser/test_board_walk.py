"""From a slip to an agreed contact, across two languages: a French visitor writes, staff release, a German one answers.

No account, no script and no cookie on either side; nobody sees an address before both have agreed.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in
from tests.partners.board.paths import path

InPortal = Callable[[str], Any]
NUMBER = uuid.uuid4().hex[:8]
FRENCH, GERMAN = f"camille-{NUMBER}@example.fr", f"mika-{NUMBER}@example.de"
TITLE = f"Chœur de Rouen {NUMBER} cherche chœur invité"
TEXT = "Nous sommes un chœur de 40 voix. En mai, nous cherchons un chœur invité de Hanovre."


@contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """Somebody without a script, on a phone; leaves without a cookie."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}) as context:
        yield context.new_page()
        assert context.cookies() == []


def mails(in_portal: InPortal, recipient: str) -> list[dict[str, str]]:
    """Everything that was written to an address, oldest first."""
    return in_portal(
        "import json; from twinning.mail.models import OutgoingMail\n"
        f"rows = OutgoingMail.objects.filter(recipient={recipient!r}).order_by('pk')\n"
        "print(json.dumps(list(rows.values('language', 'subject', 'text'))))"
    )


def last_link(in_portal: InPortal, recipient: str, part: str) -> str:
    """Path of the last link to the address whose path holds `part`."""
    links = [
        line
        for mail in mails(in_portal, recipient)
        for line in mail["text"].splitlines()
        if re.search(part, line)
    ]
    return urlsplit(links[-1].strip()).path


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()


def write(page: Page, portal: str) -> None:
    """The French choir's slip, in French."""
    page.goto(portal + path("slip-create", language="fr"))
    page.locator("input[name=kind][value=seeks]").check()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=activity]").select_option("concert")
    page.locator("[name=group]").select_option("choir")
    page.locator("[name=size_from]").fill("30")
    page.locator("[name=size_to]").fill("45")
    page.locator("[name=place]").select_option("rouen")
    page.locator("[name=wanted]").select_option("home")
    page.locator("[name=months]").nth(5).check()
    page.locator("[name=can_host]").check()
    page.locator("[name=languages-fr]").select_option("fluent")
    page.locator("[name=languages-de]").select_option("basic")
    page.locator("[name=text]").fill(TEXT)
    page.locator("[name=name]").fill("Camille Exemple")
    page.locator("[name=email]").fill(FRENCH)
    expect(page.locator("[name=language]")).to_have_value("fr")
    send(page)
    expect(page.locator("main")).to_contain_text(FRENCH)


def confirm(page: Page, portal: str, in_portal: InPortal) -> None:
    """By the link in the mail: opening it is not enough."""
    page.goto(portal + last_link(in_portal, FRENCH, "/confirm/"))
    expect(page.locator("main")).to_contain_text(TITLE)
    send(page)
    expect(page.locator("main .tag.ok")).to_be_visible()


def release(browser: Browser, portal: str) -> None:
    """At the staff desk, from the queue."""
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, portal)
        page.goto(f"{portal}/verwaltung/board/slip/queue/")
        expect(page.locator("#content")).to_contain_text(TITLE)
        card = page.locator("article.review", has_text=TITLE)
        card.locator("form[action$='/release/'] input[type=submit]").click()
        page.wait_for_load_state()
        expect(page.locator("#content")).not_to_contain_text(TITLE)


def reply(page: Page, portal: str) -> None:
    """The German visitor finds the slip, reads its facts in German and answers in German."""
    page.goto(portal + path("slip-list"))
    page.locator("#filter-city").select_option("rouen")
    page.locator("#filter-who").select_option("choir")
    page.locator("form.filters button").click()
    card = page.locator(".slip", has_text=TITLE)
    expect(card.locator("h3")).to_have_attribute("lang", "fr")
    expect(card.locator("dl")).to_contain_text("Französisch")
    card.locator("h3 a").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("h1")).to_have_attribute("lang", "fr")
    expect(page.locator("main [lang=fr]", has_text="40 voix").first).to_be_visible()
    expect(page.locator("main .yn")).to_contain_text("Französisch")
    expect(page.locator("main")).not_to_contain_text(FRENCH)
    page.locator("[name=name]").fill("Mika Muster")
    page.locator("[name=email]").fill(GERMAN)
    page.locator("main [name=text]").fill("Wir kommen sehr gern im Mai nach Rouen!")
    send(page)
    expect(page.locator("main")).to_contain_text(GERMAN)
    expect(page.locator("main")).not_to_contain_text(FRENCH)


def agree(page: Page, address: str, *, other: str, is_last: bool) -> None:
    """Show the own address; the other one appears once both have agreed."""
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text(other)
    page.locator("#address ~ form button").click()
    if is_last:
        expect(page.locator("main")).to_contain_text(other)
    else:
        expect(page.locator("main")).not_to_contain_text(other)


def test_french_choir_and_german_choir_find_each_other(
    browser: Browser, portal: str, in_portal: InPortal
) -> None:
    with visitor(browser) as page:
        write(page, portal)
        confirm(page, portal, in_portal)
    with visitor(browser) as page:
        page.goto(portal + path("slip-list"))
        expect(page.locator("main")).not_to_contain_text(TITLE)
    release(browser, portal)
    with visitor(browser) as page:
        reply(page, portal)
    talk = r"/(nachrichten|messages)/(?!receipt)"
    with visitor(browser) as page:
        french_side = portal + last_link(in_portal, FRENCH, talk)
        page.goto(french_side)
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.locator("main")).to_contain_text("Wir kommen sehr gern im Mai nach Rouen!")
        page.locator("textarea").fill("Quelle joie ! À bientôt à Rouen.")
        page.locator("main form", has=page.locator("textarea")).locator("button").click()
        agree(page, french_side, other=GERMAN, is_last=False)
    with visitor(browser) as page:
        german_side = portal + last_link(in_portal, GERMAN, talk)
        page.goto(german_side)
        expect(page.locator("html")).to_have_attribute("lang", "de")
        expect(page.locator("main")).to_contain_text("Quelle joie")
        agree(page, german_side, other=FRENCH, is_last=True)
        page.goto(french_side)
        expect(page.locator("main")).to_contain_text(GERMAN)
    assert {mail["language"] for mail in mails(in_portal, FRENCH)} == {"fr"}
    assert {mail["language"] for mail in mails(in_portal, GERMAN)} == {"de"}
    assert json.dumps(mails(in_portal, FRENCH)[:3]).count(GERMAN) == 0
