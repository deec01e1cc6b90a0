"""Deadlines at the second, in nights with a clock change, with a wrong clock in the web server; and sending while the
mail server is down or the worker dies.
"""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from projects.grants import actions
from projects.grants.calls import call_state
from projects.grants.clock import database_now
from projects.grants.letters.tending import expired_drafts
from projects.grants.models import Application, Event, FileNumber, Round
from projects.grants.workflow import Refused
from tests.factories import make_user
from tests.factories_grants import make_application, make_programme, make_ruleset
from tests.mail import backends
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.mail.tasks import deliver

HANOVER = ZoneInfo("Europe/Berlin")
# Deadlines in local time: in the hour that comes twice, after the hour that does not exist, at the end of a day.
DEADLINES = (
    datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=HANOVER),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=HANOVER),
    datetime(2027, 3, 28, 3, 0, tzinfo=HANOVER),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=HANOVER),
)
SECOND = timedelta(seconds=1)


@pytest.fixture
def user(db: None) -> User:
    return make_user()


def with_deadline(user: User, closes: datetime) -> Application:
    rules = make_ruleset(make_programme(opening="rounds"))
    call = Round.objects.create(
        programme=rules.programme, name_de="Runde", opens_at=closes - timedelta(days=30), closes_at=closes
    )
    return make_application(user, ruleset=rules, round=call)


def sends_at(application: Application, user: User, moment: datetime) -> bool:
    """Whether it would go through when the database's clock shows `moment`; nothing stays."""
    with patch("projects.grants.guards.database_now", return_value=moment), transaction.atomic():
        try:
            actions.submit(application, user=user)
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def test_deadline_holds_to_the_second_also_when_the_clocks_change(user: User) -> None:
    for closes in DEADLINES:
        application = with_deadline(user, closes)
        application.round.refresh_from_db()
        assert application.round.closes_at.timestamp() == closes.timestamp()
        end = closes.astimezone(UTC)
        in_time = [sends_at(application, user, end + shift) for shift in (-SECOND, 0 * SECOND, SECOND)]
        assert in_time == [True, False, False], closes
        shown = [
            call_state(application.programme, [application.round], end + shift).is_open
            for shift in (-SECOND, 0 * SECOND)
        ]
        assert shown == [True, False], closes


def test_the_hour_that_comes_twice_counts_twice(user: User) -> None:
    """At 2:45 in summer time a deadline of 2:30 in winter time is still three quarters of an hour away."""
    second = with_deadline(user, DEADLINES[1])
    assert sends_at(second, user, datetime(2026, 10, 25, 2, 45, fold=0, tzinfo=HANOVER))
    assert not sends_at(second, user, datetime(2026, 10, 25, 2, 45, fold=1, tzinfo=HANOVER))
    assert DEADLINES[1].astimezone(UTC) - DEADLINES[0].astimezone(UTC) == timedelta(hours=1)


@pytest.mark.parametrize("wrong_by", [timedelta(hours=2), timedelta(hours=-2)])
def test_clock_of_the_web_server_decides_nothing(user: User, wrong_by: timedelta) -> None:
    now = database_now()
    open_still, over = with_deadline(user, now + timedelta(hours=1)), with_deadline(user, now - SECOND)
    with time_machine.travel(now + wrong_by, tick=False):
        assert list(expired_drafts()) == [over]
        with pytest.raises(Refused):
            actions.submit(over, user=user)
        sent = actions.submit(open_still, user=user)
    assert abs(sent.submitted_at - now) < timedelta(minutes=1)


def test_clock_goes_on_within_a_transaction(user: User) -> None:
    """A request that waited for a lock is judged by the moment at which it got it."""
    with transaction.atomic():
        first, second = database_now(), database_now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            begun = cursor.fetchone()[0]
    assert begun < first < second


def test_file_number_bears_the_year_of_the_wall_clock(user: User) -> None:
    """Half past midnight in Hanover is still last year in UTC."""
    night = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with patch("projects.grants.actions.database_now", return_value=night):
        assert actions.submit(make_application(user), user=user).number == "HF-2027-0001"


# --- things break ---------------------------------------------------------------------------------
def test_application_is_sent_while_the_mail_server_is_down(user: User, settings: Settings) -> None:
    backends.delivered.clear()
    settings.DELIVERY_BACKEND = backends.DOWN
    sent = actions.submit(make_application(user), user=user)
    mail = OutgoingMail.objects.get(recipient=user.email)
    deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (sent.state, mail.state) == ("submitted", "queued")
    settings.DELIVERY_BACKEND = backends.RECORDING
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        deliver.call(mail.pk)
        deliver.call(mail.pk)
    assert [message.to for message in backends.delivered] == [[user.email]]


def _posted(user: User, application: Application) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(reverse("grants:submit", kwargs={"uuid": application.uuid}), {"signed_by": "Kim"})
    return answer.get("Location", "")


@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_between_commit_and_answer_loses_and_doubles_nothing() -> None:
    user = make_user()
    application = make_application(user)
    with (
        patch("projects.grants.apply.review_views.redirect", side_effect=SystemExit),
        pytest.raises(SystemExit),
    ):
        _posted(user, application)
    connection.close()
    number = Application.objects.get().number
    assert number
    # The browser, or the person, tries again.
    assert _posted(user, application) == application.get_absolute_url()
    assert Application.objects.get().number == number
    assert (Event.objects.filter(code="submit").count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_connection_that_dies_before_the_commit_leaves_the_draft() -> None:
    """PostgreSQL itself ends the connection when everything is written but nothing is committed."""
    user = make_user()
    application = make_application(user)

    def die(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with patch("projects.grants.actions.tell_applicant", side_effect=die), pytest.raises(DatabaseError):
        actions.submit(application, user=user)
    connection.close()
    application.refresh_from_db()
    assert (application.state, application.number) == ("draft", None)
    assert (FileNumber.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    assert actions.submit(application, user=user).number.endswith("-0001")
