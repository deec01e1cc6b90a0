"""What time does with registrations: day boundaries, clock changes, second runs; that nothing of a person stays."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from auditlog import get_logentry_model
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override
from psycopg2 import sql

from events.booking import retention, tasks
from events.booking.links import CONFIRM, MANAGE, link
from events.booking.mails import tell_confirmed
from events.booking.staff_mails import write_to
from events.editing.mails import CHANGED, tell_registered
from events.models import Occurrence, Registration
from tests.events.booking.steps import fresh
from tests.factories import make_home, make_staff
from tests.factories_events import make_event, make_occurrence, make_question, make_registration, make_venue
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def home(db: None) -> Iterator[None]:
    make_home()
    with override("en"):
        yield


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def evening(day: datetime, **fields: object) -> Occurrence:
    """A date of two hours that begins at `day`."""
    return make_occurrence(registration="internal", starts_at=day, ends_at=day + timedelta(hours=2), **fields)


# --- access needs and names -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "zone", "due"),
    [
        (utc(2026, 12, 5, 18), "Europe/Berlin", utc(2026, 12, 5, 23)),
        # The night in which the clocks are put back has an hour more, the other one an hour less.
        (utc(2026, 10, 25, 18), "Europe/Berlin", utc(2026, 10, 25, 23)),
        (utc(2026, 10, 24, 18), "Europe/Berlin", utc(2026, 10, 24, 22)),
        (utc(2027, 3, 28, 0), "Europe/Berlin", utc(2027, 3, 28, 22)),
        (utc(2026, 12, 5, 8), "Asia/Tokyo", utc(2026, 12, 5, 15)),
        # Until two in the morning: the last day is the next one.
        (utc(2026, 12, 5, 23), "Europe/Berlin", utc(2026, 12, 6, 23)),
    ],
)
def test_needs_go_when_the_next_day_begins_at_the_venue(start: datetime, zone: str, due: datetime) -> None:
    date = evening(start, time_zone=zone)
    row = make_registration(date, access_needs="Induktionsschleife")
    assert retention.erase_needs(due - MINUTE) == 0
    assert fresh(row).access_needs
    assert retention.erase_needs(due) == 1
    assert fresh(row).access_needs == ""
    assert fresh(row).name
    date.refresh_from_db()
    assert date.needs_erased_at == due
    assert retention.erase_needs(due) == 0


def test_names_go_so_many_days_after_and_numbers_stay() -> None:
    date = evening(utc(2026, 10, 20, 17), event=make_event(retention_days=10))
    row = make_registration(date, places=3, language="ja", status="attended")
    gone = make_registration(date, status="cancelled")
    invented = make_registration(date, is_sample=True)
    early = make_registration(evening(utc(2026, 10, 21, 17), event=date.event))
    # Ten days on, the clocks have been put back: midnight is an hour later.
    due = utc(2026, 10, 29, 23)
    assert retention.erase_names(due - MINUTE) == 0
    assert retention.erase_names(due) == 2
    assert retention.erase_names(due) == 0
    assert [fresh(one).name for one in (row, gone)] == ["", ""]
    assert fresh(invented).name
    assert fresh(early).name
    kept = fresh(row)
    assert (kept.status, kept.places, kept.language, kept.anonymised_at) == ("attended", 3, "ja", due)
    date.refresh_from_db()
    assert (date.taken, date.erased_at) == (4, due)
    assert not tasks.miscounted().exists()


def test_names_stay_until_the_day_after_at_least_and_all_day_ends_before_midnight() -> None:
    event = make_event(retention_days=0)
    date = make_occurrence(
        event,
        registration="internal",
        all_day=True,
        starts_at=utc(2026, 12, 4, 23),
        ends_at=utc(2026, 12, 5, 23),
    )
    make_registration(date)
    assert retention.erase_names(utc(2026, 12, 5, 22, 59)) == 0
    assert retention.erase_names(utc(2026, 12, 5, 23)) == 1


def person_in_tables(*words: str) -> list[str]:
    """Tables and columns of the whole database in which one of the words stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        query = sql.SQL("SELECT count(*) FROM {} row WHERE row::text ILIKE %s").format(sql.Identifier(table))
        with connection.cursor() as cursor:
            for word in words:
                cursor.execute(query, [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table}: {word}")
    return found


def test_nothing_of_a_person_is_left_in_any_table() -> None:
    date = evening(utc(2026, 12, 5, 18))
    row = make_registration(
        date,
        name="Zsuzsanna Querfeldein",
        email="zsuzsi@querfeldein.example",
        access_needs="Querfeldeinrollstuhl",
    )
    row.answers.create(question=make_question(date.event), value="Querfeldeinkuchen")
    kind = ContentType.objects.get_for_model(Registration)
    for number, model in ((row.pk, Registration), (row.answers.get().pk, type(row.answers.get()))):
        kind = ContentType.objects.get_for_model(model)
        LogEntry.objects.create(
            user=make_staff(), content_type=kind, object_id=str(number), object_repr="Querfeldein",
            action_flag=CHANGE, change_message="Zsuzsanna Querfeldein",
        )  # fmt: skip
        get_logentry_model().objects.create(
            content_type=kind, object_pk=str(number), object_repr="Querfeldein", action=1,
            changes={"name": ["", "Zsuzsanna Querfeldein"]},
        )  # fmt: skip
    tell_confirmed(row)
    write_to(row, key=uuid4(), subject="Neu", text="Liebe Zsuzsanna", language="de")
    tell_registered(date, CHANGED)
    link(row, CONFIRM)
    other = make_registration(date, name="Bleibt", is_sample=True)
    tell_confirmed(other)
    words = ("Querfeldein", "zsuzs")
    assert len(person_in_tables(*words)) > 5
    with time_machine.travel(utc(2027, 3, 1), tick=False):
        found = {outcome.name: outcome for outcome in tasks.tend()}
    assert found["registrations erased"].count == 1
    assert not [outcome.problem for outcome in found.values() if outcome.problem]
    assert person_in_tables(*words) == []
    assert not Token.objects.filter(object_id=row.pk, purpose__startswith="registration.").exists()
    assert OutgoingMail.objects.filter(recipient=other.email).exists()


def test_unconfirmed_registrations_go_once_their_link_has_ended() -> None:
    date, now = evening(utc(2026, 12, 5, 18)), utc(2026, 11, 20)
    old = {"status": "expired", "confirmed_at": None, "ended_at": now - timedelta(days=14)}
    row = make_registration(date, **old)
    link(row, CONFIRM)
    young = make_registration(date, **old | {"ended_at": now - timedelta(days=14) + MINUTE})
    sure = make_registration(date, **old | {"confirmed_at": now})
    held = make_registration(date, status="pending")
    assert retention.delete_unconfirmed(now) == 1
    assert retention.delete_unconfirmed(now) == 0
    assert set(Registration.objects.all()) == {young, sure, held}
    assert not Token.objects.filter(object_id=row.pk, purpose=CONFIRM).exists()


# --- reminders ------------------------------------------------------------------------------------
def test_reminder_comes_once_two_days_before_in_the_readers_language() -> None:
    date = evening(utc(2026, 10, 26, 17), capacity=40, venue=make_venue(transport_de="Stadtbahn 4"))
    row = make_registration(date, confirmed_at=utc(2026, 10, 1))
    make_registration(date, status="waiting", confirmed_at=utc(2026, 10, 1))
    make_registration(date, status="pending")
    make_registration(date, confirmed_at=utc(2026, 10, 1), email="")
    make_registration(date, confirmed_at=utc(2026, 10, 1), is_sample=True)
    # Saturday is still in summer: its midnight is at 22:00 UTC.
    start = utc(2026, 10, 23, 22)
    make_registration(date, confirmed_at=start)
    assert tasks.remind_all(start - MINUTE) == 0
    assert tasks.remind_all(start) == 1
    assert tasks.remind_all(start + timedelta(days=1)) == 0
    mail = OutgoingMail.objects.get(recipient=row.email)
    assert (mail.language, mail.is_confidential) == ("de", True)
    for words in ("Stadtbahn 4", row.number, "Montag, 26. Oktober 2026", "/de/"):
        assert words in mail.text
    assert Token.objects.filter(object_id=row.pk, purpose=MANAGE).count() == 1
    # Moved by a week: another reminder then, not before.
    week = timedelta(days=7)
    Occurrence.objects.update(starts_at=date.starts_at + week, ends_at=date.ends_at + week)
    assert tasks.remind_all(start + timedelta(days=2)) == 0
    assert tasks.remind_all(start + week + timedelta(hours=1)) == 2


def test_reminder_of_an_online_date_holds_the_link_and_none_comes_of_dates_that_are_off() -> None:
    start, address = utc(2026, 12, 5, 18), "https://meet.example.org/abc"
    online = evening(start, attendance="online", venue=None, online_url=address)
    row = make_registration(online, attendance="online", confirmed_at=utc(2026, 11, 1))
    off = evening(start, status="cancelled", status_note_de="Krank.", status_at=start)
    draft = evening(start, event=make_event(state="draft"))
    for date in (off, draft):
        make_registration(date, confirmed_at=utc(2026, 11, 1))
    assert tasks.remind_all(utc(2026, 12, 4)) == 1
    assert address in OutgoingMail.objects.get(recipient=row.email).text
    assert tasks.remind_all(start) == 0


# --- queues, counters, the command ----------------------------------------------------------------
def test_holds_end_and_the_queue_moves() -> None:
    date = evening(utc(2026, 12, 5, 18), capacity=1)
    held = make_registration(date, status="pending", hold_until=utc(2026, 12, 1))
    first = make_registration(date, status="waiting")
    free = evening(utc(2026, 12, 6, 18), capacity=1)
    second = make_registration(free, status="waiting")
    with time_machine.travel(utc(2026, 12, 1, 1), tick=False):
        found = {outcome.name: outcome.count for outcome in tasks.tend()}
        again = {outcome.name: outcome.count for outcome in tasks.tend()}
    assert (found["holds and offers ended"], found["moved up from waiting lists"]) == (1, 1)
    assert [fresh(row).status for row in (held, first, second)] == ["expired", "confirmed", "confirmed"]
    assert not any(again.values())


def test_wrong_counter_and_failing_step_are_loud_and_stop_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    date = evening(utc(2026, 10, 5, 18), capacity=9)
    row = make_registration(date, places=2)
    Occurrence.objects.filter(pk=date.pk).update(taken=5)
    out = StringIO()

    def broken(*args: object) -> int:
        raise ValueError("no")

    monkeypatch.setattr(retention, "_erase_needs", broken)
    row.access_needs = "Rampe"
    row.save()
    with time_machine.travel(utc(2027, 1, 5), tick=False), caplog.at_level(logging.ERROR):
        with pytest.raises(CommandError, match="counted wrongly"):
            call_command("tend_events", stdout=out)
    assert f"date {date.pk}: counter 5, held 2" in out.getvalue()
    assert f"0 done, failed: {date.pk}" in out.getvalue()
    assert "registrations erased: 1" in out.getvalue()
    assert any("tend_events failed" in record.message for record in caplog.records)
    assert fresh(row).name == ""
