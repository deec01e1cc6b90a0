"""Messages and wishes: one row however often they are sent, answers in the visitor's language."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.factories import make_home, make_page, make_staff
from twinning.feedback.actions import answer_message, report_barrier, send_message
from twinning.feedback.models import BarrierReport, ContactMessage, LanguageWish
from twinning.feedback.wishes import add_wish, wish_count
from twinning.mail.models import OutgoingMail


def together(count: int, act: object) -> list[BaseException]:
    """Run `act` in threads that start at the same moment; what they raised."""
    gate, errors = threading.Barrier(count), []

    def run() -> None:
        try:
            gate.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


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


@pytest.mark.django_db(transaction=True)
def test_wishes_of_the_same_moment_are_all_counted() -> None:
    errors = together(8, lambda: [add_wish(path="/ja/why/", language="ja") for _ in range(10)])
    assert errors == []
    assert wish_count("/ja/why/", "ja") == 80


@pytest.mark.django_db(transaction=True)
def test_counting_by_reading_and_writing_would_lose_wishes() -> None:
    """The negative control: read, add, save loses what came in between."""
    LanguageWish.objects.create(path="/ja/why/", language="ja", count=0)
    gate = threading.Barrier(2)

    def careless() -> None:
        row = LanguageWish.objects.get()
        gate.wait()
        row.count += 1
        row.save()

    together(2, careless)
    assert wish_count("/ja/why/", "ja") == 1


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
def test_wish_is_counted_and_leads_back(client: Client) -> None:
    make_home()
    make_page("why", slug_de="warum", title_en="Why", body_en="<p>x</p>", slug_en="why")
    response = client.post("/ja/language-wish/", {"path": "/ja/why/", "language": "ja"})
    assert (response.status_code, response["Location"]) == (302, "/ja/why/?wish=thanks")
    assert wish_count("/ja/why/", "ja") == 1
    assert response.cookies == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("https://evil.example/", "ja"),
        ("//evil.example/", "ja"),
        ("/\\evil.example/", "ja"),
        ("/de/", "ja"),
        ("/ja/a/b/c/", "ja"),
        ("/ja/", "xx"),
        ("", ""),
        ("/ja/\x00", "ja"),
    ],
)
def test_wish_leads_nowhere_else(client: Client, path: str, language: str) -> None:
    make_home()
    assert client.post("/ja/language-wish/", {"path": path, "language": language}).status_code == 404
    assert LanguageWish.objects.count() == 0


@pytest.mark.django_db
def test_messages_are_for_staff_with_the_right() -> None:
    make_home()
    report_barrier(key=uuid.uuid4(), text="Hilfe", language="de")
    assert list(BarrierReport.objects.visible_to(None)) == []
    assert BarrierReport.objects.visible_to(make_staff()).count() == 1
