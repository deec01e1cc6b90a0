"""The queue of proposals: who may decide, what a card tells, and that nothing typed is lost."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from projects.actions import decline_proposal
from projects.models import Project, Proposal
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_projects import make_project, make_proposal, make_theme
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
QUEUE = "/verwaltung/projects/proposal/review/"


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def browser(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if user:
        client.force_login(user)
    return client


def helper(*rights: str) -> User:
    user = make_user(is_staff=True, preferred_language="en")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.fixture
def desk() -> Client:
    return browser(make_staff(preferred_language="en", name="Anna"))


def press(client: Client, proposal: Proposal, what: str, *, message: str = "", seen: int = 1) -> Any:
    address = reverse(f"admin:projects_proposal_{what}", args=[proposal.pk])
    return client.post(address, {"message": message, "seen": seen})


def cards(response: Any) -> list[str]:
    return [card.proposal.title for card in response.context["cards"]]


# --- who may --------------------------------------------------------------------------------------
def test_access() -> None:
    people = {
        "chief": make_staff(),
        "decider": helper("view_proposal", "change_proposal", "add_project"),
        "no maker": helper("view_proposal", "change_proposal"),
        "reader": helper("view_proposal"),
        "staff": helper(),
        "citizen": make_user(),
        "anonymous": None,
    }
    found = {}
    for name, user in people.items():
        client, row = browser(user), make_proposal(make_user())
        found[name] = [
            client.get(QUEUE).status_code,
            press(client, make_proposal(), "return", message="?").status_code,
            press(client, make_proposal(), "decline", message="!").status_code,
            press(client, row, "accept").status_code,
        ]
    assert found == {
        "chief": [200, 302, 302, 302],
        "decider": [200, 302, 302, 302],
        "no maker": [200, 302, 302, 403],
        "reader": [200, 403, 403, 403],
        "staff": [403, 404, 404, 404],
        "citizen": [403, 403, 403, 403],
        "anonymous": [302, 302, 302, 302],
    }
    assert Project.objects.count() == 2
    assert Proposal.objects.filter(state="returned").count() == 3


def test_who_may_not_decide_is_told_why() -> None:
    make_proposal()
    html = browser(helper("view_proposal")).get(QUEUE).content.decode()
    assert "You may read proposals, but not decide on them." in html
    assert "Accept: make a draft" not in html
    html = browser(helper("view_proposal", "change_proposal")).get(QUEUE).content.decode()
    assert "you may not add projects" in html
    assert "Ask back" in html


def test_decisions_are_posted(desk: Client) -> None:
    proposal = make_proposal()
    for what in ("accept", "return", "decline"):
        address = reverse(f"admin:projects_proposal_{what}", args=[proposal.pk])
        assert desk.get(address).status_code == 405


# --- what a card tells ----------------------------------------------------------------------------
def test_oldest_comes_first_and_decided_ones_are_gone(desk: Client) -> None:
    make_proposal(title="B")
    make_proposal(title="A", submitted_at="2026-01-01T00:00Z")
    make_proposal(title="C", state="declined")
    make_proposal(title="D", state="returned")
    assert cards(desk.get(QUEUE)) == ["A", "B"]
    response = desk.get(f"{QUEUE}?tab=returned")
    assert cards(response) == ["D"]
    assert [(tab["key"], tab["count"]) for tab in response.context["tabs"]] == [
        ("waiting", 2),
        ("returned", 1),
    ]
    assert cards(desk.get(f"{QUEUE}?tab=x")) == ["A", "B"]


def test_card_shows_texts_in_their_language_and_markup_as_text(desk: Client) -> None:
    make_proposal(title="جوقة", language="ar", text="<script>x</script>", cities=[make_city(name_de="Rouen")])
    html = desk.get(QUEUE).content.decode()
    assert 'lang="ar" dir="rtl">جوقة</h2>' in html
    assert "<script>x" not in html


def test_checks_point_at_what_a_reviewer_would_look_up(desk: Client) -> None:
    make_project("brueckenchor", title_de="Der Brückenchor")
    make_proposal(title="Brückenchor", text="Schreiben Sie an kim@example.org")
    make_proposal(title="Anderes", themes=[make_theme(name_de="Musik", name_en="Music")])
    asked, fine = (card.checks for card in desk.get(QUEUE).context["cards"])
    assert [kind for kind, _text in asked] == ["ask", "ask", "ask"]
    assert "brueckenchor" in asked[0][1]
    assert [kind for kind, _text in fine] == ["ok", "ok", "ok"]


def test_empty_queue_says_so(desk: Client) -> None:
    assert "Nothing is waiting." in desk.get(QUEUE).content.decode()


def test_queue_costs_the_same_for_one_and_for_three(desk: Client) -> None:
    found = []
    for count in (1, 2):
        for _number in range(count):
            make_proposal(cities=[make_city()], themes=[make_theme()])
        desk.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            desk.get(QUEUE)
        found.append(len(queries))
    assert found == [10, 10]


# --- deciding -------------------------------------------------------------------------------------
def test_accepting_leads_to_the_draft(desk: Client) -> None:
    response = press(desk, make_proposal(), "accept")
    project = Project.objects.get()
    assert response["Location"] == reverse("admin:projects_project_change", args=[project.pk])
    assert desk.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("what", ["return", "decline"])
def test_words_are_needed_and_the_card_opens_with_the_message(desk: Client, what: str) -> None:
    response = press(desk, make_proposal(), what, message=" ")
    assert response.status_code == 422
    html = response.content.decode()
    assert "Say why: the submitter reads it." in html
    assert html.count(" open>") == 1
    assert Proposal.objects.get().state == "submitted"


def test_message_that_is_too_long_stays_typed(desk: Client) -> None:
    response = press(desk, make_proposal(), "return", message="x" * 2001)
    assert (response.status_code, "x" * 2001 in response.content.decode()) == (422, True)


def test_question_goes_out_in_the_language_of_the_submitter(desk: Client) -> None:
    proposal = make_proposal(make_user("marie@example.org", preferred_language="pl"))
    press(desk, proposal, "return", message="Kto śpiewa?")
    mail = OutgoingMail.objects.get()
    with translation.override("pl"):
        page = proposal.get_absolute_url()
    assert (mail.recipient, mail.language, "Kto śpiewa?" in mail.text, page in mail.text) == (
        "marie@example.org",
        "pl",
        True,
        True,
    )


def test_second_of_two_is_told_and_keeps_the_words(desk: Client) -> None:
    proposal = make_proposal()
    decline_proposal(proposal, by=make_staff(name="Ben"), message="Nein.", seen=1)
    response = press(desk, proposal, "return", message="Wer singt denn?")
    assert response.status_code == 409
    html = response.content.decode()
    assert "Ben" in html
    assert "Wer singt denn?" in html
    assert Proposal.objects.get().message == "Nein."


def test_pressing_twice_makes_one_project(desk: Client) -> None:
    proposal = make_proposal()
    assert [press(desk, proposal, "accept").status_code for _try in range(2)] == [302, 409]
    assert Project.objects.count() == 1


def test_deleting_a_proposal_takes_its_mails_and_leaves_the_project(desk: Client) -> None:
    proposal = make_proposal()
    press(desk, proposal, "accept")
    assert OutgoingMail.objects.exists()
    desk.post(reverse("admin:projects_proposal_delete", args=[proposal.pk]), {"post": "yes"})
    assert (Proposal.objects.count(), OutgoingMail.objects.count(), Project.objects.count()) == (0, 0, 1)
