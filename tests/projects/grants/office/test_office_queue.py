"""The queue of the office and its cards: what is listed in which order, who finds what, at which cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.grants import office_actions
from projects.grants.desk import dates, money, tasks
from projects.grants.models import Application, Conflict
from projects.grants.office import queue
from tests.factories import make_user
from tests.factories_grants import make_application, make_budget, make_ruleset
from tests.factories_grants_office import QUEUE, in_days, make_in_check, make_sent
from tests.factories_grants_records import make_team_member
from twinning.accounts.models import User


@pytest.fixture
def officer(db: None) -> User:
    return make_team_member("officer", name="Ona Amt")


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def titles(client: Client, **asked: str) -> list[str]:
    response = client.get(reverse(QUEUE), asked)
    assert response.status_code == 200
    return [row["case"].title for row in response.context["list"]["rows"]]


def test_queue_begins_with_the_nearest_deadline_and_filters_by_everything(
    desk: Client, officer: User
) -> None:
    rules = make_ruleset()
    late = make_sent(officer, title="Spät", due_on=in_days(-2))
    soon = make_in_check(officer, title="Bald", due_on=in_days(3), ruleset=rules)
    make_sent(title="Ohne Tag")
    asked = make_in_check(officer, title="Gefragt")
    office_actions.request_changes(asked, by=officer, sections=["time"], text="Wann?", answer_by=in_days(1))
    make_application(title="Nur ein Entwurf")
    assert titles(desk) == ["Spät", "Gefragt", "Bald", "Ohne Tag"]
    assert titles(desk, sort="-deadline")[:3] == ["Bald", "Gefragt", "Spät"]
    cells = {
        ("state", "in_check"): ["Bald"],
        ("state", "changes_requested"): ["Gefragt"],
        ("programme", str(rules.programme_id)): ["Bald"],
        ("city", str(late.cities.get().pk)): ["Spät"],
        ("officer", "nobody"): ["Ohne Tag"],
        ("officer", "mine"): ["Spät", "Gefragt", "Bald"],
        ("overdue", "on"): ["Spät"],
        ("q", soon.number): ["Bald"],
        ("q", soon.applicant.name): ["Bald"],
        ("q", "entwurf"): [],
        ("year", "1999"): ["Spät", "Gefragt", "Bald", "Ohne Tag"],
        ("officer", "' or 1=1"): ["Spät", "Gefragt", "Bald", "Ohne Tag"],
    }
    assert {cell: titles(desk, **dict([cell])) for cell in cells} == cells
    page = desk.get(reverse(QUEUE), {"q": "nichts davon"}).content.decode()
    assert reverse(QUEUE) in page


def test_queue_costs_the_same_for_one_and_three(desk: Client, officer: User) -> None:
    make_sent(officer)
    desk.get(reverse(QUEUE))
    with CaptureQueriesContext(connection) as one:
        desk.get(reverse(QUEUE))
    make_sent(officer)
    make_sent()
    with CaptureQueriesContext(connection) as three:
        desk.get(reverse(QUEUE))
    assert len(one) == len(three) <= 22


def test_cases_with_a_tie_are_neither_listed_nor_counted(desk: Client, officer: User) -> None:
    tied, own = make_sent(), make_sent()
    Conflict.objects.create(application=tied, user=officer, is_tied=True)
    own.applicant.members.create(user=officer, role="project")
    assert titles(desk, state="all") == []
    assert titles(desk, q=tied.title) == []
    assert [figure.number for figure in queue.figures(officer)] == [0] * 6
    found = desk.get(reverse("admin:grants_applicant_changelist"), {"q": tied.applicant.name})
    assert [row.case_count for row in found.context["cl"].result_list] == [0]


def test_only_people_of_the_office_see_the_queue(client: Client, db: None) -> None:
    make_sent(title="Geheimes Theater")
    expected = {"lead": 200, "decider": 200, "reviewer": 403, "finance": 403}
    for role, status in expected.items():
        client.force_login(make_team_member(role))
        response = client.get(reverse(QUEUE))
        assert (role, response.status_code) == (role, status)
        assert (b"Geheimes Theater" in response.content) == (status == 200)
        assert ('name="act"' in response.content.decode()) == (role == "lead")
    client.force_login(make_user())
    assert client.get(reverse(QUEUE)).status_code == 403


def test_cards_show_my_cases_the_money_and_what_comes(rf: object, desk: Client, officer: User) -> None:
    mine = make_in_check(officer, title="Meins", due_on=in_days(2))
    free = make_sent(title="Niemands")
    make_sent(make_team_member("officer"), title="Von anderen")
    tied = make_sent(title="Verbunden")
    Conflict.objects.create(application=tied, user=officer, is_tied=True)
    office_actions.request_changes(
        make_sent(officer), by=officer, sections=["time"], text="Wann?", answer_by=in_days(5)
    )
    make_budget(mine.programme)
    request = desk.get(reverse(QUEUE)).wsgi_request
    assert [row["case"].title for row in tasks(request)["rows"]][:1] == ["Meins"]
    shown = {row["case"].title: str(row["next"]) for row in tasks(request)["rows"]}
    assert {"Von anderen", "Verbunden"}.isdisjoint(shown)
    assert shown[free.title] != shown[mine.title]
    assert [line.asked for line in money(request)["lines"]] == [mine.requested]
    assert [entry["day"] for entry in dates(request)["dates"]] == [in_days(5)]
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(reverse("admin:index"))
    assert "Meins" in response.content.decode()
    assert len(queries) <= 45


def test_awards_are_listed_for_finance_without_texts_and_ties(client: Client, officer: User) -> None:
    decider, finance = make_team_member("decider"), make_team_member("finance")
    case = make_in_check(officer, is_settled=True, title="Gefördert", short_text="Nur für das Büro")
    row = office_actions.send_to_decision(case, by=officer)
    decision = office_actions.prepare_decision(
        row, by=officer, outcome="approved", amount=row.requested, budget_line=make_budget(row.programme)
    )
    office_actions.sign_decision(decision, by=decider)
    client.force_login(finance)
    listed = reverse("admin:grants_award_changelist")
    one = reverse("admin:grants_award_change", args=[row.award.pk])
    for page in (listed, one):
        text = client.get(page).content.decode()
        assert "Gefördert" in text
        assert "Nur für das Büro" not in text
    assert client.post(one, {"amount": "9999"}).status_code == 403
    Conflict.objects.create(application=row, user=finance, is_tied=True)
    assert "Gefördert" not in client.get(listed).content.decode()
    assert client.get(one).status_code in {302, 404}
    assert Application.objects.get(pk=row.pk).award.amount == row.requested
