"""Panel sessions: agenda, quorum for each item, money, closing once, what a tied keeper sees."""

from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.grants import office_actions
from projects.grants.models import AgendaItem, Application, BudgetLine, Decision, Letter, Ruleset, Session
from projects.grants.panel import pot, workflow
from projects.grants.panel.actions import Overtaken
from projects.grants.workflow import Refused
from tests.factories_grants import make_budget, make_ruleset
from tests.factories_grants_panel import make_members, make_ready, make_session, make_yes
from tests.factories_grants_records import make_team_member
from twinning.accounts.models import User

ADD, LIST = "admin:grants_session_add", "admin:grants_session_changelist"


@pytest.fixture
def officer(db: None) -> User:
    return make_team_member("officer")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(row: Session | AgendaItem, name: str = "change") -> str:
    return reverse(f"admin:grants_session_{name}", args=[row.pk])


def refused(item: AgendaItem, resolution: workflow.Resolution, officer: User) -> list[str]:
    """What stands against a resolution."""
    with pytest.raises(Refused) as caught:
        workflow.resolve(item, resolution, by=officer, version=item.version)
    return [str(text) for text in caught.value.failures]


def test_session_is_planned_once_with_an_agenda(officer: User) -> None:
    case, people = make_ready(officer), make_members(2)
    client = signed_in(officer)
    values = {
        "programme": case.programme_id, "day": "2026-12-14", "time": "16:00", "place": "Raum 3", "quorum": 2,
        "people": [person.pk for person in people],
    }  # fmt: skip
    assert client.post(reverse(ADD), values | {"quorum": 9}).status_code == 422
    for _press in range(2):
        client.post(reverse(ADD), values)
    session = Session.objects.get()
    as_in_the_rules = values | {"quorum": "", "day": "2026-12-21"}
    Ruleset.objects.update(quorum=9)
    assert client.post(reverse(ADD), as_in_the_rules).status_code == 422
    Ruleset.objects.update(quorum=1)
    client.post(reverse(ADD), as_in_the_rules)
    second = Session.objects.exclude(pk=session.pk).get()
    assert (session.quorum, second.quorum) == (2, 1)
    second.attendances.all().delete()
    second.delete()
    assert (timezone.localtime(session.held_at).hour, session.attendances.count()) == (16, 2)
    assert client.post(page_of(session, "agenda"), {"cases": []}).status_code == 422
    for _press in range(2):
        client.post(page_of(session, "agenda"), {"cases": [case.pk]})
    item = session.items.get()
    update = client.get(page_of(session, "update")).context["form"].initial
    assert update["people"] == [person.pk for person in people]
    moved = values | {"day": "2026-12-15", "people": [people[0].pk, officer.pk]}
    assert client.post(page_of(session, "update"), moved | {"quorum": 9}).status_code == 422
    client.post(page_of(session, "update"), moved)
    session.refresh_from_db()
    assert timezone.localtime(session.held_at).day == 15
    assert set(session.attendances.values_list("person", flat=True)) == {people[0].pk, officer.pk}
    assert (item.position, case.title in client.get(page_of(session)).text) == (1, True)
    client.post(page_of(item, "remove"))
    assert session.items.count() == 0
    assert "Raum 3" in client.get(reverse(LIST)).text


def test_case_stands_on_one_open_agenda_only(officer: User) -> None:
    case, people = make_ready(officer), make_members(2)
    first = make_session(officer, [case], people)
    other = workflow.plan(
        by=officer,
        programme=case.programme,
        held_at=first.held_at + timezone.timedelta(days=1),
        people=people,
    )
    with pytest.raises(Refused):
        workflow.add_items(other, [case], by=officer)
    # The agenda closes up when an item leaves.
    more = [make_ready(officer, case.ruleset) for _number in range(2)]
    workflow.add_items(first, more, by=officer)
    workflow.remove_item(first.items.get(application=case), by=officer)
    assert list(first.items.values_list("position", "application")) == [(1, more[0].pk), (2, more[1].pk)]


def test_tied_members_leave_the_room_for_their_item(officer: User) -> None:
    rules, people = make_ruleset(), make_members(3)
    one, two = make_ready(officer, rules), make_ready(officer, rules)
    office_actions.declare_ties(one, by=people[0], is_tied=True, reason="Vorstand")
    office_actions.declare_ties(one, by=people[1], is_tied=True, reason="Schwester")
    session = make_session(officer, [one, two], people)
    first, second = session.items.all()
    [quorum] = refused(first, make_yes(yes=1), officer)
    assert ("1" in quorum, "2" in quorum) == (True, True)
    [votes] = refused(second, make_yes(yes=2), officer)
    assert "3" in votes
    done = workflow.resolve(second, make_yes(), by=officer, version=1)
    assert (done.result, done.amount) == ("approved", Decimal(2500))
    told = two.events.get(code="resolve").data
    assert (len(told["voters"]), told["left"], told["votes"]) == (3, [], [3, 0, 0])
    shown = signed_in(officer).get(page_of(session) + f"?item={first.pk}").text
    assert str(people[0]) in shown.split('class="warned"')[1]


LACKING: list[tuple[dict[str, Any], int]] = [
    ({"result": ""}, 1),
    ({"result": "approved", "amount": None}, 1),
    ({"result": "approved", "amount": Decimal(9000)}, 1),
    ({"result": "approved", "amount": Decimal(2000)}, 1),
    ({"result": "approved_reduced", "amount": Decimal(2500)}, 2),
    ({"result": "rejected", "yes": 0, "no": 3}, 1),
    ({"result": "approved", "yes": 1, "no": 2}, 1),
    ({"result": "approved", "yes": -1, "no": 4}, 1),
]


def test_resolution_without_what_it_needs_is_refused(officer: User) -> None:
    session = make_session(officer, [make_ready(officer)], make_members(3))
    item = session.items.get()
    assert [len(refused(item, make_yes(**values), officer)) for values, _count in LACKING] == [
        count for _values, count in LACKING
    ]


def test_resolution_above_the_rest_is_refused_with_the_number(officer: User) -> None:
    rules = make_ruleset()
    make_budget(rules.programme, amount=Decimal(4000))
    cases = [make_ready(officer, rules) for _number in range(2)]
    session = make_session(officer, cases, make_members(3))
    first, second = session.items.all()
    workflow.resolve(first, make_yes(), by=officer, version=1)
    [text] = refused(second, make_yes(), officer)
    assert "1.500,00" in text
    # The same item may be resolved anew: its own promise does not count against it.
    workflow.resolve(first, make_yes(), by=officer, version=2)
    line = BudgetLine.objects.get()
    assert (pot.pot(line).free, pot.pots([line])[0].reserved) == (Decimal(1500), Decimal(2500))
    # A withdrawn case needs no money, and does not keep the session open.
    Application.objects.filter(pk=first.application_id).update(state="withdrawn")
    assert (pot.pot(line).free, pot.pots([line])[0].reserved) == (Decimal(4000), Decimal(0))
    workflow.resolve(second, make_yes(), by=officer, version=1)
    workflow.close(session, by=officer)
    assert list(Decision.objects.values_list("application", flat=True)) == [second.application_id]
    assert pot.pot(line).reserved == Decimal(2500)
    Application.objects.filter(pk=second.application_id).update(state="withdrawn")
    assert list(pot.to_sign()) == []


def test_page_resolves_and_keeps_what_was_typed(officer: User) -> None:
    cases = [make_ready(officer)]
    cases.append(make_ready(officer, cases[0].ruleset))
    session = make_session(officer, cases, make_members(3))
    first, second = session.items.all()
    client, typed = (
        signed_in(officer),
        {"result": "approved_reduced", "yes": 3, "no": 0, "abstain": 0, "amount": "2.000", "version": 1},
    )
    bad = client.post(page_of(first, "item"), typed | {"reason": ""})
    assert (bad.status_code, 'value="2.000"' in bad.text) == (422, True)
    good = client.post(page_of(first, "item"), typed | {"reason": "Honorar gekürzt."})
    assert f"item={second.pk}" in good["Location"]
    late = client.post(page_of(first, "item"), typed | {"reason": "Von nebenan."})
    assert (late.status_code, "Von nebenan." in late.text) == (409, True)
    first.refresh_from_db()
    assert (first.amount, first.reason) == (Decimal(2000), "Honorar gekürzt.")
    with pytest.raises(Overtaken):
        workflow.resolve(first, make_yes(), by=officer, version=1)
    row = session.attendances.first()
    client.post(page_of(session, "attendance"), {f"note_{row.pk}": "entschul\0digt "})
    assert (session.attendances.filter(is_present=True).count(), session.attendances.first().note) == (
        0,
        "entschuldigt",
    )


def test_closing_prepares_each_decision_once_and_keeps_the_minutes(officer: User) -> None:
    rules = make_ruleset()
    cases = [make_ready(officer, rules) for _number in range(3)]
    session = make_session(officer, cases, make_members(3))
    first, second, third = session.items.all()
    workflow.resolve(first, make_yes(), by=officer, version=1)
    no = workflow.Resolution("rejected", no=3, reason="Es fehlt der Austausch.")
    workflow.resolve(second, no, by=officer, version=1)
    client = signed_in(officer)
    client.post(page_of(session, "close"))
    assert Decision.objects.count() == 0  # an item is open
    workflow.resolve(third, workflow.Resolution("postponed"), by=officer, version=1)
    for _press in range(2):
        client.post(page_of(session, "close"))
    session.refresh_from_db()
    outcomes = set(Decision.objects.values_list("application", "outcome", "prepared_by", "agenda_item"))
    assert session.state == "closed"
    assert outcomes == {
        (cases[0].pk, "approved", officer.pk, first.pk),
        (cases[1].pk, "rejected", officer.pk, second.pk),
    }
    assert Letter.objects.get(session=session).kind == "minutes"
    assert client.get(page_of(session, "minutes"))["Content-Type"] == "application/pdf"
    # The prepared decision is the resolution of today, not somebody else's besides it.
    funds = client.get(page_of(session, "change")).context["money"]
    assert (funds.today, funds.others) == (make_yes().amount, 0)
    assert BudgetLine.objects.get().committed == 0
    with pytest.raises(Refused):
        workflow.resolve(third, make_yes(), by=officer, version=2)
    # What was postponed may come to the next session.
    later = workflow.plan(by=officer, programme=rules.programme, held_at=timezone.now(), people=[officer])
    assert list(workflow.addable(later, officer)) == [cases[2]]


def test_keeper_with_a_tie_sees_nothing_of_the_item(officer: User) -> None:
    rules, keeper = make_ruleset(), make_team_member("officer")
    secret, plain = make_ready(officer, rules, title="Geheimes Vorhaben"), make_ready(officer, rules)
    session = make_session(officer, [secret, plain], make_members(3))
    office_actions.declare_ties(secret, by=keeper, is_tied=True, reason="Vorstand")
    client = signed_in(keeper)
    for address in (page_of(session), page_of(session) + f"?item={session.items.first().pk}"):
        assert "Geheimes Vorhaben" not in client.get(address).text
    item = session.items.get(application=secret)
    assert client.post(page_of(item, "item"), {"result": "postponed", "version": 1}).status_code == 404
    assert client.post(page_of(item, "remove")).status_code == 404
    assert client.get(page_of(session, "minutes")).status_code == 404
    client.post(page_of(session, "close"))
    session.refresh_from_db()
    assert (session.state, AgendaItem.objects.count()) == ("open", 2)


def test_session_page_takes_the_same_queries_for_one_and_three_items(officer: User) -> None:
    rules, people, counts = make_ruleset(), make_members(3), []
    session = make_session(officer, [make_ready(officer, rules)], people)
    client = signed_in(officer)
    client.get(page_of(session))
    for number in (0, 2):
        workflow.add_items(session, [make_ready(officer, rules) for _more in range(number)], by=officer)
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(session))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- at once --------------------------------------------------------------------------------------
def _at_once(acts: list[Any]) -> None:
    start = Barrier(len(acts))

    def run(act: Any) -> None:
        start.wait()
        try:
            act()
        except (Refused, Overtaken):
            pass
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def open_session(transactional_db: None) -> tuple[User, Session]:
    """Four cases of 2,500 euros each, 6,000 euros in the pot."""
    officer, rules = make_team_member("officer"), make_ruleset()
    make_budget(rules.programme, amount=Decimal(6000))
    cases = [make_ready(officer, rules) for _number in range(4)]
    return officer, make_session(officer, cases, make_members(3))


def test_resolutions_at_once_never_promise_more_than_there_is(open_session: tuple[User, Session]) -> None:
    officer, session = open_session
    items = list(session.items.all())
    _at_once([lambda item=item: workflow.resolve(item, make_yes(), by=officer, version=1) for item in items])
    assert AgendaItem.objects.filter(result="approved").count() == 2
    assert pot.pot(BudgetLine.objects.get()).free == Decimal(1000)
    for item in AgendaItem.objects.filter(result=""):
        workflow.resolve(item, workflow.Resolution("postponed"), by=officer, version=1)
    _at_once([lambda: workflow.close(session, by=officer)] * 4)
    assert Decision.objects.count() == 2
    assert Application.objects.filter(state="for_decision").count() == 4


def test_without_the_locks_promises_exceed_the_budget(open_session: tuple[User, Session]) -> None:
    """Negative control: reading, waiting and writing as above, without the locks, promises too much."""
    _officer, session = open_session
    pause = Barrier(3)

    def naive(item: AgendaItem) -> None:
        free = pot.pot(BudgetLine.objects.get()).free
        pause.wait()
        if free >= Decimal(2500):
            AgendaItem.objects.filter(pk=item.pk).update(result="approved", amount=Decimal(2500))

    _at_once([lambda item=item: naive(item) for item in session.items.all()[:3]])
    assert pot.pot(BudgetLine.objects.get()).free < 0
