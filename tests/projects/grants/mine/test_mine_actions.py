"""Accepting a grant, adapting the plan to a smaller one, copying: once each, and only by those who may."""

from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections

from projects.grants import actions
from projects.grants.actions import may_write, save_step
from projects.grants.mine.actions import accept, against_plan, copy_once
from projects.grants.models import ApplicantMember, Application, Award, CostLine
from projects.grants.workflow import Refused
from tests.factories import make_user
from tests.factories_grants import make_application
from tests.factories_grants_mine import make_award
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail


@pytest.fixture
def user(db: None) -> User:
    return make_user()


def member(application: Application, role: str) -> User:
    person = make_user()
    ApplicantMember.objects.create(applicant=application.applicant, user=person, role=role)
    return person


def adapt(application: Application, user: User, costs: int) -> Application:
    """The plan costs this much from now on; 500 of it are the applicant's own."""

    def write(row: Application) -> None:
        CostLine.objects.filter(application=row).update(unit_price=Decimal(costs))

    version = Application.objects.get(pk=application.pk).version_of("costs")
    return save_step(application, "costs", user=user, version=version, write=write)


def test_accept_makes_the_grant_final_once(user: User) -> None:
    award = make_award(user, 2500)
    first, second = (accept(award.application, user=user) for _click in range(2))
    assert (first.state, first.accepted_at) == ("accepted", second.accepted_at)
    assert first.accepted_at is not None
    assert award.application.events.filter(machine="award", code="accept").count() == 1
    assert OutgoingMail.objects.filter(recipient=user.email).count() == 1


def test_accept_is_refused_to_writers_strangers_and_before_the_letter(user: User) -> None:
    award = make_award(user, 2500)
    for person in (member(award.application, "project"), member(award.application, "finance"), make_user()):
        with pytest.raises(Refused):
            accept(award.application, user=person)
    for other in (make_award(user, 2500, is_told=False).application, make_application(user)):
        with pytest.raises(Refused):
            accept(other, user=user)
    assert not Award.objects.filter(state="accepted").exists()


def test_reduced_grant_is_final_only_with_a_plan_that_fits(user: User) -> None:
    award = make_award(user, 2000)
    row = award.application
    with pytest.raises(Refused) as caught:
        accept(row, user=user)
    assert len(caught.value.failures) == 1
    row = adapt(row, user, 2500)
    assert against_plan(row, award) == []
    snapshot = row.snapshot
    done = accept(row, user=user)
    assert (done.state, done.needs_new_plan) == ("accepted", False)
    row.refresh_from_db()
    assert (row.requested, row.snapshot) == (Decimal(2000), snapshot)
    event = row.events.get(code="accept")
    assert event.data["plan"]["sums"]["requested"] == "2000.00"


def test_plan_opens_only_for_signatories_until_the_grant_is_final(user: User) -> None:
    reduced, whole = make_award(user, 2000), make_award(user, 2500)
    row = reduced.application
    writer = member(row, "project")
    assert may_write(row, user, "costs")
    assert not may_write(row, writer, "costs")
    assert not any(may_write(row, user, step) for step in ("applicant", "project", "time", "review"))
    assert not may_write(whole.application, user, "costs")
    assert not may_write(make_award(user, 2000, is_told=False).application, user, "costs")
    accept(adapt(row, user, 2400), user=user)
    assert not may_write(row, user, "costs")
    with pytest.raises(Refused):
        adapt(row, user, 2600)


def test_plan_without_a_requested_grant_can_not_be_accepted(user: User) -> None:
    award = make_award(user, 2000)
    row = adapt(award.application, user, 400)
    with pytest.raises(Refused):
        accept(row, user=user)
    award.refresh_from_db()
    assert (award.state, award.needs_new_plan) == ("notified", True)


def test_copy_brings_texts_and_lines_but_no_dates(user: User) -> None:
    row = make_award(user, 2500).application
    key = uuid4()
    draft = copy_once(row, user=user, key=key)
    assert (draft.state, draft.title, draft.number, draft.starts_on) == ("draft", row.title, None, None)
    assert (draft.copied_from, draft.applicant) == (row, row.applicant)
    assert (draft.costs.count(), draft.incomes.count()) == (1, 1)
    assert copy_once(row, user=user, key=key) == draft
    other = member(row, "finance")
    assert copy_once(row, user=other, key=key) != draft
    with pytest.raises(Refused):
        copy_once(row, user=make_user(), key=key)


def _at_once(act: object, number: int = 4) -> list[Application]:
    made, raised = [], []
    pause = Barrier(number)

    def run() -> None:
        try:
            pause.wait()
            made.append(act())
        except IntegrityError as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [*made, *raised]


@pytest.mark.django_db(transaction=True)
def test_copy_clicked_at_once_is_one_draft() -> None:
    person, key = make_user(), uuid4()
    row = make_application(person)
    made = _at_once(lambda: copy_once(row, user=person, key=key))
    assert len({draft.pk for draft in made}) == 1
    draft = Application.objects.get(copied_from=row)
    assert (draft.costs.count(), draft.incomes.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_copy_without_the_second_look_breaks_in_this_very_harness() -> None:
    """Negative control: the plain act lets the slower clicks fail."""
    person, key = make_user(), uuid4()
    row = make_application(person)
    made = _at_once(lambda: actions.copy(row, user=person, key=key))
    assert any(isinstance(result, IntegrityError) for result in made)


@pytest.mark.django_db(transaction=True)
def test_accept_clicked_at_once_is_one_event_and_one_mail() -> None:
    person = make_user()
    award = make_award(person, 2500)
    assert len({row.accepted_at for row in _at_once(lambda: accept(award.application, user=person))}) == 1
    assert award.application.events.filter(code="accept").count() == 1
    assert OutgoingMail.objects.filter(recipient=person.email).count() == 1
