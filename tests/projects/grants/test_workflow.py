"""Every cell of (state x transition x role): only what the table says happens, all else is refused."""

from collections.abc import Iterator
from itertools import product
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.grants import machines, workflow
from projects.grants.application import STATES
from projects.grants.decision import AWARD_STATES
from projects.grants.models import Application, Award, BudgetLine, Decision, Event
from tests.factories import make_user
from tests.factories_grants import make_application, make_budget
from twinning.accounts.models import User

ROLES = ("writer", "signatory", "finance_writer", "officer", "decider", "lead", "finance", "clock")


@pytest.fixture
def actor(db: None) -> User:
    return make_user()


@pytest.fixture
def application(actor: User) -> Application:
    """A row that may stand in any state: it has what sent ones need."""
    row = make_application(actor)
    Application.objects.filter(pk=row.pk).update(
        number="HF-2026-0001", submitted_at=timezone.now(), snapshot={"title": row.title}
    )
    row.refresh_from_db()
    return row


@pytest.fixture
def award(application: Application) -> Award:
    line: BudgetLine = make_budget(application.programme)
    decision = Decision.objects.create(
        application=application, outcome="approved", amount=2500, budget=line, prepared_by=make_user()
    )
    return Award.objects.create(application=application, decision=decision, amount=2500)


@pytest.fixture(autouse=True)
def open_guards() -> Iterator[None]:
    """Guards have tests of their own; here they all say yes."""
    with patch.dict(workflow.GUARDS, dict.fromkeys(workflow.GUARDS, lambda row, actor: [])):
        yield


def taken(machine: machines.Machine, row: Application | Award, code: str, actor: User, role: str) -> bool:
    """Whether the transition goes through for somebody who has just this role; undone afterwards."""
    with patch.object(workflow, "roles_of", lambda actor, obj: {role}):
        point = transaction.savepoint()
        try:
            workflow.perform(machine, row, code, actor=actor, reason="Darum.")
        except workflow.Refused:
            return False
        else:
            return True
        finally:
            transaction.savepoint_rollback(point)


@pytest.mark.parametrize("role", ROLES)
def test_application_takes_only_the_steps_of_the_table(
    application: Application, actor: User, role: str
) -> None:
    wrong = []
    for state, transition in product(STATES, machines.APPLICATION.transitions.values()):
        Application.objects.filter(pk=application.pk).update(state=state)
        expected = state in transition.sources and role in transition.roles
        if taken(machines.APPLICATION, application, transition.code, actor, role) != expected:
            wrong.append((state, transition.code, expected))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_award_takes_only_the_steps_of_the_table(award: Award, actor: User, role: str) -> None:
    wrong = []
    for state, transition in product(AWARD_STATES, machines.AWARD.transitions.values()):
        Award.objects.filter(pk=award.pk).update(state=state)
        expected = state in transition.sources and role in transition.roles
        if taken(machines.AWARD, award, transition.code, actor, role) != expected:
            wrong.append((state, transition.code, expected))
    assert wrong == []


@pytest.mark.parametrize("machine", machines.MACHINES.values(), ids=machines.MACHINES)
def test_transitions_lead_between_states_that_exist(machine: machines.Machine) -> None:
    states = set(machine.model.State.values)
    for transition in machine.transitions.values():
        assert {*transition.sources, transition.target} <= states


@pytest.mark.parametrize("machine", machines.MACHINES.values(), ids=machines.MACHINES)
def test_every_guard_of_a_table_exists(machine: machines.Machine) -> None:
    named = {
        (machine.name, name) for transition in machine.transitions.values() for name in transition.guards
    }
    assert named <= set(workflow.GUARDS)


def test_a_reason_is_asked_for_where_the_table_says_so(application: Application, actor: User) -> None:
    Application.objects.filter(pk=application.pk).update(state="in_check")
    with patch.object(workflow, "roles_of", lambda actor, obj: {"officer"}):
        with pytest.raises(workflow.Refused) as caught:
            workflow.perform(machines.APPLICATION, application, "refuse_formally", actor=actor, reason="  ")
    assert len(caught.value.failures) == 1


def test_a_refusal_names_every_failure_at_once(application: Application, actor: User) -> None:
    with (
        patch.dict(workflow.GUARDS, {("application", "checked"): lambda row, actor: ["Eins.", "Zwei."]}),
        patch.object(workflow, "roles_of", lambda actor, obj: set()),
        pytest.raises(workflow.Refused) as caught,
    ):
        workflow.perform(machines.APPLICATION, application, "send_to_decision", actor=actor)
    assert len(caught.value.failures) == 4


def test_possible_shows_what_is_closed_with_its_reasons(application: Application, actor: User) -> None:
    Application.objects.filter(pk=application.pk).update(state="in_check")
    application.refresh_from_db()
    with (
        patch.dict(workflow.GUARDS, {("application", "checked"): lambda row, actor: ["Noch nicht."]}),
        patch.object(workflow, "roles_of", lambda actor, obj: {"officer"}),
    ):
        rows = {
            row.transition.code: row.is_open
            for row in workflow.possible(machines.APPLICATION, application, actor)
        }
    assert rows == {
        "request_changes": True,
        "refuse_formally": True,
        "send_to_review": False,
        "send_to_decision": False,
    }


def test_trail_is_written_with_the_step(application: Application, actor: User) -> None:
    Application.objects.filter(pk=application.pk).update(state="submitted")
    with patch.object(workflow, "roles_of", lambda actor, obj: {"officer"}):
        workflow.perform(machines.APPLICATION, application, "start_check", actor=actor)
    event = Event.objects.get()
    assert (event.source, event.target, event.actor_name) == ("submitted", "in_check", str(actor))


@pytest.mark.parametrize(
    ("model", "name"), [(Application, "grants_application_state"), (Award, "grants_award_state")]
)
def test_database_knows_the_list_of_states(award: Award, model: type, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(state="odd")
