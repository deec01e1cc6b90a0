"""What enquirers wrote is erased when its time is over, everywhere, and not before."""

import datetime
import io
import uuid
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from partners.enquiries import actions
from partners.enquiries.models import Enquiry
from partners.enquiries.retention import purge
from tests.factories import make_city, make_home, make_staff
from tests.factories_enquiries import make_answered, make_enquiry
from tests.partners.enquiries.test_actions import ask, reply_to
from tests.seed.dump import dump
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
KEPT = datetime.timedelta(days=settings.VISITOR_MESSAGE_DAYS)
HOUR = datetime.timedelta(hours=1)
SECRET = "Geheim"
START = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("purge_enquiries", *arguments, stdout=out)
    return out.getvalue().strip()


def full_of_secrets(**fields: Any) -> Enquiry:
    """An enquiry with name, letters, a note, mails and a link, answered now."""
    make_home()
    enquiry = ask(name=SECRET, text=SECRET, email="geheim@example.org", city=make_city())
    actions.add_note(enquiry, key=uuid.uuid4(), by=make_staff(), text=SECRET)
    reply_to(enquiry, by=make_staff(), text=SECRET, **fields)
    return enquiry


@pytest.mark.parametrize("asks_back", [False, True])
def test_enquiry_past_its_time_is_erased_everywhere(asks_back: bool) -> None:
    with time_machine.travel(START, tick=False):
        enquiry = full_of_secrets(asks_back=asks_back)
    assert SECRET in str(dump())
    with time_machine.travel(START + KEPT + HOUR, tick=False):
        assert run() == "enquiries: 1 erased"
    assert SECRET not in str(dump())
    assert "geheim@" not in str(dump())
    assert (OutgoingMail.objects.count(), Token.objects.count()) == (0, 0)
    left = Enquiry.objects.get()
    assert (left.reference, left.state, left.topic, left.city) == (
        enquiry.reference, "answered", "partner", enquiry.city,
    )  # fmt: skip
    assert left.erased_at == START + KEPT + HOUR


def test_enquiry_within_its_time_stays() -> None:
    with time_machine.travel(START, tick=False):
        full_of_secrets()
    before = dump()
    with time_machine.travel(START + KEPT - HOUR, tick=False):
        assert run() == "enquiries: 0 erased"
    assert dump() == before


def test_time_counts_from_the_last_answer() -> None:
    with time_machine.travel(START, tick=False):
        enquiry = full_of_secrets()
    with time_machine.travel(START + KEPT - HOUR, tick=False):
        actions.add_reply(enquiry, key=uuid.uuid4(), text=SECRET, language="fr")
        reply_to(enquiry, by=make_staff())
    with time_machine.travel(START + KEPT + HOUR, tick=False):
        assert run() == "enquiries: 0 erased"


def test_open_enquiry_stays_however_old() -> None:
    make_enquiry(SECRET)
    Enquiry.objects.update(created_at=timezone.now() - 10 * KEPT)
    assert run() == "enquiries: 0 erased"


def test_dry_run_counts_and_changes_nothing() -> None:
    make_answered(make_staff(), ago=KEPT + HOUR)
    before = dump()
    assert run("--dry-run") == "enquiries: 1 to erase"
    assert dump() == before


def test_second_run_finds_nothing() -> None:
    make_answered(make_staff(), ago=KEPT + HOUR)
    assert [run(), run()] == ["enquiries: 1 erased", "enquiries: 0 erased"]


def test_time_of_keeping_is_a_setting(settings: Any) -> None:
    make_answered(make_staff(), ago=datetime.timedelta(days=31))
    settings.VISITOR_MESSAGE_DAYS = 30
    assert purge() == 1


def test_letter_that_arrives_while_the_night_runs_saves_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was due when the list was read is looked at again under its lock."""
    make_home()
    enquiry = make_answered(make_staff(), ago=KEPT + HOUR)
    actions.add_reply(enquiry, key=uuid.uuid4(), text="Noch etwas.", language="de")
    monkeypatch.setattr("partners.enquiries.retention.list", lambda rows: [enquiry], raising=False)
    assert purge() == 0
    assert enquiry.messages.count() == 3


def test_every_column_with_words_is_empty_afterwards() -> None:
    """A new text column of the enquiry must be erased, or be one of these."""
    harmless = {"topic", "language", "answer_language", "state", "notice_version"}
    texts = {
        field.name
        for field in Enquiry._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField"}
    }
    assert texts - harmless == {"name", "email"}
