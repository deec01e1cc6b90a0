"""Messages: one row however often they are sent, answers in the visitor's language, nothing overdue unseen."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import make_home, make_staff
from tests.feedback.threads import together
from twinning.feedback.actions import answer_message, report_barrier, send_message
from twinning.feedback.models import BarrierReport, ContactMessage
from twinning.mail.models import OutgoingMail


@pytest.mark.django_db(transaction=True)
def test_five_clicks_at_once_make_one_report() -> None:
    make_home()
    key = uuid.uuid4()
    errors = together(5, lambda: report_barrier(key=key, text="Hilfe", language="de", email="k@example.org"))
    assert errors == []
    assert BarrierReport.objects.count() == 1
    assert OutgoingMail.objects.filter(recipient="k@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_shared_key_the_clicks_would_make_five() -> None:
    """The negative control: it is the key that makes them one."""
    make_home()
    together(5, lambda: report_barrier(key=uuid.uuid4(), text="Hilfe", language="de"))
    assert BarrierReport.objects.count() == 5


@pytest.mark.django_db
def test_report_and_its_mails_stand_or_fall_together() -> None:
    make_home()
    with transaction.atomic():
        report_barrier(key=uuid.uuid4(), text="Hilfe", language="de", email="k@example.org")
        transaction.set_rollback(True)
    assert (BarrierReport.objects.count(), OutgoingMail.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_answer_goes_out_in_the_visitors_language_once() -> None:
    make_home()
    staff = make_staff()
    values = {"subject": "x", "text": "y", "name": "", "email": "k@example.org", "language": "ar"}
    message = send_message(key=uuid.uuid4(), **values)
    OutgoingMail.objects.all().delete()
    for _ in range(2):
        answer_message(message, by=staff, text="Gern.")
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == ("k@example.org", "ar")
    assert "Gern." in mail.text
    answered = ContactMessage.objects.get()
    assert (answered.state, answered.handled_by, answered.answered_at is not None) == (
        "answered",
        staff,
        True,
    )


@pytest.mark.django_db
def test_answered_message_has_a_time() -> None:
    make_home()
    report = report_barrier(key=uuid.uuid4(), text="Hilfe", language="de")
    with pytest.raises(IntegrityError), transaction.atomic():
        BarrierReport.objects.filter(pk=report.pk).update(state="answered")


@pytest.mark.django_db
def test_messages_are_for_staff_with_the_right() -> None:
    make_home()
    report_barrier(key=uuid.uuid4(), text="Hilfe", language="de")
    assert list(BarrierReport.objects.visible_to(None)) == []
    assert BarrierReport.objects.visible_to(make_staff()).count() == 1


@pytest.mark.django_db
def test_going_back_and_writing_something_else_is_a_new_report() -> None:
    """The browser sends the old key again; what it brings must not be thrown away."""
    make_home()
    key = uuid.uuid4()
    for text in ("Eins", "Zwei", "Eins"):
        report_barrier(key=key, text=text, language="de")
    assert sorted(BarrierReport.objects.values_list("text", flat=True)) == ["Eins", "Zwei"]


@pytest.mark.django_db
def test_spam_is_closed_without_a_mail() -> None:
    make_home()
    report = report_barrier(key=uuid.uuid4(), text="Hilfe", language="de", email="k@example.org")
    OutgoingMail.objects.all().delete()
    assert answer_message(report, by=make_staff(), text="").state == "answered"
    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
def test_message_is_overdue_the_day_after_its_day_until_it_is_answered() -> None:
    make_home()
    today = timezone.localdate()
    late, now = (
        report_barrier(key=uuid.uuid4(), text=text, language="de")
        for text in ("Gestern fällig", "Heute fällig")
    )
    BarrierReport.objects.filter(pk=late.pk).update(due_on=today - datetime.timedelta(days=1))
    BarrierReport.objects.filter(pk=now.pk).update(due_on=today)
    assert list(BarrierReport.objects.overdue()) == [late]
    answer_message(late, by=make_staff(), text="Erledigt.")
    assert list(BarrierReport.objects.overdue()) == []
    assert list(BarrierReport.objects.open()) == [now]
    assert list(BarrierReport.objects.answered()) == [late]


@pytest.mark.django_db
def test_report_reaches_the_desk_when_the_office_has_no_address() -> None:
    make_home(email="")
    report_barrier(key=uuid.uuid4(), text="Hilfe", language="de")
    assert (BarrierReport.objects.count(), OutgoingMail.objects.count()) == (1, 0)
