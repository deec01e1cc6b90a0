"""From the call to the letter, in a browser: a French treasurer on a phone, the office, the panel, two signatures.

The first walk is a grant with a question in between, the second a rejection in German by somebody without scripts.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, sign_in

InPortal = Callable[[str], Any]
MARK = uuid.uuid4().hex[:6]
FRENCH, GERMAN = f"tresor-{MARK}@example.fr", f"vorstand-{MARK}@example.de"
TITLE = f"Chansons croisées {MARK}"
OFFICER, LEAD, DECIDER = "sachbearbeitung@example.org", "leitung@example.org", "entscheidung@example.org"
CASES, SESSIONS, DECISIONS = (
    "/verwaltung/grants/application/",
    "/verwaltung/grants/session/",
    "/verwaltung/grants/decision/",
)
# Where the steps are, in the language of the walk.
STEPS = {
    "fr": ("projet", "partenaire", "dates", "couts", "verification"),
    "de": ("projekt", "partner", "zeit", "kosten", "pruefen"),
}
CALLS = {
    "fr": "/fr/subventions/twinning-projects/demander/",
    "de": "/de/foerderung/twinning-projects/beantragen/",
}


@contextmanager
def somebody(
    browser: Browser, portal: str, email: str, *, phone: bool = False, script: bool = True
) -> Iterator[Page]:
    """A person who is signed in."""
    size = {"width": 390, "height": 900} if phone else {"width": 1280, "height": 900}
    with browser.new_context(viewport=size, java_script_enabled=script) as context:
        page = context.new_page()
        sign_in(page, portal, email)
        yield page


def person(in_portal: InPortal, email: str, language: str) -> None:
    """Somebody with an account and a confirmed address."""
    in_portal(
        "from allauth.account.models import EmailAddress\n"
        "from twinning.accounts.models import User\n"
        f"user = User.objects.create_user(email={email!r}, password={PASSWORD!r},"
        f" preferred_language={language!r}, name='Camille Beispiel')\n"
        f"EmailAddress.objects.create(user=user, email={email!r}, verified=True, primary=True)\n"
        "print('null')"
    )


def more_money(in_portal: InPortal) -> None:
    """What this walk spends, so that others who use the same portal find the year as it was."""
    in_portal(
        "from django.db.models import F\n"
        "from projects.grants.models import BudgetLine\n"
        "lines = BudgetLine.objects.filter(programme__slug='twinning-projects')\n"
        "print(lines.update(amount=F('amount') + 3500))"
    )


def mails(in_portal: InPortal, recipient: str) -> list[dict[str, str]]:
    """Everything that was written to an address, oldest first."""
    return in_portal(
        "import json; from twinning.mail.models import OutgoingMail\n"
        f"rows = OutgoingMail.objects.filter(recipient={recipient!r}).order_by('pk')\n"
        "print(json.dumps(list(rows.values('language', 'subject', 'text'))))"
    )


def case_number(in_portal: InPortal, email: str) -> int:
    """Primary key of the application that this person began."""
    return in_portal(
        "from projects.grants.models import Application\n"
        f"print(Application.objects.get(created_by__email={email!r}).pk)"
    )


def save(page: Page) -> None:
    page.locator("button[name=go][value=next]").click()
    expect(page.locator(".error-summary")).to_have_count(0)


def step_of(page: Page, language: str, number: int) -> str:
    """Address of a step of the application whose step is open."""
    found = re.match(r"(.*/[0-9a-f-]{36}/)", page.url)
    assert found
    return f"{found.group(1)}{STEPS[language][number]}/"


def fits(page: Page) -> None:
    """Nothing sticks out of the screen."""
    size = page.viewport_size or {"width": 0}
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def fill_in(page: Page, portal: str, language: str, title: str) -> None:
    """All steps of an application, up to the last one."""
    page.goto(portal + CALLS[language])
    page.locator("main form button").last.click()
    page.locator("[name=name]").fill(f"Chœur des deux rives {MARK}")
    page.locator("[name=form]").select_option("ev")
    page.locator("[name=register_court]").fill("Hannover")
    page.locator("[name=register_number]").fill("VR 900123")
    page.locator("[name=street]").fill("Beispielweg 5")
    page.locator("[name=postcode]").fill("30159")
    page.locator("[name=town]").fill("Hannover")
    page.locator("[name=signatories-0-name]").fill("Camille Beispiel")
    page.locator("[name=signatories-0-function]").fill("Kasse")
    fits(page)
    save(page)
    page.locator("[name=title]").fill(title)
    page.locator("[name=short_text]").fill("Deux chœurs chantent ensemble.")
    page.locator("[name=concept]").fill("Des ateliers de chant à Rouen et à Hanovre, puis un concert commun.")
    page.locator("[name=themes]").first.check()
    page.locator("[name=audience]").fill("Tout le monde")
    page.locator("[name=publicity]").fill("Un concert gratuit sur la place.")
    for name in page.locator("input[type=radio][name^=answer_]").evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    ):
        wanted = "yes" if name in FITTING else "no"
        page.locator(f"[name={name}][value={wanted}]").check()
    fits(page)
    save(page)
    page.locator("[name=cities]").first.check()
    page.locator("[name=partners-0-name]").fill("Chœur exemple de Rouen")
    page.locator("[name=partners-0-contact_name]").fill("Dominique Exemple")
    page.locator("[name=partners-0-email]").fill(f"partenaire-{MARK}@example.fr")
    page.locator("[name=partners-0-language]").select_option("fr")
    page.locator("[name=partners-0-part]").fill("Prépare le programme et accueille les répétitions.")
    fits(page)
    save(page)
    page.locator("[name=starts_on]").fill("01.06.2027")
    page.locator("[name=ends_on]").fill("10.06.2027")
    page.locator("[name=places]").fill("Hannover")
    page.locator("[name=public_dates]").fill("08.06.2027, Opernplatz")
    page.locator("[name=people_home]").fill("20")
    page.locator("[name=people_partner]").fill("18")
    fits(page)
    save(page)
    page.locator("[name=costs-0-head]").select_option(index=1)
    page.locator("[name=costs-0-text]").fill("Direction")
    page.locator("[name=costs-0-quantity]").fill("4")
    page.locator("[name=costs-0-unit_price]").fill("1 500,00" if language == "fr" else "1.500,00")
    page.locator("[name=incomes-0-head]").select_option("E1")
    page.locator("[name=incomes-0-text]").fill("Caisse")
    page.locator("[name=incomes-0-amount_typed]").fill("2500")
    fits(page)
    save(page)


# Questions of the programme that must be answered with yes.
FITTING = {"answer_link_to_partner_city", "answer_partner_in_concept", "answer_exchange_of_experience"}


def send(page: Page) -> None:
    """The declarations and the button; whoever sends changes has declared already."""
    for box in page.locator("main form input[type=checkbox][name^=declared_]:enabled").all():
        box.check()
    if page.locator("[name=signed_by]").is_enabled():
        page.locator("[name=signed_by]").fill("Camille Beispiel")
    page.locator("button.btn[type=submit]:not([name=go])").last.click()
    page.wait_for_load_state()


def open_case(page: Page, portal: str, pk: int) -> None:
    """The case page; whoever has not declared yet says first that they are not tied."""
    page.goto(f"{portal}{CASES}{pk}/change/")
    if "/ties/" in page.url:
        page.locator("input[type=radio][value=free]").check()
        page.locator("input[type=submit].default").first.click()


def act(page: Page, code: str) -> None:
    page.locator(f"form[action*='/act/{code}/'] [type=submit]").last.click()
    page.wait_for_load_state()


def settle_check(page: Page) -> None:
    """Every line of the formal check that is open."""
    codes = page.locator("form[action*='/act/check/'] input[name=code]").evaluate_all(
        "all => all.map(one => one.value)"
    )
    for code in codes:
        form = page.locator(f"form[action*='/act/check/']:has(input[value='{code}'])")
        form.locator("button[value=ok]").evaluate("button => button.click()")
        page.wait_for_load_state()


def hold_session(page: Page, portal: str, pk: int, result: str) -> None:
    """A session with one case on the agenda and one resolution; the quorum is there."""
    page.goto(f"{portal}{SESSIONS}add/")
    page.locator("[name=day]").fill(
        "2026-12-14" if page.locator("[name=day][type=date]").count() else "14.12.2026"
    )
    page.locator("[name=time]").fill(f"{8 + pk % 9:02}:{int(MARK, 16) % 60:02}")
    page.locator("[name=quorum]").fill("2")
    for box in page.locator("[name=people]").all():
        box.check()
    page.locator("input[type=submit].default").click()
    page.locator(f"[name=cases][value='{pk}']").check()
    page.locator("form[action*='/agenda/'] [type=submit]").click()
    page.locator("form[action*='/begin/'] [type=submit]").click()
    present = page.locator("[name^=present_]").all()
    for box in present:
        box.check()
    page.locator("form[action*='/attendance/'] [type=submit]").click()
    page.locator("a[href*='item=']").first.click()
    page.locator(f"[name=result][value={result}]").check()
    page.locator("[name=yes]").fill(str(len(present)) if result == "approved" else "0")
    page.locator("[name=no]").fill("0" if result == "approved" else str(len(present)))
    page.locator("[name=abstain]").fill("0")
    page.locator("[name=amount]").fill("3.500,00" if result == "approved" else "")
    page.locator("[name=reason]").fill(
        "Klar und gut vorbereitet." if result == "approved" else "Der Austausch fehlt."
    )
    page.locator("form[action*='/session/item/'] input[type=submit].default").click()
    page.locator("form[action*='/close/'] [type=submit]").click()
    expect(page.locator("form[action*='/close/']")).to_have_count(0)


def sign(page: Page, portal: str, title: str) -> None:
    page.goto(f"{portal}{DECISIONS}")
    page.get_by_role("link", name=title).first.click()
    page.locator("form input[type=submit].default").last.click()
    page.wait_for_load_state()


def letter(page: Page, portal: str, pk: int) -> None:
    """Make it, look that it is there, send it."""
    for step in ("letter", "send"):
        open_case(page, portal, pk)
        page.locator(f"form[action='{DECISIONS}case/{pk}/{step}/'] [type=submit]").first.click()
        page.wait_for_load_state()


def page_of(page: Page, portal: str, in_portal: InPortal, email: str, language: str) -> None:
    """Follow the last mail to the application's page."""
    links = [line.strip() for line in mails(in_portal, email)[-1]["text"].splitlines() if "://" in line]
    page.goto(portal + urlsplit(links[0]).path)
    assert f"/{language}/" in page.url


def test_walk_of_a_french_treasurer(browser: Browser, portal: str, in_portal: InPortal) -> None:
    person(in_portal, FRENCH, "fr")
    more_money(in_portal)
    with (
        somebody(browser, portal, FRENCH, phone=True) as treasurer,
        somebody(browser, portal, OFFICER) as officer,
        somebody(browser, portal, DECIDER) as decider,
    ):
        fill_in(treasurer, portal, "fr", TITLE)
        send(treasurer)
        expect(treasurer.locator("main")).to_contain_text(re.compile(r"HF-\d{4}-\d{4}"))
        fits(treasurer)
        assert [mail["language"] for mail in mails(in_portal, FRENCH)] == ["fr"]
        pk = case_number(in_portal, FRENCH)

        open_case(officer, portal, pk)
        act(officer, "start_check")
        officer.locator("#act-request_changes summary").click()
        officer.locator("#act-request_changes [name=sections][value=project]").check()
        officer.locator("#act-request_changes [name=text]").fill(
            "Bitte beschreiben Sie, wer die Proben leitet."
        )
        act(officer, "request_changes")

        page_of(treasurer, portal, in_portal, FRENCH, "fr")
        expect(treasurer.locator("main")).to_contain_text("Bitte beschreiben Sie, wer die Proben leitet.")
        treasurer.locator("main a[href*='/projet/']").first.click()
        treasurer.locator("[name=concept]").fill("Camille dirige les répétitions, puis un concert commun.")
        save(treasurer)
        treasurer.goto(step_of(treasurer, "fr", 4))
        send(treasurer)

        open_case(officer, portal, pk)
        expect(officer.locator("body")).to_contain_text("Camille dirige les répétitions")
        act(officer, "start_check")
        settle_check(officer)
        act(officer, "send_to_decision")
        hold_session(officer, portal, pk, "approved")
        treasurer.reload()
        expect(treasurer.locator("main")).not_to_contain_text("3.500")
        open_case(decider, portal, pk)
        sign(decider, portal, TITLE)
        letter(decider, portal, pk)

        page_of(treasurer, portal, in_portal, FRENCH, "fr")
        fits(treasurer)
        letters = treasurer.locator("main a[href*='/lettres/']").evaluate_all(
            "all => all.map(one => one.href)"
        )
        assert len(letters) >= 2
        for address in letters:
            assert treasurer.request.get(address).body().startswith(b"%PDF-")
        treasurer.locator("main a[href*='/accepter/'], main form[action*='/accepter/'] button").first.click()
        if "/accepter/" in treasurer.url:
            treasurer.locator("main form button[type=submit]").last.click()
        expect(treasurer.locator("main")).to_contain_text("définitive")


def test_walk_to_a_rejection_without_scripts(browser: Browser, portal: str, in_portal: InPortal) -> None:
    person(in_portal, GERMAN, "de")
    title = f"Zwei Chöre {MARK}"
    with (
        somebody(browser, portal, GERMAN, phone=True, script=False) as chair,
        somebody(browser, portal, OFFICER, script=False) as officer,
        somebody(browser, portal, DECIDER, script=False) as decider,
    ):
        fill_in(chair, portal, "de", title)
        send(chair)
        expect(chair.locator("main")).to_contain_text(re.compile(r"HF-\d{4}-\d{4}"))
        pk = case_number(in_portal, GERMAN)
        open_case(officer, portal, pk)
        act(officer, "start_check")
        settle_check(officer)
        act(officer, "send_to_decision")
        hold_session(officer, portal, pk, "rejected")
        open_case(decider, portal, pk)
        sign(decider, portal, title)
        page_before = json.dumps(mails(in_portal, GERMAN))
        chair.reload()
        expect(chair.locator("main")).not_to_contain_text("nicht fördern")
        assert "nicht fördern" not in page_before
        letter(decider, portal, pk)
        page_of(chair, portal, in_portal, GERMAN, "de")
        expect(chair.locator("main")).to_contain_text("nicht fördern")
