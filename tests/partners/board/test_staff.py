"""The board on the staff desk: the queue, its checks and decisions, the list, who may do what."""

import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from partners.board.models import Slip
from partners.board.review import checks
from partners.board.workflow import Step
from partners.conversations.actions import report_row
from partners.conversations.models import Conversation
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_board import make_slip
from tests.partners.board.test_actions import answer
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
QUEUE = "admin:board_slip_queue"


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


@pytest.fixture
def staff(client: Client) -> Client:
    """A browser of somebody who may do everything; the desk speaks English."""
    client.force_login(make_staff(name="Robin Büro", preferred_language="en"))
    return client


def reader(*codenames: str) -> User:
    user = make_user(is_staff=True, preferred_language="en")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def waiting(**fields: Any) -> Slip:
    return make_slip(**{"state": "submitted", "released_at": None} | fields)


def decide(client: Client, slip: Slip, step: str, **data: Any) -> Any:
    return client.post(reverse(f"admin:board_slip_{step}", args=[slip.pk]), {"seen": slip.version} | data)


def queries_about_slips(client: Client, name: str) -> int:
    """How often a page asks for slips, their languages, themes and cities; the frame of the desk has its own."""
    address = reverse(f"admin:board_slip_{name}")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return sum("board_slip" in query["sql"] or "partners_city" in query["sql"] for query in queries)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- the queue ------------------------------------------------------------------------------------
def test_queue_shows_what_waits_oldest_first(staff: Client) -> None:
    now = timezone.now()
    later = waiting(confirmed_at=now, title="Zweites")
    first = waiting(confirmed_at=now - DAY, title="Erstes", language="fr", place=make_city("rouen"))
    make_slip(title="Hängt schon")
    page = staff.get(reverse(QUEUE))
    assert [card.slip for card in page.context["cards"]] == [first, later]
    html = page.content.decode()
    assert '<h2 id="title-' in html
    assert 'lang="fr" dir="ltr">Erstes</h2>' in html
    assert "Hängt schon" not in html
    assert [(tab.key, tab.count) for tab in page.context["tabs"]] == [("waiting", 2), ("returned", 0)]


def test_what_was_given_back_stands_in_its_own_tab(staff: Client) -> None:
    slip = make_slip(state="returned", message="Bitte kürzer.")
    page = staff.get(reverse(QUEUE), {"tab": "returned"})
    assert [card.slip for card in page.context["cards"]] == [slip]
    assert "Bitte kürzer." in page.content.decode()


@pytest.mark.parametrize("tab", ["waiting", "returned", "nonsense"])
def test_empty_queue_says_so(staff: Client, tab: str) -> None:
    page = staff.get(reverse(QUEUE), {"tab": tab})
    assert (page.status_code, page.context["cards"]) == (200, [])


@pytest.mark.parametrize("number", [1, 3])
def test_queue_costs_the_same_queries_however_many_wait(staff: Client, number: int) -> None:
    for _ in range(number):
        waiting(place=make_city())
    # Counts, slips with their cities, languages, themes, how many the owners have.
    assert queries_about_slips(staff, "queue") == 5


# --- checks ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "others", "expected"),
    [
        (
            {"text": "Rufen Sie an: 0511 168-41234"},
            0,
            ("ask", "Looks like an address or a number: 0511 168-41234"),
        ),
        ({"text": "Wir singen."}, 0, ("ok", "No addresses or telephone numbers in the text")),
        ({"age_from": 12, "adult_contact": "Kim"}, 0, ("ok", "Young people take part; adult contact: Kim")),
        ({"age_from": 18}, 0, ("ok", "Adults only")),
        ({"age_from": None}, 0, ("ask", "No age given: are children or young people among them?")),
        ({"reply_by": None}, 0, ("ok", "Hangs for 180 days after the release")),
        ({}, 2, ("ask", "The same address has 2 more open slips")),
    ],
)
def test_card_tells_what_to_look_at(fields: dict[str, Any], others: int, expected: tuple[str, str]) -> None:
    with override("en"):
        assert expected in checks(waiting(**fields), others)


@pytest.mark.parametrize(
    ("days", "sign", "word"), [(-1, "ask", "Ran out"), (5, "ask", "Runs"), (90, "ok", "Runs")]
)
def test_card_tells_when_the_slip_runs_out(days: int, sign: str, word: str) -> None:
    slip = waiting(reply_by=timezone.localdate() + days * DAY)
    with override("en"):
        (found,) = [check for check in checks(slip, 0) if check[1].startswith(("Ran", "Runs"))]
    assert (found[0], found[1].startswith(word)) == (sign, True)


# --- decisions ------------------------------------------------------------------------------------
def test_release_from_the_queue(staff: Client) -> None:
    slip = waiting()
    response = decide(staff, slip, "release")
    assert (response.status_code, response.url) == (302, reverse(QUEUE))
    assert list(Slip.objects.published()) == [slip]
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message, str(entry.user)) == (
        str(slip.pk),
        "Released.",
        "Robin Büro",
    )


@pytest.mark.parametrize(("step", "state"), [("return", "returned"), ("decline", "declined")])
def test_giving_back_needs_a_message(staff: Client, step: str, state: str) -> None:
    slip = waiting()
    refused = decide(staff, slip, step, message=" ")
    assert (refused.status_code, "Say why: the owner reads it." in refused.content.decode()) == (422, True)
    assert "<details open>" in refused.content.decode().replace(
        '<details class="quiet" open>', "<details open>"
    )
    assert decide(staff, slip, step, message="Bitte kürzer.").status_code == 302
    changed = Slip.objects.get()
    assert (changed.state, changed.message) == (state, "Bitte kürzer.")


def test_slip_that_changed_meanwhile_is_shown_with_what_was_typed(staff: Client) -> None:
    slip = waiting()
    Slip.objects.update(version=slip.version + 1, text="Neue Worte.")
    response = decide(staff, slip, "return", message="Zu alten Worten.")
    html = response.content.decode()
    assert (response.status_code, Slip.objects.get().state) == (409, "submitted")
    assert "Neue Worte." in html
    assert "Zu alten Worten." in html
    assert f'name="seen" value="{slip.version + 1}"' in html


def test_second_of_two_is_told_who_was_faster(staff: Client) -> None:
    slip = waiting()
    make_slip(state="published")
    Slip.objects.filter(pk=slip.pk).update(
        state="published", released_at=timezone.now(), released_by=make_staff(name="Kim Büro")
    )
    response = decide(staff, slip, "release")
    assert response.status_code == 409
    assert messages_of(response) == ["That is not possible: the slip is on the board."]


def test_reason_stands_where_the_button_would_be(staff: Client) -> None:
    yesterday = timezone.localdate() - DAY
    slip = waiting(reply_by=yesterday, expires_on=yesterday)
    html = staff.get(reverse(QUEUE)).content.decode()
    assert "The day to reply by has passed." in html
    assert reverse("admin:board_slip_release", args=[slip.pk]) not in html


def test_reported_slip_is_taken_off_the_board_on_its_page(staff: Client) -> None:
    slip = make_slip()
    html = staff.get(reverse("admin:board_slip_change", args=[slip.pk])).content.decode()
    assert reverse("admin:board_slip_decline", args=[slip.pk]) in html
    decide(staff, slip, "decline", message="Werbung.")
    assert list(Slip.objects.published()) == []


# --- who may --------------------------------------------------------------------------------------
PAGES = ["queue", "statistics", "statistics_file", "changelist"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("rights", "expected"),
    [((), 403), (("view_city",), 403), (("view_slip",), 200), (("view_slip", "change_slip"), 200)],
)
def test_pages_are_for_those_who_may_see_slips(
    client: Client, name: str, rights: tuple[str, ...], expected: int
) -> None:
    client.force_login(reader(*rights))
    assert client.get(reverse(f"admin:board_slip_{name}")).status_code == expected


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_staff(client: Client, name: str) -> None:
    address = reverse(f"admin:board_slip_{name}")
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("step", ["release", "return", "decline"])
def test_deciding_needs_the_right_to_change(client: Client, step: str) -> None:
    slip = waiting()
    client.force_login(reader("view_slip"))
    assert decide(client, slip, step, message="x").status_code == 403
    assert client.get(reverse(f"admin:board_slip_{step}", args=[slip.pk])).status_code == 405
    html = client.get(reverse(QUEUE)).content.decode()
    assert "You may read slips, but not decide about them." in html


def test_steps_of_the_buttons_are_those_of_the_table() -> None:
    assert [step.value for step in (Step.RELEASE, Step.RETURN, Step.DECLINE)] == [
        "release",
        "return",
        "decline",
    ]


# --- list and page --------------------------------------------------------------------------------
def test_list_finds_words_in_any_spelling(staff: Client) -> None:
    make_slip(title="Chœur de Poznań", language="fr")
    page = staff.get(reverse("admin:board_slip_changelist"), {"q": "poznan"})
    assert page.context["cl"].result_count == 1


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_queries_however_many_there_are(staff: Client, number: int) -> None:
    for _ in range(number):
        make_slip(place=make_city())
    # The slips, how many of them and of all, cities and languages to filter by.
    assert queries_about_slips(staff, "changelist") == 5


def test_nobody_rewrites_a_slip(staff: Client) -> None:
    slip = make_slip()
    address = reverse("admin:board_slip_change", args=[slip.pk])
    assert staff.post(address, {"title": "Anders"}).status_code == 403
    assert staff.get(reverse("admin:board_slip_add")).status_code == 403
    assert 'name="title"' not in staff.get(address).content.decode()


@pytest.mark.parametrize("number", ["0", "x"])
def test_slip_that_is_not_there_leads_back(staff: Client, number: str) -> None:
    assert staff.get(f"/verwaltung/board/slip/{number}/change/").status_code == 302


def test_deleting_takes_links_and_mails_along(staff: Client) -> None:
    slip = make_slip(state="submitted")
    decide(staff, slip, "release")
    answer(slip)
    staff.post(reverse("admin:board_slip_delete", args=[slip.pk]), {"post": "yes"})
    assert not Slip.objects.exists()
    assert not Token.objects.filter(purpose__startswith="slip.").exists()
    assert not OutgoingMail.objects.filter(key__startswith=f"slip-{slip.pk}-").exists()
    assert Conversation.objects.get().state == "closed"


# --- the desk -------------------------------------------------------------------------------------
def test_desk_counts_what_waits_and_what_was_reported(staff: Client) -> None:
    slip = make_slip()
    waiting()
    report_row(key=slip.key, about="slip", about_id=slip.pk, subject=slip.title, text="Werbung")
    html = staff.get(reverse("admin:index")).content.decode()
    assert f'<a href="{reverse(QUEUE)}"><b>1</b> slips to release</a>' in html
    assert "<b>1</b> reports about slips" in html
