"""Silent conversations end, ended ones are erased everywhere, and neither happens a day too early."""

import io
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from partners.conversations.actions import (
    Person,
    add_message,
    agree,
    close,
    close_silent,
    dismiss_report,
    note_reading,
    report,
    report_row,
)
from partners.conversations.models import Conversation, Message, Participant, Report
from tests.factories import make_staff
from tests.factories_conversations import links_to, make_conversation, sides_of
from tests.seed.dump import dump
from twinning.tokens.models import Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
DAYS = timedelta(days=settings.CONVERSATION_DAYS)
MINUTE = timedelta(minutes=1)
SECRET = "Geheim"
ASKER = Person(SECRET, "geheim-a@example.org", "fr")
HOST = Person(SECRET, "geheim-h@example.org", "de")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-01 12:00Z", tick=False) as traveller:
        yield traveller


def secret_conversation() -> Conversation:
    """Full of words and addresses: messages, a report, addresses exchanged, read by the office, ended."""
    conversation = make_conversation(text=SECRET, subject=SECRET, asker=ASKER, host=HOST)
    asker, host = sides_of(conversation)
    add_message(host, key=uuid.uuid4(), text=SECRET)
    agree(asker)
    agree(host)
    told, boss = report(asker, key=uuid.uuid4(), text=SECRET), make_staff()
    note_reading(told, by=boss)
    dismiss_report(told, by=boss, note=SECRET)
    close(host)
    return conversation


def purge(*arguments: str) -> list[int]:
    out = io.StringIO()
    call_command("purge_conversations", *arguments, stdout=out)
    return [int(line.rpartition(": ")[2]) for line in out.getvalue().splitlines()]


def test_everything_is_erased_after_its_time(clock: Any, client: Client) -> None:
    secret_conversation()
    report_row(key=uuid.uuid4(), about="slip", about_id=7, subject=SECRET, text=SECRET)
    dismiss_report(Report.objects.get(conversation=None), by=make_staff(), note=SECRET)
    links = links_to(ASKER.email) + links_to(HOST.email)
    clock.shift(DAYS + MINUTE)
    assert SECRET in str(dump())
    assert purge() == [0, 1, 1]
    for word in (SECRET, "geheim"):
        assert word not in str(dump())
    assert Token.objects.count() == 0
    assert {client.get(link).status_code for link in links} == {410}


def test_nothing_is_erased_before_its_time(clock: Any) -> None:
    secret_conversation()
    clock.shift(DAYS - MINUTE)
    before = dump()
    assert purge() == [0, 0, 0]
    assert dump() == before


def test_what_the_office_counts_stays(clock: Any) -> None:
    secret_conversation()
    clock.shift(DAYS + MINUTE)
    purge()
    left = Conversation.objects.get()
    assert (left.about, left.about_id, left.state, left.agreed_at is not None) == ("slip", 7, "closed", True)
    assert (Message.objects.count(), Participant.objects.count(), Report.objects.count()) == (2, 2, 1)
    assert str(left) == str(Report.objects.get()) == "slip 7"


def test_silence_ends_a_conversation_without_a_mail_and_erases_it_as_long_after(clock: Any) -> None:
    make_conversation()
    clock.shift(DAYS - MINUTE)
    assert purge() == [0, 0, 0]
    clock.shift(2 * MINUTE)
    mails = len(dump())
    assert purge() == [1, 0, 0]
    assert (Conversation.objects.get().state, len(dump())) == ("closed", mails)
    clock.shift(DAYS + MINUTE)
    assert purge() == [0, 1, 0]


def test_every_message_starts_the_time_anew(clock: Any) -> None:
    _asker, host = sides_of(make_conversation())
    clock.shift(DAYS - MINUTE)
    add_message(host, key=uuid.uuid4(), text="Noch da")
    clock.shift(2 * MINUTE)
    assert purge() == [0, 0, 0]


def test_message_that_arrives_while_the_command_runs_keeps_the_conversation(clock: Any) -> None:
    conversation = make_conversation()
    clock.shift(DAYS + MINUTE)
    add_message(sides_of(conversation)[1], key=uuid.uuid4(), text="Noch da")
    close_silent(conversation)
    assert Conversation.objects.get().state == "open"


def test_report_that_nobody_has_looked_at_keeps_the_conversation(clock: Any) -> None:
    asker, host = sides_of(make_conversation())
    told = report(asker, key=uuid.uuid4(), text="x")
    close(host)
    clock.shift(DAYS + MINUTE)
    assert purge() == [0, 0, 0]
    dismiss_report(told, by=make_staff())
    assert purge() == [0, 1, 0]


def test_dry_run_counts_and_changes_nothing(clock: Any) -> None:
    secret_conversation()
    make_conversation()
    clock.shift(DAYS + MINUTE)
    before = dump()
    assert purge("--dry-run") == [1, 1, 0]
    assert dump() == before


def test_second_run_finds_nothing(clock: Any) -> None:
    secret_conversation()
    clock.shift(DAYS + MINUTE)
    purge()
    assert purge() == [0, 0, 0]


def test_time_of_keeping_is_a_setting(clock: Any, settings: Any) -> None:
    settings.CONVERSATION_DAYS = 30
    secret_conversation()
    clock.shift(timedelta(days=31))
    assert purge() == [0, 1, 0]


def test_every_text_column_is_erased() -> None:
    """A new column with words of people must be emptied, or be one of these."""
    harmless = {"about", "subject_language", "state", "side", "language", "notice_version"}
    erased = {
        Conversation: {"subject"},
        Participant: {"name", "email"},
        Message: {"text"},
        Report: {"subject", "text", "note"},
    }
    for model, names in erased.items():
        texts = {
            field.name
            for field in model._meta.concrete_fields
            if field.get_internal_type() in {"CharField", "TextField"}
        }
        assert texts - harmless == names
