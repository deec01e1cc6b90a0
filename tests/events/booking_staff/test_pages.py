"""The staff's pages of a date: who may, what is shown, every act, the message, the file, the desk."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from events.booking import standing
from events.booking.actions import Busy
from events.booking.staff_frame import refusal
from events.models import Occurrence, Registration
from tests.events.booking.steps import fresh
from tests.events.booking_staff.conftest import DOOR, NEEDS, PLAN
from tests.factories_events import make_event, make_occurrence, make_question, make_registration
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
Staff = Callable[..., Client]


def url(name: str, *args: object) -> str:
    return reverse(f"admin:events_{name}", args=args)


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- who may --------------------------------------------------------------------------------------
def test_pages_by_right(staff: Staff, client: Client) -> None:
    date = make_occurrence(capacity=5, starts_at=timezone.now() - timedelta(minutes=5))
    row = make_registration(date)
    reads = {"occurrence_registrations", "occurrence_checkin", "occurrence_sheet"}
    gets = [*reads, "occurrence_caller", "occurrence_message"]
    posts = {
        "occurrence_rules": 422, "occurrence_move": 302, "occurrence_caller": 422, "occurrence_message": 422,
        "occurrence_file": 400, "occurrence_walkin": 422,
    }  # fmt: skip
    people = {
        "nobody": (staff(), set(), set()),
        "reader": (staff("view_registration"), reads, set()),
        "door": (staff(*DOOR), reads, {"occurrence_walkin"}),
        "enterer": (staff("view_registration", "add_registration"), {*reads, gets[-2]}, {gets[-2]}),
        "planner": (staff(*PLAN), set(gets), set(posts)),
        "without sight": (staff("change_registration", "add_registration", "change_occurrence"), set(), set()),
    }  # fmt: skip
    for who, (browser, may_get, may_post) in people.items():
        for name in gets:
            expected = 200 if name in may_get else 403
            assert browser.get(url(name, date.pk)).status_code == expected, (who, name)
        for name, status in posts.items():
            expected = status if name in may_post else 403
            assert browser.post(url(name, date.pk)).status_code == expected, (who, name)
        acts = [url("registration_act", row.pk, "link"), url("registration_door", row.pk, "undo")]
        rights = [302 if who == "planner" else 403, 302 if who in {"planner", "door"} else 403]
        assert [browser.post(address).status_code for address in acts] == rights, who
    planner = people["planner"][0]
    for name in gets:
        assert planner.get(url(name, 999999)).status_code == 404
        assert client.get(url(name, date.pk)).status_code == 302
    assert planner.post(url("registration_act", row.pk, "delete")).status_code == 404
    assert planner.post(url("registration_act", 999999, "remove")).status_code == 404
    assert planner.get(url("registration_act", row.pk, "remove")).status_code == 405
    Registration.objects.filter(pk=row.pk).update(name="", email="", anonymised_at=timezone.now())
    assert planner.post(url("registration_act", row.pk, "remove")).status_code == 404


def test_needs_are_shown_to_those_with_the_right_alone(staff: Staff) -> None:
    date = make_occurrence(capacity=5)
    row = make_registration(date, access_needs="Rollstuhlplatz")
    pages = [url(f"occurrence_{name}", date.pk) for name in ("registrations", "checkin", "sheet")]
    pages += [url("registration_change", row.pk)]
    without, having = staff(*PLAN), staff(*PLAN, NEEDS)
    for page in pages:
        assert "Rollstuhlplatz" not in body(without, page)
        assert "Rollstuhlplatz" in body(having, page)
    assert "1 registration has told" in body(without, pages[0])
    for browser, expected in ((without, False), (having, True)):
        answer = browser.post(url("occurrence_file", date.pk), {"format": "csv"})
        assert ("Rollstuhlplatz" in b"".join(answer.streaming_content).decode()) is expected


# --- the list -------------------------------------------------------------------------------------
def test_list_shows_numbers_states_answers_and_reasons_with_as_many_queries_for_more(
    staff: Staff, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    date = make_occurrence(make_event(title_en="Bowl of rice"), capacity=3)
    question = make_question(date.event, "Was bringen Sie mit?")
    first = make_registration(date, name="Ana <b>", places=2)
    first.answers.create(question=question, value="Kuchen")
    waiting = make_registration(date, status="waiting", places=2)
    ended = make_registration(date, status="cancelled", name="Weg")
    browser, page = staff(*PLAN), url("occurrence_registrations", date.pk)
    text = body(browser, page)
    for words in ("Bowl of rice", "Ana &lt;b&gt;", "Kuchen", "1 place is free.", waiting.number):
        assert words in text
    assert ended.name not in text
    assert "Weg" in body(browser, f"{page}?tab=ended")
    assert "Ana" not in body(browser, f"{page}?tab=waiting")
    assert "Nobody here fits" in body(browser, f"{page}?q=niemand%00")
    for words in (first.number, str(first.pk), "ANA", first.email):
        found = body(browser, f"{page}?q={words}")
        assert "Ana &lt;b&gt;" in found
    for number in range(60):
        make_registration(date, status="expired", name=f"Alt {number}")
    assert "page=2" in body(browser, f"{page}?tab=ended")
    with django_assert_max_num_queries(10):
        body(browser, f"{page}?tab=ended")
    with django_assert_max_num_queries(10):
        body(browser, page)


def test_staff_take_off_promote_and_send_links(staff: Staff) -> None:
    date = make_occurrence(capacity=3)
    first, second = make_registration(date, places=2), make_registration(date, status="waiting", places=2)
    third = make_registration(date, status="waiting", language="en")
    browser = staff(*PLAN)

    def act(row: Registration, name: str) -> str:
        answer = browser.post(url("registration_act", row.pk, name) + "?tab=waiting&q=a&page=", follow=True)
        assert answer.redirect_chain[-1][0].endswith("?tab=waiting&q=a")
        return answer.content.decode()

    assert f"{third.number} has moved up." in act(third, "promote")
    assert "So many places are not free." in act(second, "promote")
    assert "is on its way" in act(third, "link")
    assert f"{first.number} is off the list." in act(first, "remove")
    assert [fresh(row).status for row in (first, second, third)] == ["cancelled", "confirmed", "confirmed"]
    mailed = OutgoingMail.objects.values_list("recipient", "language")
    assert {(row.email, row.language) for row in (first, second, third)} <= set(mailed)
    count = OutgoingMail.objects.count()
    act(first, "remove")
    assert OutgoingMail.objects.count() == count
    assert "Only a registration that has ended" in act(second, "erase")
    assert f"{first.number} are erased." in act(first, "erase")
    assert (fresh(first).name, fresh(second).name == second.name) == ("", True)
    assert not OutgoingMail.objects.filter(recipient=first.email).exists()


def test_busy_date_is_told_in_words() -> None:
    def busy() -> None:
        raise Busy

    assert "please try again" in refusal(busy)


def test_rules_change_once_and_keep_what_was_typed_when_refused(staff: Staff) -> None:
    date = make_occurrence(capacity=2)
    make_registration(date, places=2)
    waiting = make_registration(date, status="waiting")
    browser, page = staff(*PLAN), url("occurrence_rules", date.pk)
    typed = {"capacity": "1", "waiting_limit": "5", "queue": "fitting", "seen": date.version}
    answer = browser.post(page, typed)
    assert answer.status_code == 422
    assert "2 places are taken already." in answer.content.decode()
    assert 'value="1"' in answer.content.decode()
    assert browser.post(page, typed | {"capacity": "x"}).status_code == 422
    assert browser.post(page, typed | {"capacity": "4"}).status_code == 302
    assert fresh(waiting).status == "confirmed"
    late = browser.post(page, typed | {"capacity": "9"})
    assert late.status_code == 422
    assert "changed meanwhile" in late.content.decode()
    date.refresh_from_db()
    assert (date.capacity, date.waiting_limit, date.queue, date.offers) == (4, 5, "fitting", False)


def test_list_that_can_move_moves(staff: Staff) -> None:
    date = make_occurrence(capacity=2)
    waiting = make_registration(date, status="waiting")
    browser = staff(*PLAN)
    assert "It can move" in body(browser, url("occurrence_registrations", date.pk))
    assert browser.post(url("occurrence_move", date.pk)).status_code == 302
    assert fresh(waiting).status == "confirmed"
    assert "Nobody is waiting." in body(browser, url("occurrence_registrations", date.pk))


# --- callers --------------------------------------------------------------------------------------
def test_caller_is_registered_at_once_and_twice_is_once(staff: Staff) -> None:
    date = make_occurrence(capacity=3, registration_closes=timezone.now())
    question = make_question(date.event, required=True)
    browser, page = staff(*PLAN), url("occurrence_caller", date.pk)
    typed = {
        "key": str(uuid4()), "name": "Frau Kaya", "places": "2", "language": "pl", "email": "kaya@example.org",
        "access_needs": "Platz vorn", "consent": "on", f"question-{question.pk}": "Salat",
    }  # fmt: skip
    empty = browser.post(page, {"key": typed["key"], "name": "Frau Kaya"})
    assert empty.status_code == 422
    assert "Frau Kaya" in empty.content.decode()
    for _attempt in range(2):
        assert browser.post(page, typed).status_code == 302
    row = Registration.objects.get()
    assert (row.status, row.places, row.language, row.access_needs) == ("confirmed", 2, "pl", "Platz vorn")
    assert row.answers.get().value == "Salat"
    assert OutgoingMail.objects.get().recipient == "kaya@example.org"
    again = browser.post(page, typed | {"key": str(uuid4())})
    assert "registered already" in again.content.decode()
    # Without an address, and no place is left for two: the end of the list.
    without = typed | {"key": str(uuid4()), "email": "", "name": "Herr Ode"}
    assert browser.post(page, without).status_code == 302
    assert Registration.objects.get(name="Herr Ode").status == "waiting"
    assert OutgoingMail.objects.count() == 1
    date.refresh_from_db()
    assert date.taken == 2
    assert standing.waiting_people([date.pk]) == {date.pk: 2}
    Occurrence.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    late = browser.post(page, typed | {"key": str(uuid4()), "email": ""})
    assert "It has begun." in late.content.decode()


# --- messages -------------------------------------------------------------------------------------
def test_message_goes_out_once_in_each_readers_language_after_a_preview(staff: Staff) -> None:
    date = make_occurrence(capacity=30)
    german, japanese, english = (make_registration(date, language=code) for code in ("de", "ja", "en"))
    make_registration(date, status="waiting")
    make_registration(date, email="")
    make_registration(date, confirmed_at=None)
    browser, page = staff(*PLAN), url("occurrence_message", date.pk)
    typed = {
        "key": str(uuid4()), "states": ["confirmed"], "subject_de": "Neuer\nSaal", "text_de": "Wir sind im <b>Hof</b>.",
        "subject_en": "New hall", "text_en": "We are in the yard.",
    }  # fmt: skip
    half = browser.post(page, typed | {"text_en": ""})
    assert half.status_code == 422
    assert "only one of subject and text" in half.content.decode()
    preview = browser.post(page, typed)
    text = preview.content.decode()
    assert [(share.count, share.is_own) for share in preview.context["shares"]] == [
        (1, True),
        (1, True),
        (1, False),
    ]
    assert "It goes to 3 people" in text
    assert "not the own language" in text
    assert OutgoingMail.objects.count() == 0
    assert 'name="_send"' not in browser.post(page, typed | {"_edit": "1"}).content.decode()
    for _attempt in range(2):
        assert browser.post(page, typed | {"_send": "1"}).status_code == 302
    assert OutgoingMail.objects.count() == 3
    mails = {mail.recipient: mail for mail in OutgoingMail.objects.all()}
    assert mails[german.email].subject == "Neuer Saal"
    assert "&lt;b&gt;Hof" in mails[german.email].html
    assert {mails[row.email].subject for row in (japanese, english)} == {"New hall"}
    assert mails[japanese.email].language == "en"
    assert LogEntry.objects.get().change_message == "Wrote to 3 people."


# --- the file -------------------------------------------------------------------------------------
def test_file_holds_harmless_text_and_is_noted(staff: Staff) -> None:
    date = make_occurrence(make_event(slug="fest"), capacity=9)
    question = make_question(date.event, "=1+1")
    row = make_registration(
        date, name='=HYPERLINK("http://evil.example")', places=2, checked_in_at=timezone.now()
    )
    row.answers.create(question=question, value="@SUM(A1)")
    browser, page = staff(*PLAN), url("occurrence_file", date.pk)
    answer = browser.post(page, {"format": "csv"})
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    rows = rows if len(rows[0]) > 1 else [line[0].split(",") for line in rows]
    assert rows[1][0] == row.number
    assert all(not cell.startswith(("=", "@", "+", "-")) for line in rows for cell in line)
    book = browser.post(page, {"format": "xlsx"})
    cells = [
        cell for line in load_workbook(BytesIO(b"".join(book.streaming_content))).active.rows for cell in line
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert browser.get(page).status_code == 405
    entries = LogEntry.objects.order_by("pk")
    assert [entry.object_id for entry in entries] == [str(date.pk)] * 2
    assert "xlsx" in entries[1].change_message or "xlsx" in entries[0].change_message


# --- the desk -------------------------------------------------------------------------------------
def test_desk_card_and_list_of_all(
    staff: Staff, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    soon = make_occurrence(capacity=3, starts_at=timezone.now() + timedelta(days=3))
    row = make_registration(soon, places=2, access_needs="Schleife", name="Ana")
    make_registration(soon, status="waiting", places=2)
    off = make_occurrence(capacity=3, status="cancelled", status_note_de="Krank.", status_at=timezone.now())
    make_registration(off, status="waiting", access_needs="Rampe")
    browser = staff(*PLAN)
    text = body(browser, reverse("admin:index"))
    assert "1 place is free. The first on the list" in text
    assert "<b>2</b> people waiting" in text
    assert "<b>1</b> access needs in the next 7 days" in text
    assert "Registrations for events" not in body(staff("view_event"), reverse("admin:index"))
    listed = url("registration_changelist")
    assert "Ana" in body(browser, listed)
    assert staff("view_event").get(listed).status_code == 403
    with django_assert_max_num_queries(10):
        body(browser, f"{listed}?q=ana")
    assert browser.post(url("registration_change", row.pk), {"name": "Eva"}).status_code == 403
    assert browser.get(url("registration_add")).status_code == 403
