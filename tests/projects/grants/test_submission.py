"""Sending: exactly one application with one number, whatever happens; the deadline is the database's."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from unittest.mock import patch

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from projects.grants import actions, completeness, numbering
from projects.grants.application import FileNumber
from projects.grants.models import Application, Event, Round
from projects.grants.workflow import Refused
from tests.factories import make_user
from tests.factories_grants import make_application, make_programme, make_ruleset
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

YEAR = timezone.localdate().year


@pytest.fixture
def user(db: None) -> User:
    return make_user()


def test_submit_gives_number_time_snapshot_trail_and_receipt(user: User) -> None:
    sent = actions.submit(make_application(user), user=user)
    assert (sent.state, sent.number) == ("submitted", f"HF-{YEAR}-0001")
    assert sent.submitted_at is not None
    assert sent.snapshot["title"] == "Papierkraniche"
    assert sent.snapshot["sums"]["requested"] == "2500.00"
    event = Event.objects.get(code="submit")
    assert (event.source, event.target, event.actor, event.is_applicant) == ("draft", "submitted", user, True)
    assert sent.number in OutgoingMail.objects.get(recipient=user.email).subject


def test_submit_twice_changes_nothing(user: User) -> None:
    application = make_application(user)
    first, second = actions.submit(application, user=user), actions.submit(application, user=user)
    assert (first.number, first.submitted_at) == (second.number, second.submitted_at)
    assert (Event.objects.filter(code="submit").count(), OutgoingMail.objects.count()) == (1, 1)


def test_submit_names_everything_that_is_missing_and_stores_nothing(user: User) -> None:
    application = make_application(user, whole=False)
    with pytest.raises(Refused) as caught:
        actions.submit(application, user=user)
    application.refresh_from_db()
    assert (application.state, application.number, FileNumber.objects.count()) == ("draft", None, 0)
    assert len(caught.value.failures) >= 8


def test_submit_by_somebody_else_is_refused(user: User) -> None:
    application = make_application(user)
    with pytest.raises(Refused):
        actions.submit(application, user=make_user())


def test_a_number_that_was_drawn_for_nothing_is_given_back(user: User) -> None:
    application = make_application(user)
    with (
        patch("projects.grants.actions.tell_applicant", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        actions.submit(application, user=user)
    application.refresh_from_db()
    assert application.state == "draft"
    assert actions.submit(application, user=user).number == f"HF-{YEAR}-0001"


@pytest.mark.parametrize(("seconds", "is_in_time"), [(-1, True), (0, False), (1, False)])
def test_deadline_is_judged_by_the_database_clock(user: User, seconds: int, is_in_time: bool) -> None:
    rules = make_ruleset(make_programme(opening="rounds"))
    closes = timezone.now() + timedelta(days=1)
    call = Round.objects.create(
        programme=rules.programme, name_de="Runde", opens_at=closes - timedelta(days=30), closes_at=closes
    )
    application = make_application(user, ruleset=rules, round=call)
    with patch("projects.grants.guards.database_now", return_value=closes + timedelta(seconds=seconds)):
        if is_in_time:
            assert actions.submit(application, user=user).number
        else:
            with pytest.raises(Refused, match=r"Frist|deadline"):
                actions.submit(application, user=user)


def test_begin_twice_with_one_key_makes_one_draft(user: User) -> None:
    rules = make_ruleset()
    key = make_application(user, ruleset=rules, whole=False).key
    again = actions.begin(user=user, programme=rules.programme, language="fr", key=key)
    assert (Application.objects.count(), again.key) == (1, key)


def test_save_step_tells_the_second_editor(user: User) -> None:
    application = make_application(user)

    def write(title: str) -> None:
        actions.save_step(
            application, "project", user=user, version=0, write=lambda row: setattr(row, "title", title)
        )

    write("Erste")
    with pytest.raises(actions.StepConflict) as caught:
        write("Zweite")
    application.refresh_from_db()
    assert (application.title, caught.value.stored.title) == ("Erste", "Erste")


def test_sent_application_can_not_be_written_any_more(user: User) -> None:
    sent = actions.submit(make_application(user), user=user)
    with pytest.raises(Refused):
        actions.save_step(sent, "project", user=user, version=0, write=lambda row: None)


# --- the trail ------------------------------------------------------------------------------------
@pytest.mark.parametrize("statement", ["UPDATE grants_event SET reason = 'x'", "DELETE FROM grants_event"])
def test_trail_can_not_be_changed_in_the_database(user: User, statement: str) -> None:
    actions.submit(make_application(user), user=user)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_trail_keeps_the_name_when_the_account_goes(user: User) -> None:
    user.name = "Kim Kasse"
    user.save()
    sent = actions.submit(make_application(user), user=user)
    user.delete()
    event = sent.events.get(code="submit")
    assert (event.actor, event.actor_name) == (None, "Kim Kasse")


# --- races ----------------------------------------------------------------------------------------
def _at_once(number: int, act: object) -> None:
    start = Barrier(number)

    def run(index: int) -> None:
        start.wait()
        try:
            act(index)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_five_clicks_at_once_send_once() -> None:
    user = make_user()
    application, numbers = make_application(user), []
    _at_once(5, lambda index: numbers.append(actions.submit(application, user=user).number))
    assert numbers == [f"HF-{YEAR}-0001"] * 5
    assert (Event.objects.filter(code="submit").count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_file_numbers_have_no_gaps_and_no_doubles() -> None:
    rules = make_ruleset()
    pairs = [(person := make_user(), make_application(person, ruleset=rules)) for _number in range(12)]
    _at_once(12, lambda index: actions.submit(pairs[index][1], user=pairs[index][0]))
    numbers = sorted(Application.objects.values_list("number", flat=True))
    assert numbers == [f"HF-{YEAR}-{number:04d}" for number in range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_number_is_drawn_twice() -> None:
    """Negative control: the harness does race, so the test above proves the lock."""
    drawn = []
    pause = Barrier(6)

    def naive(index: int) -> None:
        with transaction.atomic():
            FileNumber.objects.get_or_create(prefix="HF", year=YEAR)
            counter = FileNumber.objects.get(prefix="HF", year=YEAR)
            pause.wait()
            counter.last += 1
            counter.save(update_fields=["last"])
            drawn.append(counter.last)

    FileNumber.objects.create(prefix="HF", year=YEAR)
    _at_once(6, naive)
    assert len(set(drawn)) < 6


def _sent_over_the_limit() -> list[bool]:
    """Three applications of one organisation that may send one a year, sent at once; who got through."""
    user, rules, sent = make_user(), make_ruleset(per_year=1), []
    rows = [make_application(user, ruleset=rules) for _number in range(3)]
    Application.objects.update(applicant=rows[0].applicant)

    def act(index: int) -> None:
        try:
            actions.submit(rows[index], user=user)
        except Refused:
            return
        sent.append(True)

    _at_once(3, act)
    return sent


@pytest.mark.django_db(transaction=True)
def test_yearly_limit_holds_when_several_are_sent_at_once() -> None:
    assert _sent_over_the_limit() == [True]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_yearly_limit_is_passed() -> None:
    """Negative control: all have looked at the others before the first one is stored."""
    pause = Barrier(3)
    with (
        patch.object(actions, "_one_after_the_other"),
        patch.object(actions, "_seal", side_effect=_after(pause, actions._seal)),
    ):
        assert len(_sent_over_the_limit()) == 3


def _after(pause: Barrier, act: Callable[[Application], None]) -> Callable[[Application], None]:
    def run(row: Application) -> None:
        pause.wait(timeout=20)
        act(row)

    return run


def test_what_was_in_time_when_it_was_sent_stays_in_time(user: User) -> None:
    """The office may take its time: lead time and start are judged by the day of sending."""
    rules = make_ruleset(lead_days=28)
    sent = actions.submit(make_application(user, ruleset=rules), user=user)
    with time_machine.travel(timezone.now() + timedelta(days=90), tick=False):
        assert completeness.blocking(sent) == []
    with time_machine.travel(timezone.now() + timedelta(days=120), tick=False):
        assert completeness.blocking(sent) == []
        sent.submitted_at = None
        assert [finding.code for finding in completeness.blocking(sent)] == ["APP-1b"]


def test_file_number_is_only_given_in_a_transaction() -> None:
    with patch.object(numbering.connection, "in_atomic_block", False), pytest.raises(RuntimeError):
        numbering.next_number(2026)
