"""What visitors get in return: a page with a number, a mail, and nobody else's data."""

import datetime
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.factories import make_home
from twinning.feedback.actions import report_barrier
from twinning.feedback.models import BarrierReport, ContactMessage
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.django_db
WORDS = {
    "text": "Der Plan hat\nkeinen Text.",
    "page": "/de/",
    "wanted": "Ein Absatz",
    "email": "kim@example.org",
}


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def sent(client: Client, **fields: Any) -> str:
    """Address of the receipt."""
    return client.post("/de/barriere-melden/", {"key": fresh_key(), **WORDS, **fields})["Location"]


def test_receipt_shows_number_day_and_what_was_sent(client: Client) -> None:
    response = client.get(sent(client))
    html = response.content.decode()
    report = BarrierReport.objects.get()
    assert report.reference in html
    assert report.due_on == timezone.localdate() + datetime.timedelta(days=14)
    assert response.context["due_on"] == report.due_on
    assert "Der Plan hat<br>keinen Text." in html
    assert "Ein Absatz" in html
    assert "kim@example.org" in html
    assert response["Cache-Control"] == "private, no-store"
    assert response.cookies == {}


def test_receipt_forgets_what_was_sent_after_a_day(client: Client) -> None:
    address = sent(client)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        html = client.get(address).content.decode()
    assert BarrierReport.objects.get().reference in html
    assert "Ein Absatz" not in html
    assert "kim@example.org" not in html


@pytest.mark.parametrize("token", ["1", "1:abc", ":", "1:", "x" * 500])
def test_receipt_cannot_be_guessed(client: Client, token: str) -> None:
    sent(client)
    assert client.get(f"/de/receipt/b/{token}/").status_code == 404


def test_receipt_of_a_report_opens_no_message_of_somebody_else(client: Client) -> None:
    token = sent(client).rstrip("/").rpartition("/")[2]
    report = BarrierReport.objects.get()
    other = {"key": uuid.uuid4(), "text": "x", "subject": "x", "language": "de", "notice_version": "1"}
    ContactMessage.objects.create(pk=report.pk, **other)
    assert client.get(f"/de/receipt/b/{token}/").status_code == 200
    assert client.get(f"/de/receipt/k/{token}/").status_code == 404


def test_receipt_of_a_deleted_report_is_gone(client: Client) -> None:
    address = sent(client)
    BarrierReport.objects.all().delete()
    assert client.get(address).status_code == 404


def test_receipt_can_be_read_in_another_language(client: Client) -> None:
    token = sent(client).rstrip("/").rpartition("/")[2]
    assert client.get(f"/ja/receipt/b/{token}/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_receipt_costs_the_same_queries(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    addresses = [sent(client) for _ in range(count)]
    with django_assert_num_queries(3):
        assert client.get(addresses[-1]).status_code == 200


def test_number_carries_the_year_of_the_office() -> None:
    """Half past midnight in Berlin is still last year in UTC."""
    with time_machine.travel("2026-12-31 23:30Z", tick=False):
        report = report_barrier(key=uuid.uuid4(), text="Hilfe", language="de")
        assert re.fullmatch(r"B-2027-\d{4}", report.reference)


@pytest.mark.parametrize("language", ["de", "en", "fr", "pl", "ja", "ar"])
def test_mail_is_in_the_visitors_language_and_repeats_nothing(language: str) -> None:
    """Anybody can write anybody's address into the form: the portal must not carry their words there."""
    report = report_barrier(key=uuid.uuid4(), language=language, name="Kauf jetzt", **WORDS)
    mail = OutgoingMail.objects.get(recipient="kim@example.org")
    assert mail.language == language
    assert report.reference in mail.subject + mail.text
    for typed in ("Der Plan", "Ein Absatz", "Kauf jetzt"):
        assert typed not in mail.subject + mail.text + mail.html


def test_mail_names_the_day_in_words() -> None:
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        report_barrier(key=uuid.uuid4(), language="fr", **WORDS)
    visitor, office = (
        OutgoingMail.objects.get(recipient=to) for to in ("kim@example.org", "office@example.org")
    )
    assert "9 décembre 2026" in visitor.text
    assert "9. Dezember 2026" in office.text


def test_office_reads_everything_with_its_lines() -> None:
    report = report_barrier(key=uuid.uuid4(), language="fr", name="Kim <b>", **WORDS)
    mail = OutgoingMail.objects.get(recipient="office@example.org")
    for told in (
        report.reference,
        "Kim <b>",
        "kim@example.org",
        "Ein Absatz",
        "Französisch",
        "Der Plan hat\nkeinen Text.",
    ):
        assert told in mail.text
    assert "Der Plan hat<br>keinen Text." in mail.html
    assert "<b>" not in mail.html.partition("<body>")[2]
    assert f"/verwaltung/feedback/barrierreport/{report.pk}/change/" in mail.text


def test_visitor_without_address_gets_no_mail() -> None:
    report_barrier(key=uuid.uuid4(), text="Hilfe", language="de")
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["office@example.org"]
