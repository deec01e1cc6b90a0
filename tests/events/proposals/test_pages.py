"""The proposers' pages: form, confirmation, personal link, own list. A link only shows, a form acts."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.models import Proposal
from events.proposals.links import CONFIRM, MANAGE
from tests.factories import make_city, make_home, make_page, make_user
from tests.factories_events import make_event
from tests.factories_events_proposals import make_proposal, typed
from tests.factories_organisations import make_membership, make_organisation
from tests.factories_projects import make_theme
from twinning import memory
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key
from twinning.tokens.actions import issue


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel("2026-11-26T09:00+01:00", tick=True), translation.override("en"):
        make_page("privacy", slug_en="privacy")
        yield make_home()


@pytest.fixture
def anybody() -> Client:
    return Client(headers={"Accept-Language": "en"})


def address(name: str, *args: Any) -> str:
    with translation.override("en"):
        return reverse(f"events:proposal-{name}", args=args)


def links(mail: OutgoingMail) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", mail.text)[1]


def token(proposal: Proposal, purpose: str = MANAGE) -> str:
    return issue(purpose=purpose, object_id=proposal.pk, lifetime=timedelta(days=1))


# --- without an account ---------------------------------------------------------------------------
def test_proposal_by_form_confirmed_changed_and_withdrawn(anybody: Client) -> None:
    city = make_city("poznan", name_en="Poznan")
    make_theme("music")
    page = anybody.get(address("create"))
    assert page.status_code == 200
    assert "csrfmiddlewaretoken" not in page.content.decode()
    data = typed(city, language="en", title="Evening concert", themes=["music"])
    sent = anybody.post(address("create"), data)
    assert sent.status_code == 302
    assert anybody.post(address("create"), data).url.split("/sent/")[0] == sent.url.split("/sent/")[0]
    row = Proposal.objects.get()
    assert (row.state, row.language, OutgoingMail.objects.count()) == ("draft", "en", 1)
    assert "mika@example.org" in anybody.get(sent.url).content.decode()
    anybody.post(sent.url)
    assert OutgoingMail.objects.count() == 2
    assert (
        'value="Evening concert"'
        in anybody.get(f"{address('create')}?again={sent.url.split('/')[-2]}").content.decode()
    )

    confirm = links(OutgoingMail.objects.order_by("pk")[0])
    assert anybody.get(confirm).status_code == 200
    row.refresh_from_db()
    assert row.state == "draft", "mail programs open links by themselves"
    assert anybody.post(confirm).status_code == 302
    assert anybody.post(confirm).status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted"
    assert "Your address is confirmed" in anybody.get(confirm).content.decode()

    manage = links(OutgoingMail.objects.get(key__endswith="received-2"))
    shown = anybody.get(manage)
    assert "Evening concert" in shown.content.decode()
    assert (shown["Cache-Control"], shown["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    change = anybody.get(f"{manage}change/")
    values = {name: change.context["form"][name].value() for name in ("version",)}
    answer = anybody.post(f"{manage}change/", typed(city, language="en", title="Late concert") | values)
    assert answer.url == f"{manage}?done=changed"
    stale = anybody.post(f"{manage}change/", typed(city, language="en", title="Third title") | values)
    assert stale.status_code == 422
    assert "Third title" in stale.content.decode(), "what was typed stays"
    row.refresh_from_db()
    assert (row.title, row.state) == ("Late concert", "submitted")
    assert anybody.get(f"{manage}withdraw/").status_code == 200
    assert anybody.post(f"{manage}withdraw/").url == f"{manage}?done=withdrawn"
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert anybody.get(f"{manage}change/").status_code == 302


def test_wrong_form_keeps_what_was_typed(anybody: Client) -> None:
    city = make_city("poznan")
    answer = anybody.post(address("create"), typed(city, time="2:30", day="28.3.2027", end_time="4:00"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "does not exist" in text
    assert 'href="#id_time"' in text
    assert 'value="28.3.2027"' in text
    assert "Error:" in text
    assert not Proposal.objects.exists()
    foreign = anybody.post(address("create"), typed(city), headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert anybody.get(f"{address('create')}?city=poznan").context["form"]["cities"].value() == ["poznan"]


def test_lost_link_answers_the_same_for_known_and_unknown_addresses(anybody: Client) -> None:
    make_proposal(email="known@example.org")
    make_proposal(email="known@example.org", state="draft")
    make_proposal(email="known@example.org", state="withdrawn")
    pages = []
    for email in ("known@example.org", "KNOWN@example.org", "unknown@example.org"):
        answer = anybody.post(address("link"), {"email": email, "key": fresh_key()}, follow=True)
        pages.append((answer.status_code, re.sub(r"nonce-[\w-]+", "", answer.content.decode())))
    assert pages[0] == pages[1] == pages[2]
    found = sorted(
        key.split("-", 3)[3].split("-")[0] for key in OutgoingMail.objects.values_list("key", flat=True)
    )
    assert found == ["confirm", "confirm", "link"]
    for wrong in (
        "x" * 32,
        token(make_proposal(), CONFIRM),
        token(make_proposal(erased_at="2026-01-01T00:00Z")),
    ):
        assert anybody.get(address("manage", wrong)).status_code == 410
    assert anybody.post(address("manage", token(make_proposal()))).status_code == 405


def test_own_page_says_how_it_stands_by_both_clocks(anybody: Client) -> None:
    city = make_city("hiroshima", time_zone="Asia/Tokyo", name_en="Hiroshima")
    event, hidden = make_event(), make_event(state="draft")
    wanted = {
        "draft": ("not yet confirmed", "You open the link in our mail"),
        "submitted": ("being checked", "We check it"),
        "returned": ("your turn", "Your turn: change it and send it again"),
        "published": ("published", event.get_absolute_url("en")),
        "declined": ("declined", "We declined it"),
        "withdrawn": ("withdrawn", "You withdrew it"),
    }
    for state, words in wanted.items():
        link = {"event": event} if state == "published" else {}
        row = make_proposal(state=state, cities=[city], place="Haus <b>", **link)
        text = anybody.get(address("manage", token(row))).content.decode()
        for word in (*words, "Hiroshima", "8 hours later", "Haus &lt;b&gt;"):
            assert word in text, (state, word)
        assert (row.message in text) is (state in {"returned", "declined"} or not row.message)
    accepted = make_proposal(state="published", event=hidden)
    text = anybody.get(address("manage", token(accepted))).content.decode()
    assert "We prepare the page" in text
    assert hidden.slug not in text


# --- with an account ------------------------------------------------------------------------------
def test_member_proposes_without_confirming_and_sees_only_own_ones(anybody: Client) -> None:
    marie, city, group = (
        make_user("marie@example.org", name="Marie"),
        make_city("poznan"),
        make_organisation(),
    )
    make_membership(group, marie)
    foreign = make_proposal(account=make_user(), title="Fremde Lesung")
    assert anybody.get(address("list")).status_code == 302
    assert anybody.get(address("create-own")).status_code == 302
    anybody.force_login(marie)
    assert anybody.get(f"{address('create')}?city=poznan").url == f"{address('create-own')}?city=poznan"
    form = anybody.get(f"{address('create-own')}?city=poznan").context["form"]
    assert form["cities"].value() == ["poznan"]
    assert "You have not proposed an event yet" in anybody.get(address("list")).content.decode()
    data = typed(city, organisation=str(group.pk), organiser="", language="fr")
    answer = anybody.post(address("create-own"), data)
    row = Proposal.objects.get(account=marie)
    assert answer.url == address("detail", row.pk)
    assert (row.state, row.email, row.organisation, row.organiser) == (
        "submitted", "marie@example.org", group, group.name,
    )  # fmt: skip
    assert set(OutgoingMail.objects.values_list("recipient", "language")) == {
        ("marie@example.org", "fr"), ("office@example.org", "de"),
    }  # fmt: skip
    text = anybody.get(address("list")).content.decode()
    assert row.title in text
    assert "Fremde Lesung" not in text
    for name in ("detail", "change", "withdraw"):
        assert anybody.get(address(name, row.pk)).status_code == 200, name
        assert anybody.get(address(name, foreign.pk)).status_code == 404, name
    change = anybody.post(address("change", row.pk), data | {"version": row.version, "title": "Neu"})
    assert change.url == f"{address('detail', row.pk)}?done=changed"
    anybody.post(address("withdraw", row.pk))
    row.refresh_from_db()
    assert (row.state, row.title) == ("withdrawn", "Neu")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(marie)
    assert strict.post(address("create-own"), data | {"key": fresh_key()}).status_code == 403


def test_pages_need_few_queries_however_much_there_is(anybody: Client) -> None:
    marie = make_user()

    def count(client: Client, where: str) -> int:
        client.get(where)
        with CaptureQueriesContext(connection) as found:
            assert client.get(where).status_code == 200
        return len(found)

    member = Client(headers={"Accept-Language": "en"})
    member.force_login(marie)
    counted = []
    for _round in range(2):
        for _number in range(2):
            city, theme = make_city(), make_theme()
            row = make_proposal(account=marie, cities=[city], themes=[theme], event=make_event())
        memory.forget()
        counted.append((count(anybody, address("create")), count(member, address("list")),
                        count(anybody, address("manage", token(row)))))  # fmt: skip
    assert counted[0] == counted[1] == (0, 4, 5)


def test_profile_leads_to_own_proposals(anybody: Client) -> None:
    anybody.force_login(make_user())
    assert address("list") in anybody.get(reverse("accounts:profile-update")).content.decode()
