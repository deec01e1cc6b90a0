"""The door: one press for each person, undo, guests without registration, the paper, two people at the door."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.booking import actions
from events.booking.actions import Guest, Refused
from events.models import Occurrence, Registration
from tests.events.booking.steps import fresh
from tests.events.booking_staff.conftest import DOOR
from tests.factories import make_staff
from tests.factories_events import make_occurrence, make_registration
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

Staff = Callable[..., Client]


def today(**fields: object) -> Occurrence:
    """A date that has begun a moment ago."""
    return make_occurrence(starts_at=timezone.now() - timedelta(minutes=1), **{"capacity": 9, **fields})


def page(date: Occurrence, name: str = "checkin") -> str:
    return reverse(f"admin:events_occurrence_{name}", args=[date.pk])


def press(browser: Client, row: Registration, act: str, query: str = "") -> str:
    address = reverse("admin:events_registration_door", args=[row.pk, act])
    answer = browser.post(address + query, follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"#r-{row.pk}")
    return answer.content.decode()


@pytest.mark.django_db
def test_people_are_checked_in_found_and_taken_back(
    staff: Staff, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    date = today()
    first = make_registration(date, name="Zoë Quist", places=3)
    second = make_registration(date, name="ana Kaya")
    waiting = make_registration(date, name="Wartende", status="waiting", places=9)
    browser = staff(*DOOR)
    text = browser.get(page(date)).content.decode()
    assert text.index("ana Kaya") < text.index("Zoë Quist")
    assert "<b>0</b> of 4 people are here" in text
    assert waiting.name not in text
    found = browser.get(f"{page(date)}?q=wartende").content.decode()
    assert waiting.name in found
    assert "Check in" not in found.split('class="door"')[1].split("</ul>")[0]
    for words in (first.number.lower(), "zoë", "quist zoë"):
        assert [guest.row for guest in browser.get(page(date), {"q": words}).context["guests"]] == [first]
    assert "<b>3</b> of 4" in press(browser, first, "in", "?q=zoë")
    assert "Zoë Quist is here." in press(browser, first, "in")
    assert fresh(first).status == "attended"
    assert "expected again" in press(browser, first, "undo")
    assert (fresh(first).status, fresh(first).checked_in_by) == ("confirmed", None)
    assert "Only confirmed registrations" in press(browser, waiting, "in")
    address = reverse("admin:events_registration_door", args=[first.pk, "out"])
    assert browser.post(address).status_code == 404
    press(browser, second, "in")
    assert browser.post(page(date, "absent")).status_code == 302
    assert [fresh(row).status for row in (first, second, waiting)] == ["no_show", "attended", "waiting"]
    assert "Zoë Quist is here." in press(browser, first, "in")
    with django_assert_max_num_queries(10):
        browser.get(page(date))
    # Nobody is written to at the door.
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_door_before_the_time_and_for_readers(staff: Staff) -> None:
    date = make_occurrence(capacity=3)
    row = make_registration(date)
    browser = staff(*DOOR)
    assert "too early" in press(browser, row, "in")
    assert "mark the rest as absent" not in browser.get(page(date)).content.decode()
    assert "It has not begun yet." in browser.post(page(date, "absent"), follow=True).content.decode()
    text = staff("view_registration").get(page(date)).content.decode()
    assert row.name in text
    assert "<button" not in text.split('class="door"')[1].split("</ul>")[0]


@pytest.mark.django_db
def test_guests_without_registration_fit_or_are_refused_and_count_once(staff: Staff) -> None:
    date = today(capacity=3)
    make_registration(date)
    make_registration(date, status="waiting", places=3)
    browser = staff(*DOOR)
    typed = {"key": str(uuid4()), "name": "Herr Ode", "places": "2"}
    for _attempt in range(2):
        assert browser.post(page(date, "walkin"), typed).status_code == 302
    row = Registration.objects.get(name="Herr Ode")
    assert (row.status, row.places, row.email, row.checked_in_by.is_staff) == ("attended", 2, "", True)
    full = browser.post(page(date, "walkin"), {"key": str(uuid4()), "name": "Frau Ito", "places": "1"})
    assert full.status_code == 422
    assert "So many places are not free." in full.content.decode()
    assert 'value="Frau Ito"' in full.content.decode()
    date.refresh_from_db()
    assert date.taken == 3
    early = make_occurrence(capacity=3)
    off = today(status="cancelled", status_note_de="Krank.", status_at=timezone.now())
    for date in (early, off, make_occurrence()):
        with pytest.raises(Refused):
            actions.walk_in(date, Guest("Ana"), by=row.checked_in_by, key=uuid4(), consent_version="1")


@pytest.mark.django_db
def test_sheet_lists_everybody_by_name_with_a_box(staff: Staff) -> None:
    date = today()
    make_registration(date, name="Zoë")
    make_registration(date, name="ana", status="attended", places=2)
    make_registration(date, name="Weg", status="cancelled")
    text = staff("view_registration").get(page(date, "sheet")).content.decode()
    table = text.split('class="sheet"')[1]
    assert "3 people, by name." in text
    assert table.index("ana") < table.index("Zoë")
    assert table.count('class="box"') == 2
    assert "Weg" not in table


# --- two people at the door -----------------------------------------------------------------------
def at_once(*acts: Callable[[], object]) -> None:
    """Start all of them at the same moment, each with a connection of its own."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_door_check_in_one_person_and_let_in_one_guest() -> None:
    date = today(capacity=2)
    row = make_registration(date)
    people = [make_staff(), make_staff()]
    stamps: list[tuple[object, User]] = []

    def press_in(user: User) -> Callable[[], None]:
        def act() -> None:
            found = actions.check_in(row, by=user)
            stamps.append((found.checked_in_at, found.checked_in_by))

        return act

    at_once(*(press_in(user) for user in people))
    assert len(stamps) == 2
    assert len(set(stamps)) == 1
    key = uuid4()
    refused: list[str] = []

    def let_in(user: User, own: object) -> Callable[[], None]:
        def act() -> None:
            try:
                actions.walk_in(date, Guest("Ana"), by=user, key=own, consent_version="1")
            except Refused as reason:
                refused.append(str(reason))

        return act

    at_once(*(let_in(user, key) for user in people))
    date.refresh_from_db()
    assert (Registration.objects.filter(name="Ana").count(), date.taken, refused) == (1, 2, [])
    Occurrence.objects.update(capacity=3)
    at_once(*(let_in(user, uuid4()) for user in people))
    date.refresh_from_db()
    assert (date.taken, len(refused)) == (3, 1)
