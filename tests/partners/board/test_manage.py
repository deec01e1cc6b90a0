"""Personal links of a slip's owner: opening shows, sending acts, and each link opens only what it is for."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from partners.board.links import CONFIRM, MANAGE, OUTCOME, RENEW
from partners.board.models import Slip
from tests.factories import make_city, make_home, make_user
from tests.factories_board import make_slip
from tests.partners.board.paths import filled, path
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key
from twinning.tokens.actions import issue
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def home(db: None) -> Iterator[None]:
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        yield make_home()


def link(slip: Slip, purpose: str, days: int = 30) -> str:
    return issue(purpose=purpose, object_id=slip.pk, lifetime=days * DAY)


def unconfirmed(**fields: Any) -> Slip:
    return make_slip(state="unconfirmed", confirmed_at=None, released_at=None, **fields)


def now(slip: Slip) -> Slip:
    return Slip.objects.get(pk=slip.pk)


def snapshot(slip: Slip) -> dict[str, Any]:
    return Slip.objects.filter(pk=slip.pk).values().get()


# Page, the link that opens it, the state in which it has something to do.
PAGES = {
    "slip-confirm": (CONFIRM, "unconfirmed"),
    "slip-manage": (MANAGE, "published"),
    "slip-update": (MANAGE, "published"),
    "slip-renew-managed": (MANAGE, "published"),
    "slip-withdraw": (MANAGE, "published"),
    "slip-outcome-managed": (MANAGE, "published"),
    "slip-renew": (RENEW, "published"),
    "slip-outcome": (OUTCOME, "published"),
}
ALL = [pytest.param(name, *entry, id=name) for name, entry in PAGES.items()]


def slip_in(state: str) -> Slip:
    return (
        unconfirmed(email="secret@example.org")
        if state == "unconfirmed"
        else make_slip(email="secret@example.org")
    )


# --- what all links share -------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "purpose", "state"), ALL)
def test_opening_a_link_changes_nothing(client: Client, name: str, purpose: str, state: str) -> None:
    slip = slip_in(state)
    address, before = path(name, link(slip, purpose)), snapshot(slip)
    for _ in range(2):
        for method in (client.get, client.head):
            assert method(address).status_code == 200
    assert snapshot(slip) == before
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(("name", "purpose", "state"), ALL)
def test_page_behind_a_link_is_sealed(client: Client, name: str, purpose: str, state: str) -> None:
    slip = slip_in(state)
    token = link(slip, purpose)
    response = client.get(path(name, token))
    html = response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in html
    assert "hreflang=" not in html.partition("</head>")[0]
    assert 'rel="canonical"' not in html
    assert response.cookies == {}


@pytest.mark.parametrize(("name", "purpose", "state"), ALL)
@pytest.mark.parametrize("case", ["wrong", "expired", "other purpose", "erased", "deleted"])
def test_link_that_does_not_open_offers_a_new_one(
    client: Client, name: str, purpose: str, state: str, case: str
) -> None:
    slip = slip_in(state)
    other = next(known for known in (CONFIRM, MANAGE, RENEW, OUTCOME) if known != purpose)
    token = "wrong" if case == "wrong" else link(slip, other if case == "other purpose" else purpose)
    if case == "expired":
        Token.objects.update(expires_at=timezone.now())
    if case == "erased":
        Slip.objects.update(erased_at=timezone.now(), name="", email="", adult_contact="")
    if case == "deleted":
        slip.delete()
    before = list(Slip.objects.values())
    for response in (client.get(path(name, token)), client.post(path(name, token), {"outcome": "yes"})):
        html = response.content.decode()
        assert response.status_code == 410
        assert f'action="{path("link-create")}"' in html
        assert response.headers["Referrer-Policy"] == "no-referrer"
    assert list(Slip.objects.values()) == before


@pytest.mark.parametrize(("name", "purpose", "state"), ALL)
def test_posts_from_other_sites_are_refused(client: Client, name: str, purpose: str, state: str) -> None:
    slip = slip_in(state)
    before = snapshot(slip)
    answer = client.post(path(name, link(slip, purpose)), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert snapshot(slip) == before


def test_page_works_in_the_browser_that_hides_where_it_comes_from(client: Client) -> None:
    """With the policy of these pages browsers send `Origin: null`."""
    token = link(unconfirmed(), CONFIRM)
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.post(path("slip-confirm", token), headers=headers).status_code == 302


# --- check your mail ------------------------------------------------------------------------------
def test_after_sending_the_page_says_where_the_link_went(client: Client) -> None:
    response = client.post(path("slip-create"), filled(), follow=True)
    html = response.content.decode()
    assert "mika@example.org" in html
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.cookies == {}


def test_link_can_be_sent_again_a_few_times(client: Client) -> None:
    address = client.post(path("slip-create"), filled())["Location"]
    answers = [client.post(address)["Location"].partition("again=")[2] for _ in range(3)]
    assert answers == ["sent", "enough", "enough"]
    assert OutgoingMail.objects.count() == 3


def test_mistyped_address_is_corrected_without_typing_the_rest(client: Client) -> None:
    make_city("rouen")
    sent = client.post(path("slip-create"), filled(wanted="rouen"), follow=True)
    token = sent.request["PATH_INFO"].rstrip("/").rpartition("/")[2]
    form = client.get(path("slip-create"), {"again": token}).context["form"]
    shown = {name: form[name].value() for name in ("title", "wanted", "languages", "email", "reply_by")}
    assert shown == {
        "title": "Chor sucht Gastchor",
        "wanted": "rouen",
        "languages": {"de": "fluent", "fr": "basic"},
        "email": "mika@example.org",
        "reply_by": None,
    }


def test_page_forgets_the_address_after_a_day_and_once_it_is_confirmed(client: Client) -> None:
    address = client.post(path("slip-create"), filled())["Location"]
    with time_machine.travel("2026-11-26 12:01Z", tick=False):
        assert "mika@example.org" not in client.get(address).content.decode()
    Slip.objects.update(state="submitted", confirmed_at=timezone.now())
    assert "mika@example.org" not in client.get(address).content.decode()


def test_page_of_a_forged_address_is_not_found(client: Client) -> None:
    assert client.get(path("slip-sent", "1:x:y")).status_code == 404


# --- confirm --------------------------------------------------------------------------------------
def test_confirming_passes_the_slip_to_the_office_once(client: Client) -> None:
    slip = unconfirmed(email="kim@example.org")
    address = path("slip-confirm", link(slip, CONFIRM), language="en")
    first = client.post(address, follow=True).content.decode()
    mails = OutgoingMail.objects.count()
    again = client.post(address, follow=True)
    opened = client.get(address).content.decode()
    assert now(slip).state == "submitted"
    assert "Your address is confirmed" in first
    assert "Already confirmed" not in first
    assert again.status_code == 200
    assert "Already confirmed" in opened
    assert OutgoingMail.objects.count() == mails == 2


def test_withdrawn_slip_is_not_confirmed_any_more(client: Client) -> None:
    slip = unconfirmed()
    Slip.objects.update(state="withdrawn")
    response = client.post(path("slip-confirm", link(slip, CONFIRM)))
    assert response.status_code == 422
    assert now(slip).state == "withdrawn"


# --- the owner's page -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "words", "steps"),
    [
        ("submitted", "Being checked", {"update", "withdraw", "outcome"}),
        ("returned", "It is your turn", {"update", "withdraw", "outcome"}),
        ("published", "On the board", {"update", "renew", "withdraw", "outcome"}),
        ("expired", "Expired", {"update", "renew", "withdraw", "outcome"}),
        ("withdrawn", "Withdrawn", {"outcome"}),
        ("declined", "Declined", {"outcome"}),
    ],
)
def test_owner_reads_how_the_slip_stands_and_what_can_be_done(
    client: Client, state: str, words: str, steps: set[str]
) -> None:
    slip = make_slip(state=state, message="Bitte kürzer.")
    token = link(slip, MANAGE)
    html = client.get(path("slip-manage", token, language="en")).content.decode()
    assert words in html
    assert ("Bitte kürzer." in html) == (state in {"returned", "declined"})
    names = {"update": "slip-update", "renew": "slip-renew-managed", "withdraw": "slip-withdraw",
             "outcome": "slip-outcome-managed"}  # fmt: skip
    assert {step for step, name in names.items() if path(name, token, language="en") in html} == steps


def test_unconfirmed_slip_has_no_outcome_yet(client: Client) -> None:
    token = link(unconfirmed(), MANAGE)
    html = client.get(path("slip-manage", token, language="en")).content.decode()
    assert "Not confirmed yet" in html
    assert path("slip-outcome-managed", token, language="en") not in html


def test_owner_sees_who_fits_and_why(client: Client) -> None:
    slip = make_slip()
    make_slip(title="Chœur de Rouen", place=make_city("rouen"), email="other@example.org")
    html = client.get(path("slip-manage", link(slip, MANAGE), language="en")).content.decode()
    assert "Chœur de Rouen" in html
    assert '<table class="match">' in html
    assert "other@example.org" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_owners_page_costs_the_same_queries_whatever_it_shows(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    slip, rouen = make_slip(), make_city("rouen")
    for _ in range(count):
        make_slip(place=rouen)
    address = path("slip-manage", link(slip, MANAGE))
    with django_assert_num_queries(8):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("before", "sent", "after"), [(True, "no", False), (False, "yes", True), (True, "yes", True)]
)
def test_suggestions_are_switched_without_touching_the_rest(
    client: Client, before: bool, sent: str, after: bool
) -> None:
    slip = make_slip(wants_suggestions=before, languages={"de": "good", "fr": "basic"})
    response = client.post(path("slip-manage", link(slip, MANAGE)), {"wants_suggestions": sent}, follow=True)
    assert response.status_code == 200
    assert (now(slip).wants_suggestions, now(slip).state) == (after, "published")
    assert dict(slip.languages.values_list("language", "level")) == {"de": "good", "fr": "basic"}


# --- change ---------------------------------------------------------------------------------------
def changed(client: Client, slip: Slip, token: str, **fields: Any) -> Any:
    """Send the form as the page shows it, with some answers typed anew."""
    form = client.get(path("slip-update", token)).context["form"]
    sent = {name: form[name].value() for name in form.fields if name not in {"languages", "key"}}
    sent |= {f"languages-{code}": level for code, level in form["languages"].value().items()}
    sent = {name: value for name, value in sent.items() if value not in (None, False)} | fields
    return client.post(path("slip-update", token), sent)


def test_saving_without_a_change_changes_nothing(client: Client) -> None:
    slip = make_slip(place=make_city("rouen"), reply_by=timezone.localdate() + 20 * DAY)
    before = snapshot(slip)
    assert changed(client, slip, link(slip, MANAGE)).status_code == 302
    assert snapshot(slip) == before


def test_new_facts_show_at_once(client: Client) -> None:
    slip = make_slip()
    assert (
        changed(client, slip, link(slip, MANAGE), size_to="60", **{"languages-pl": "good"}).status_code == 302
    )
    assert (now(slip).size_to, now(slip).state) == (60, "published")
    assert dict(slip.languages.values_list("language", "level")) == {"de": "fluent", "pl": "good"}


def test_new_words_are_read_first(client: Client) -> None:
    slip = make_slip()
    assert changed(client, slip, link(slip, MANAGE), text="Ganz neu.").status_code == 302
    assert (now(slip).text, now(slip).state) == ("Ganz neu.", "submitted")


def test_address_cannot_be_changed(client: Client) -> None:
    slip = make_slip(email="own@example.org")
    changed(client, slip, link(slip, MANAGE), email="thief@example.org")
    assert now(slip).email == "own@example.org"


def test_mistake_in_a_change_keeps_what_was_typed(client: Client) -> None:
    slip = make_slip()
    response = changed(client, slip, link(slip, MANAGE), title="", text="Ganz neu.")
    assert response.status_code == 422
    assert "Ganz neu." in response.content.decode()
    assert now(slip).text == "Wir singen Pop und Jazz."


def test_change_of_a_slip_that_moved_on_meanwhile_is_told_and_can_be_sent_again(client: Client) -> None:
    slip = make_slip()
    token = link(slip, MANAGE)
    Slip.objects.update(version=7)
    response = changed(client, slip, token, text="Ganz neu.", version="3")
    form = response.context["form"]
    assert response.status_code == 422
    assert "Ganz neu." in response.content.decode()
    assert form["version"].value() == "7"
    assert changed(client, slip, token, text="Ganz neu.", version="7").status_code == 302


@pytest.mark.parametrize("state", ["withdrawn", "declined"])
@pytest.mark.parametrize("name", ["slip-update", "slip-withdraw"])
def test_ended_slip_leads_back_to_its_page(client: Client, state: str, name: str) -> None:
    slip = make_slip(state=state, message="Warum")
    token = link(slip, MANAGE)
    before = snapshot(slip)
    for response in (client.get(path(name, token)), client.post(path(name, token), filled())):
        assert response.status_code == 302
        assert response["Location"].startswith(path("slip-manage", token))
    assert snapshot(slip) == before


# --- renew, withdraw, outcome ---------------------------------------------------------------------
@pytest.mark.parametrize(("name", "purpose"), [("slip-renew", RENEW), ("slip-renew-managed", MANAGE)])
@pytest.mark.parametrize("state", ["published", "expired"])
def test_one_click_renews_for_half_a_year(client: Client, name: str, purpose: str, state: str) -> None:
    slip = make_slip(state=state, expires_on=timezone.localdate() + (3 if state == "published" else -3) * DAY)
    response = client.post(path(name, link(slip, purpose)), follow=True)
    assert response.status_code == 200
    assert (now(slip).state, now(slip).expires_on) == ("published", timezone.localdate() + 180 * DAY)


def test_renewal_until_a_day_of_ones_own(client: Client) -> None:
    slip = make_slip()
    client.post(path("slip-renew", link(slip, RENEW)), {"reply_by": "31.1.2027"})
    assert now(slip).expires_on == now(slip).reply_by == datetime.date(2027, 1, 31)


@pytest.mark.parametrize("day", ["24.11.2026", "31.2.2027", "bald"])
def test_renewal_until_an_impossible_day_is_refused(client: Client, day: str) -> None:
    slip = make_slip()
    before = snapshot(slip)
    response = client.post(path("slip-renew", link(slip, RENEW)), {"reply_by": day})
    assert response.status_code == 422
    assert f'value="{day}"' in response.content.decode()
    assert snapshot(slip) == before


def test_withdrawn_slip_is_not_renewed(client: Client) -> None:
    slip = make_slip(state="withdrawn")
    token = link(slip, RENEW)
    assert (
        "<button"
        not in client.get(path("slip-renew", token))
        .content.decode()
        .partition("<main")[2]
        .partition("</main>")[0]
    )
    client.post(path("slip-renew", token))
    assert now(slip).state == "withdrawn"


def test_withdrawing_asks_first_and_acts_once(client: Client) -> None:
    slip = make_slip()
    token = link(slip, MANAGE)
    assert "<button" in client.get(path("slip-withdraw", token)).content.decode()
    for _ in range(2):
        assert client.post(path("slip-withdraw", token), follow=True).status_code == 200
    assert now(slip).state == "withdrawn"
    assert client.get(path("slip-detail", slip.pk)).status_code == 410


@pytest.mark.parametrize(("name", "purpose"), [("slip-outcome", OUTCOME), ("slip-outcome-managed", MANAGE)])
@pytest.mark.parametrize("outcome", ["yes", "talking", "no"])
def test_owner_tells_what_became_of_it(client: Client, name: str, purpose: str, outcome: str) -> None:
    slip = make_slip()
    assert client.post(path(name, link(slip, purpose)), {"outcome": outcome}, follow=True).status_code == 200
    assert now(slip).outcome == outcome


@pytest.mark.parametrize("outcome", ["", "maybe"])
def test_outcome_needs_one_of_the_answers(client: Client, outcome: str) -> None:
    slip = make_slip()
    assert client.post(path("slip-outcome", link(slip, OUTCOME)), {"outcome": outcome}).status_code == 422
    assert now(slip).outcome == ""


def test_outcome_of_a_slip_that_never_hung_there_is_refused(client: Client) -> None:
    slip = make_slip(state="submitted", released_at=None)
    assert client.post(path("slip-outcome", link(slip, OUTCOME)), {"outcome": "yes"}).status_code == 422


# --- a new link -----------------------------------------------------------------------------------
def ask(client: Client, email: str) -> Any:
    return client.post(path("link-create"), {"key": fresh_key(), "email": email}, follow=True)


def test_answer_is_the_same_for_known_and_unknown_addresses(client: Client) -> None:
    make_slip(email="known@example.org")
    pages = [ask(client, email).content.decode() for email in ("known@example.org", "unknown@example.org")]
    assert pages[0] == pages[1]
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["known@example.org"]


def test_new_links_open_all_slips_that_still_live(client: Client) -> None:
    states = ("submitted", "returned", "published", "expired", "withdrawn", "declined")
    for state in states:
        make_slip(title=state, email="Own@example.org", state=state, message="Warum", language="fr")
    ask(client, "own@example.org")
    mails = OutgoingMail.objects.filter(recipient__iexact="own@example.org")
    named = [state for state in states if any(state in mail.text for mail in mails)]
    assert named == ["submitted", "returned", "published", "expired"]
    assert {mail.language for mail in mails} == {"fr"}
    assert all(mail.is_confidential for mail in mails)
    for mail in mails:
        address = next(line for line in mail.text.splitlines() if "/manage/" in line).partition("://")[2]
        assert client.get("/" + address.partition("/")[2]).status_code == 200


def test_unconfirmed_slip_gets_its_link_to_confirm(client: Client) -> None:
    unconfirmed(email="own@example.org")
    ask(client, "own@example.org")
    assert "/confirm/" in OutgoingMail.objects.get().text


def test_nobody_is_flooded_with_links(client: Client) -> None:
    make_slip(email="own@example.org")
    for _ in range(3):
        ask(client, "own@example.org")
    assert OutgoingMail.objects.count() == Token.objects.count() == 1
    with time_machine.travel("2026-11-25 13:00Z", tick=False):
        ask(client, "own@example.org")
    assert OutgoingMail.objects.count() == 2


def test_samples_have_no_owner(client: Client) -> None:
    make_slip(email="own@example.org", is_sample=True)
    ask(client, "own@example.org")
    assert not OutgoingMail.objects.exists()


def test_address_that_is_none_is_named(client: Client) -> None:
    response = ask(client, "own")
    assert response.status_code == 422
    assert 'href="#id_email"' in response.content.decode()


def test_signed_in_owner_needs_the_link_as_well(client: Client) -> None:
    slip = make_slip(email="own@example.org")
    client.force_login(make_user("own@example.org"))
    assert client.get(path("slip-manage", str(slip.pk))).status_code == 410
