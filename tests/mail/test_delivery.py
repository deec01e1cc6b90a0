"""Delivering: once, later when the server is away, never lost, never doubled, secrets erased."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from tests.mail import backends
from twinning.mail import actions
from twinning.mail.models import OutgoingMail, OutgoingMailQuerySet
from twinning.mail.tasks import PAUSES, deliver

Write = Callable[..., OutgoingMail]
NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)


def test_delivered_mail_is_sent_once(write: Write, delivered: list[EmailMessage]) -> None:
    mail = write()
    deliver.call(mail.pk)
    deliver.call(mail.pk)
    mail.refresh_from_db()
    assert [message.to for message in delivered] == [["mika@example.org"]]
    assert (mail.state, mail.attempts, mail.last_error) == ("sent", 1, "")


def test_message_says_that_a_machine_wrote_it(write: Write, delivered: list[EmailMessage]) -> None:
    mail = write(language="fr", reply_to="office@example.org")
    deliver.call(mail.pk)
    headers = delivered[0].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "fr"
    assert headers["Reply-To"] == "office@example.org"
    assert headers["Message-ID"].startswith(f"<{mail.pk}.")
    assert [part.get_content_type() for part in headers.walk()][1:] == ["text/plain", "text/html"]


def test_mail_waits_while_the_server_is_away_and_goes_out_once(
    write: Write, delivered: list[EmailMessage], settings: Settings
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        mail = write()
        settings.DELIVERY_BACKEND = backends.DOWN
        deliver.call(mail.pk)
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("queued", 1)
        assert mail.last_error == "ConnectionRefusedError: [Errno 111] Connection refused"
        assert mail.next_attempt_at == NOON + timedelta(minutes=1)
        assert list(DBTaskResult.objects.order_by("enqueued_at").values_list("run_after", flat=True))[-1] == (
            NOON + timedelta(minutes=1)
        )

        settings.DELIVERY_BACKEND = backends.RECORDING
        deliver.call(mail.pk)
        assert delivered == []

        clock.shift(timedelta(minutes=1))
        deliver.call(mail.pk)
        deliver.call(mail.pk)
    mail.refresh_from_db()
    assert len(delivered) == 1
    assert (mail.state, mail.attempts, mail.last_error, mail.next_attempt_at) == ("sent", 2, "", None)


def test_pauses_grow_until_the_mail_is_given_up(write: Write, settings: Settings) -> None:
    settings.DELIVERY_BACKEND = backends.DOWN
    waited = []
    with time_machine.travel(NOON, tick=False) as clock:
        mail = write()
        deliver.call(mail.pk)
        mail.refresh_from_db()
        while mail.state == "queued":
            waited.append(mail.next_attempt_at - timezone.now())
            clock.move_to(mail.next_attempt_at)
            deliver.call(mail.pk)
            mail.refresh_from_db()
    assert tuple(waited) == PAUSES
    assert (mail.state, mail.attempts) == ("failed", 6)


def test_unknown_mailbox_is_given_up_at_once(write: Write, settings: Settings) -> None:
    settings.DELIVERY_BACKEND = backends.NO_MAILBOX
    mail = write()
    deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("failed", 1)


def deliver_in_two_threads(mail_id: int) -> None:
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        try:
            deliver.call(mail_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_workers_deliver_once(write: Write, delivered: list[EmailMessage], settings: Settings) -> None:
    settings.DELIVERY_BACKEND = backends.SLOW
    deliver_in_two_threads(write().pk)
    assert len(delivered) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_without_the_lock_deliver_twice(
    write: Write, delivered: list[EmailMessage], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the test above would notice a missing lock."""
    monkeypatch.setattr(OutgoingMailQuerySet, "select_for_update", lambda mails, **options: mails)
    settings.DELIVERY_BACKEND = backends.SLOW
    deliver_in_two_threads(write().pk)
    assert len(delivered) == 2


@pytest.mark.django_db(transaction=True)
def test_two_writers_with_one_key_make_one_row(write: Write) -> None:
    start = threading.Barrier(2)
    found: list[int] = []

    def work() -> None:
        start.wait()
        try:
            with transaction.atomic():
                found.append(write(key="once").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), OutgoingMail.objects.count()) == (2, 1, 1)
    assert DBTaskResult.objects.count() == 1


def test_secret_is_erased_once_the_mail_is_sent(write: Write, delivered: list[EmailMessage]) -> None:
    mail = write(confidential=True)
    deliver.call(mail.pk)
    mail.refresh_from_db()
    assert delivered[0].body != ""
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


def test_secret_is_erased_when_the_mail_is_given_up(write: Write, settings: Settings) -> None:
    settings.DELIVERY_BACKEND = backends.NO_MAILBOX
    mail = write(confidential=True)
    deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("failed", "", "")
    assert actions.retry(OutgoingMail.objects.all()) == 0


def test_database_refuses_a_sent_mail_with_its_secret(write: Write) -> None:
    mail = write(confidential=True)
    with pytest.raises(IntegrityError, match="mail_outgoingmail_secret_erased"):
        OutgoingMail.objects.filter(pk=mail.pk).update(state="sent", sent_at=NOON)


def test_database_refuses_a_sent_mail_without_a_time(write: Write) -> None:
    mail = write()
    with pytest.raises(IntegrityError, match="mail_outgoingmail_sent_when"):
        OutgoingMail.objects.filter(pk=mail.pk).update(state="sent")


def test_retry_queues_failed_mails_only(write: Write, settings: Settings) -> None:
    settings.DELIVERY_BACKEND = backends.NO_MAILBOX
    failed, waiting = write(), write()
    deliver.call(failed.pk)
    assert actions.retry(OutgoingMail.objects.all()) == 1
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.last_error) == ("queued", 0, "")
    tasks = [task.args_kwargs["args"] for task in DBTaskResult.objects.order_by("enqueued_at")]
    assert tasks == [[failed.pk], [waiting.pk], [failed.pk]]


def test_command_delivers_what_a_lost_task_left_behind(write: Write, delivered: list[EmailMessage]) -> None:
    write()
    DBTaskResult.objects.all().delete()
    out = StringIO()
    call_command("deliver_mail", stdout=out)
    assert len(delivered) == 1
    assert out.getvalue() == "1 mails tried, 0 old mails deleted.\n"


def test_command_forgets_mails_sent_90_days_ago(write: Write) -> None:
    with time_machine.travel(NOON) as clock:
        old, recent, waiting = write(), write(), write()
        deliver.call(old.pk)
        clock.shift(timedelta(days=1))
        deliver.call(recent.pk)
        clock.shift(timedelta(days=89, minutes=1))
        assert actions.forget_sent() == 1
    assert set(OutgoingMail.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk}
