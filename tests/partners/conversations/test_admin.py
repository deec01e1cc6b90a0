"""Reports of abuse on the desk: who sees them, who reads the conversation, who decides; each reading leaves a note."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.conversations.actions import report, report_row
from partners.conversations.models import Conversation, Report
from partners.conversations.registry import About
from tests.factories import make_city, make_staff, make_user
from tests.factories_conversations import ASKER, HOST, make_conversation, sides_of
from tests.seed.dump import dump
from twinning.accounts.models import User
from twinning.accounts.roles import editors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
LIST = "/verwaltung/conversations/report/"
WORDS = "Bonjour, nous sommes quarante."


def change(told: Report) -> str:
    return reverse("admin:conversations_report_change", args=[told.pk])


def decide(told: Report) -> str:
    return reverse("admin:conversations_report_decide", args=[told.pk])


def reported() -> Report:
    """A conversation that the asker has reported."""
    asker, _host = sides_of(make_conversation())
    return report(asker, key=uuid.uuid4(), text="Beleidigung")


def staff_with(*names: str) -> User:
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- who may what ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("names", "opens", "reads", "decides"),
    [
        ((), 403, False, False),
        (("view_conversation",), 403, False, False),
        (("view_report",), 200, False, False),
        (("view_report", "view_conversation"), 200, True, False),
        (("view_report", "change_report"), 200, False, True),
        (("view_report", "change_report", "view_conversation"), 200, True, True),
    ],
)
def test_rights_open_one_door_each(names: tuple[str, ...], opens: int, reads: bool, decides: bool) -> None:
    told = reported()
    client = signed_in(staff_with(*names))
    assert client.get(LIST).status_code == opens
    response = client.get(change(told))
    html = response.content.decode()
    assert (response.status_code, WORDS in html) == (opens, reads)
    assert LogEntry.objects.count() == reads
    assert ('name="_block"' in html) == decides
    allowed = 302 if decides else 404 if opens == 403 else 403
    assert client.post(decide(told), {"_block": "x"}).status_code == allowed
    assert (Conversation.objects.get().state == "blocked") == decides


def test_desk_is_closed_to_everybody_else(client: Client) -> None:
    told = reported()
    for visitor in (client, signed_in(make_user())):
        for path in (LIST, change(told), decide(told)):
            assert visitor.get(path).status_code in {302, 403}
            assert visitor.post(path).status_code in {302, 403}
    assert Report.objects.waiting().count() == 1


def test_editors_see_reports_and_read_no_conversation() -> None:
    """Reading what people write to each other is a right of its own, given by hand."""
    told = reported()
    user = make_user(is_staff=True)
    user.groups.add(editors())
    html = signed_in(user).get(change(told)).content.decode()
    assert "Beleidigung" in html
    assert WORDS not in html


def test_conversation_without_a_report_is_visible_to_nobody() -> None:
    make_conversation()
    boss = make_staff()
    assert list(Conversation.objects.visible_to(boss)) == []
    assert list(Conversation.objects.visible_to(None)) == []
    assert list(Report.objects.visible_to(make_user())) == []


# --- what is shown --------------------------------------------------------------------------------
def test_reading_is_noted_each_time_and_addresses_are_not_shown() -> None:
    told, boss = reported(), make_staff()
    client = signed_in(boss)
    for _time in range(2):
        html = client.get(change(told)).content.decode()
    assert list(LogEntry.objects.values_list("user", "object_id")) == [(boss.pk, str(told.pk))] * 2
    assert ASKER.name in html
    assert HOST.name in html
    assert ASKER.email not in html
    assert HOST.email not in html


def test_list_costs_the_same_for_one_and_for_three() -> None:
    """Two queries of its own; what the frame of the desk asks is the frame's."""
    client = signed_in(make_staff())
    for count in (1, 2):
        for number in range(count):
            report_row(key=uuid.uuid4(), about="slip", about_id=number, subject="x", text="x")
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        assert len([query for query in queries if '"conversations_report"' in query["sql"]]) == 2


def test_public_entry_is_linked_while_it_is_public(city_kind: About) -> None:
    city = make_city(name_de="Posen")
    told = report_row(key=uuid.uuid4(), about="city", about_id=city.pk, subject="Posen", text="x")
    client = signed_in(make_staff())
    link = f'<a href="{city.get_absolute_url()}">Posen</a>'
    assert link in client.get(change(told)).content.decode()
    city.state = "draft"
    city.save()
    html = client.get(change(told)).content.decode()
    assert link not in html
    assert 'name="_block"' not in html


def test_desk_counts_what_waits() -> None:
    told, boss = reported(), make_staff()
    client = signed_in(boss)
    hot = f'<li class="hot">\n      <a href="{LIST}?state__exact=new"><b>1</b>'
    assert hot in client.get("/verwaltung/").content.decode()
    client.post(decide(told), {"_dismiss": "x"})
    assert hot not in client.get("/verwaltung/").content.decode()


# --- decisions ------------------------------------------------------------------------------------
def test_decision_is_kept_with_its_note_and_name() -> None:
    told, boss = reported(), make_staff()
    signed_in(boss).post(decide(told), {"_dismiss": "x", "note": "Harmlos"})
    told.refresh_from_db()
    assert (told.state, told.note, told.handled_by) == ("done", "Harmlos", boss)
    assert Conversation.objects.open().count() == 1


def test_second_decision_changes_nothing_and_says_who_was_first() -> None:
    told, first, second = reported(), make_staff(name="Anna"), make_staff()
    signed_in(first).post(decide(told), {"_dismiss": "x"})
    response = signed_in(second).post(decide(told), {"_block": "x"}, follow=True)
    assert Conversation.objects.open().count() == 1
    assert "Anna" in response.content.decode()


def test_note_that_is_too_long_decides_nothing() -> None:
    told = reported()
    response = signed_in(make_staff()).post(decide(told), {"_block": "x", "note": "a" * 2001})
    assert response["Location"] == change(told)
    assert Report.objects.waiting().count() == 1


def test_opened_decision_changes_nothing() -> None:
    told = reported()
    client = signed_in(make_staff())
    client.get("/verwaltung/")
    before = dump()
    assert client.get(decide(told)).status_code == 403
    assert dump() == before


@pytest.mark.parametrize(("action", "waiting", "state"), [("dismiss", 0, "open"), ("block", 1, "blocked")])
def test_actions_of_the_list_settle_what_they_can(action: str, waiting: int, state: str) -> None:
    told = reported()
    row = report_row(key=uuid.uuid4(), about="slip", about_id=7, subject="x", text="x")
    values = {"action": action, "_selected_action": [told.pk, row.pk]}
    for _time in range(2):
        signed_in(make_staff()).post(LIST, values)
    assert (Report.objects.waiting().count(), Conversation.objects.get().state) == (waiting, state)
