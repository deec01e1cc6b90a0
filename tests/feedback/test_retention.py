"""What visitors wrote is erased when its time is over, everywhere, and not before."""

import datetime
import io
import uuid

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

from tests.factories import make_home, make_staff
from tests.seed.dump import dump
from twinning.accounts.models import User
from twinning.feedback.actions import answer_message, report_barrier, send_message
from twinning.feedback.models import BarrierReport, ContactMessage, VisitorMessage
from twinning.feedback.retention import PERSONAL
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
KEPT = datetime.timedelta(days=settings.VISITOR_MESSAGE_DAYS)
SECRET = "Geheim"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def staff() -> User:
    make_home()
    return make_staff()


def answered(staff: User, ago: datetime.timedelta) -> tuple[BarrierReport, ContactMessage]:
    """A report and a message full of personal words, answered so long ago."""
    words = {"text": SECRET, "name": SECRET, "email": "geheim@example.org", "language": "de"}
    report = report_barrier(key=uuid.uuid4(), page=SECRET, wanted=SECRET, **words)
    message = send_message(key=uuid.uuid4(), subject=SECRET, **words)
    for row in (report, message):
        answer_message(row, by=staff, text=SECRET)
        type(row).objects.filter(pk=row.pk).update(answered_at=timezone.now() - ago)
        kind = ContentType.objects.get_for_model(row)
        LogEntry.objects.create(
            user=staff, content_type=kind, object_id=str(row.pk), object_repr=str(row), action_flag=CHANGE
        )
    return report, message


def purge(*arguments: str) -> str:
    out = io.StringIO()
    call_command("purge_visitor_messages", *arguments, stdout=out)
    return out.getvalue()


def personal(message: VisitorMessage) -> set[str]:
    row = type(message).objects.get(pk=message.pk)
    return {getattr(row, name) for name in PERSONAL if hasattr(row, name)}


def test_message_past_its_time_is_erased_everywhere(staff: User) -> None:
    report, message = answered(staff, KEPT + HOUR)
    assert SECRET in str(dump())
    purge()
    assert personal(report) == personal(message) == {""}
    assert OutgoingMail.objects.count() == 0
    assert SECRET not in str(dump())
    assert "geheim@" not in str(dump())


def test_number_state_and_dates_stay_for_counting(staff: User) -> None:
    report, _message = answered(staff, KEPT + HOUR)
    purge()
    left = BarrierReport.objects.get()
    assert (left.reference, left.state, left.language) == (report.reference, "answered", "de")
    assert left.answered_at is not None
    assert LogEntry.objects.filter(object_repr=report.reference).count() == 1


def test_message_within_its_time_stays(staff: User) -> None:
    answered(staff, KEPT - HOUR)
    before = dump()
    purge()
    assert dump() == before


def test_message_without_an_answer_stays_however_old(staff: User) -> None:
    report = report_barrier(key=uuid.uuid4(), text=SECRET, language="de")
    BarrierReport.objects.update(created_at=timezone.now() - 10 * KEPT)
    purge()
    assert SECRET in personal(report)


def test_dry_run_counts_and_changes_nothing(staff: User) -> None:
    answered(staff, KEPT + HOUR)
    before = dump()
    lines = purge("--dry-run").splitlines()
    assert [line.partition(": ")[2] for line in lines] == ["1 to erase", "1 to erase"]
    assert dump() == before


def test_second_run_finds_nothing(staff: User) -> None:
    answered(staff, KEPT + HOUR)
    purge()
    assert [line.partition(": ")[2] for line in purge().splitlines()] == ["0 erased", "0 erased"]


def test_time_of_keeping_is_a_setting(staff: User, settings: settings) -> None:
    report, _message = answered(staff, datetime.timedelta(days=31))
    settings.VISITOR_MESSAGE_DAYS = 30
    purge()
    assert personal(report) == {""}


def test_every_text_column_is_erased() -> None:
    """A new column with words of visitors must be named, or be one of these."""
    harmless = {"language", "state", "notice_version"}
    for model in (BarrierReport, ContactMessage):
        texts = {
            field.name
            for field in model._meta.concrete_fields
            if field.get_internal_type() in {"CharField", "TextField"}
        }
        assert texts - harmless == {name for name in PERSONAL if hasattr(model, name)}
