"""Deciding: two people, one budget, every outcome; nobody decides in their own case."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from projects.grants import actions, office_actions
from projects.grants.budget import Overspent, commit
from projects.grants.models import Application, Award, BudgetLine, Decision, Ruleset
from projects.grants.workflow import Refused
from tests.factories import make_user
from tests.factories_grants import make_application, make_budget, make_ruleset
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail


def staff(*roles: str) -> User:
    """A member of staff with roles in grants."""
    call_command("set_up_grant_roles", verbosity=0)
    names = {"officer": "Förderung: Sachbearbeitung", "decider": "Förderung: Entscheidung"}
    user = make_user(is_staff=True)
    user.groups.set(Group.objects.filter(name__in=[names[role] for role in roles]))
    return User.objects.get(pk=user.pk)


def for_decision(officer: User, ruleset: Ruleset | None = None) -> Application:
    """A sent application whose check is done."""
    person = make_user()
    row = actions.submit(make_application(person, ruleset=ruleset), user=person)
    office_actions.start_check(row, by=officer)
    for code in office_actions.CHECKLIST:
        office_actions.settle_check(row, code, by=officer, verdict="ok")
    return office_actions.send_to_decision(row, by=officer)


def prepare(
    row: Application, officer: User, outcome: str = "approved", amount: str = "2500", **values: object
) -> Decision:
    line = BudgetLine.objects.filter(programme=row.programme).first() or make_budget(row.programme)
    rest = {"outcome": outcome, "amount": Decimal(amount), "budget_line": line} | values
    return office_actions.prepare_decision(row, by=officer, **rest)


@pytest.fixture
def officer(db: None) -> User:
    return staff("officer")


@pytest.fixture
def decider(db: None) -> User:
    return staff("decider")


def test_approval_binds_the_money_and_begins_the_award(officer: User, decider: User) -> None:
    decision = prepare(for_decision(officer), officer)
    row = office_actions.sign_decision(decision, by=decider)
    assert (row.state, Award.objects.get().amount, BudgetLine.objects.get().committed) == (
        "approved",
        Decimal(2500),
        Decimal(2500),
    )


def test_signing_twice_binds_once(officer: User, decider: User) -> None:
    decision = prepare(for_decision(officer), officer)
    for _number in range(2):
        office_actions.sign_decision(decision, by=decider)
    assert (Award.objects.count(), BudgetLine.objects.get().committed) == (1, Decimal(2500))


def test_reduced_grant_waits_for_a_new_plan(officer: User, decider: User) -> None:
    decision = prepare(
        for_decision(officer), officer, "approved_reduced", "1800", reason="Der Topf ist klein."
    )
    assert office_actions.sign_decision(decision, by=decider).state == "approved_reduced"
    assert Award.objects.get().needs_new_plan is True


def test_rejection_binds_nothing(officer: User, decider: User) -> None:
    decision = prepare(for_decision(officer), officer, "rejected", reason="Es fehlt der Austausch.")
    assert office_actions.sign_decision(decision, by=decider).state == "rejected"
    assert (Award.objects.count(), BudgetLine.objects.get().committed) == (0, Decimal(0))


def test_whoever_prepares_a_decision_does_not_sign_it(db: None) -> None:
    both = staff("officer", "decider")
    decision = prepare(for_decision(both), both)
    with pytest.raises(Refused) as caught:
        office_actions.sign_decision(decision, by=both)
    assert len(caught.value.failures) == 1


def test_database_refuses_one_pair_of_eyes(officer: User) -> None:
    decision = prepare(for_decision(officer), officer)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(decided_by=officer, decided_at=timezone.now())


def test_decider_with_a_tie_can_not_sign(officer: User, decider: User) -> None:
    row = for_decision(officer)
    office_actions.declare_ties(row, by=decider, is_tied=True, reason="Vorstand")
    with pytest.raises(Refused):
        office_actions.sign_decision(prepare(row, officer), by=decider)


def test_a_tie_can_not_be_taken_back(officer: User, decider: User) -> None:
    row = for_decision(officer)
    office_actions.declare_ties(row, by=decider, is_tied=True)
    assert office_actions.declare_ties(row, by=decider, is_tied=False).is_tied is True


def test_citizen_can_neither_check_nor_decide(officer: User) -> None:
    row = for_decision(officer)
    decision = prepare(row, officer)
    with pytest.raises(Refused):
        office_actions.sign_decision(decision, by=make_user())
    with pytest.raises(Refused):
        office_actions.add_note(row, by=make_user(), text="x")


@pytest.mark.parametrize(
    ("outcome", "values", "count"),
    [
        ("approved", {"amount": Decimal(0), "budget_line": None}, 2),
        ("approved", {"amount": Decimal(9000)}, 1),
        ("approved_reduced", {}, 1),
        ("rejected", {}, 1),
    ],
)
def test_decision_without_what_it_needs_is_refused_with_every_reason(
    officer: User, outcome: str, values: dict, count: int
) -> None:
    row = for_decision(officer)
    with pytest.raises(Refused) as caught:
        prepare(row, officer, outcome, **values)
    assert len(caught.value.failures) == count


def test_changes_open_only_the_named_steps(officer: User) -> None:
    person = make_user()
    row = actions.submit(make_application(person), user=person)
    day = timezone.localdate() + timedelta(days=10)
    row = office_actions.request_changes(
        row, by=officer, sections=["partner"], text="Die Zusage fehlt.", answer_by=day
    )
    assert (row.state, row.open_sections) == ("changes_requested", ["partner"])
    assert [actions.may_write(row, person, step) for step in ("partner", "costs")] == [True, False]
    again = actions.resubmit(row, user=person)
    assert (again.state, again.open_sections, again.change_requests.get().answered_at is not None) == (
        "submitted",
        [],
        True,
    )
    assert OutgoingMail.objects.filter(key__startswith="grants-changes-").count() == 1


# --- the budget under load ------------------------------------------------------------------------
def _at_once(acts: list) -> None:
    start = Barrier(len(acts))

    def run(act: object) -> None:
        start.wait()
        try:
            act()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_decisions_at_once_never_spend_more_than_there_is() -> None:
    officer, decider, rules = staff("officer"), staff("decider"), make_ruleset()
    make_budget(rules.programme, amount=Decimal(6000))
    decisions = [prepare(for_decision(officer, rules), officer) for _number in range(4)]
    refused = []

    def sign(decision: Decision) -> None:
        try:
            office_actions.sign_decision(decision, by=decider)
        except Refused as error:
            refused.append(error)

    _at_once([lambda decision=decision: sign(decision) for decision in decisions])
    assert (Award.objects.count(), len(refused), BudgetLine.objects.get().committed) == (2, 2, Decimal(5000))
    assert Application.objects.filter(state="for_decision").count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_commitments_are_lost() -> None:
    """Negative control: reading, waiting and writing without a lock forgets commitments in this very harness."""
    line = make_budget(make_ruleset().programme, amount=Decimal(9000))
    pause = Barrier(3)

    def naive() -> None:
        with transaction.atomic():
            row = BudgetLine.objects.get(pk=line.pk)
            pause.wait()
            row.committed += Decimal(1000)
            row.save()

    _at_once([naive] * 3)
    assert BudgetLine.objects.get().committed < Decimal(3000)


def test_commit_refuses_a_cent_too_much(db: None) -> None:
    line = make_budget(make_ruleset().programme, amount=Decimal("10.00"))
    with pytest.raises(Overspent) as caught:
        commit(line, Decimal("10.01"))
    assert caught.value.left == Decimal("10.00")
    assert commit(line, Decimal("10.00")).left == 0


@pytest.mark.django_db(transaction=True)
def test_two_people_sign_at_once_and_one_award_begins() -> None:
    officer, rules = staff("officer"), make_ruleset()
    make_budget(rules.programme)
    decision = prepare(for_decision(officer, rules), officer)
    deciders = [staff("decider") for _number in range(4)]
    _at_once(
        [lambda decider=decider: office_actions.sign_decision(decision, by=decider) for decider in deciders]
    )
    assert (Award.objects.count(), BudgetLine.objects.get().committed) == (1, Decimal(2500))
