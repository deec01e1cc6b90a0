"""Many people act on one date at the same moment: real threads, and the same without the lock as negative controls.

The naive counting of the controls adds up the rows instead of trusting the counter: behind the lock that is right,
without the lock, or with a snapshot that is older than the lock, it overbooks.
"""

import random
import threading
from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import checks
from events.booking import actions
from events.booking.actions import Busy, Refused, queueing, turn
from events.models import Occurrence, Registration
from tests.events.booking.steps import come, sign_up, statuses, taken
from tests.factories import make_home, make_staff
from tests.factories_events import make_occurrence, make_registration
from tests.feedback.threads import together
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, PLACES = 12, 5


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, only a deadlock makes an act give up."""
    monkeypatch.setattr(turn, "PATIENCE", "60s")


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """Run different acts at the same moment; what they raised."""
    turns, lock = iter(acts), threading.Lock()

    def following() -> None:
        with lock:
            act = next(turns)
        act()

    return together(len(acts), following)


def held(occurrence: Occurrence) -> int:
    """Places that are held, whatever the counter says."""
    rows = Registration.objects.filter(occurrence=occurrence).holding()
    return rows.aggregate(sum=Sum("places"))["sum"] or 0


def crowd(occurrence: Occurrence) -> list[BaseException]:
    """A crowd registers at the same moment, each for one place."""
    people = count()
    return together(CROWD, lambda: sign_up(occurrence, f"guest{next(people)}@example.org"))


# --- negative controls ----------------------------------------------------------------------------
@pytest.fixture
def naive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add up the rows; no counter, no CHECK."""

    def free(turn: turn.Turn) -> int | None:
        capacity = turn.occurrence.capacity
        return None if capacity is None else capacity - held(turn.occurrence)

    monkeypatch.setattr(turn.Turn, "free", property(free))
    monkeypatch.setattr(turn.Turn, "count", lambda turn, places: None)


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """All read the date before any of them writes; call it with how many there are."""

    def prepare(people: int) -> None:
        gate, fits = threading.Barrier(people), turn.Turn.fits

        def unlocked(key: int) -> Occurrence | None:
            return Occurrence.objects.filter(pk=key).first()

        def seen_by_all(turn: turn.Turn, places: int) -> bool:
            found = fits(turn, places)
            gate.wait(timeout=10)
            return found

        monkeypatch.setattr(turn, "_locked", unlocked)
        monkeypatch.setattr(turn.Turn, "fits", seen_by_all)

    return prepare


# --- registration ---------------------------------------------------------------------------------
def test_crowd_never_overbooks() -> None:
    occurrence = make_occurrence(capacity=PLACES, waiting_limit=3)
    raised = crowd(occurrence)
    assert {type(error) for error in raised} == {Refused}
    assert (len(raised), taken(occurrence)) == (CROWD - PLACES - 3, PLACES)
    positions = Registration.objects.waiting().values_list("position", flat=True)
    assert list(positions) == [1, 2, 3]


def test_crowd_without_the_lock_overbooks(naive: None, without_lock: Callable[[int], None]) -> None:
    occurrence = make_occurrence(capacity=PLACES)
    without_lock(CROWD)
    assert crowd(occurrence) == []
    assert held(occurrence) == CROWD > PLACES


def test_naive_counting_is_right_behind_the_lock(naive: None) -> None:
    occurrence = make_occurrence(capacity=PLACES)
    assert crowd(occurrence) == []
    assert held(occurrence) == PLACES


def test_the_check_is_the_last_wall_without_the_lock(without_lock: Callable[[int], None]) -> None:
    occurrence = make_occurrence(capacity=PLACES)
    without_lock(CROWD)
    raised = crowd(occurrence)
    assert {type(error) for error in raised} == {IntegrityError}
    assert (len(raised), taken(occurrence)) == (CROWD - PLACES, PLACES)


def test_one_form_sent_by_many_at_once_makes_one_row() -> None:
    occurrence, key = make_occurrence(capacity=PLACES), uuid4()
    assert together(6, lambda: sign_up(occurrence, key=key)) == []
    assert together(6, lambda: sign_up(occurrence)) == []
    assert (taken(occurrence), Registration.objects.count()) == (1, 1)


def test_limit_of_an_address_holds_over_all_dates() -> None:
    dates = [make_occurrence(capacity=9) for _ in range(actions.OPEN_HOLDS + 3)]
    raised = at_once(*(lambda date=date: sign_up(date) for date in dates))
    assert [type(error) for error in raised] == [Refused] * 3
    assert Registration.objects.count() == actions.OPEN_HOLDS


# --- snapshots ------------------------------------------------------------------------------------
def crowd_with_old_snapshots(occurrence: Occurrence, monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """All take their snapshot under REPEATABLE READ, then they wait for the lock, one after the other."""
    gate, people = threading.Barrier(CROWD), count()

    def begin() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM events_registration")
        gate.wait(timeout=10)

    monkeypatch.setattr(turn, "_set_patience", begin)
    return together(CROWD, lambda: sign_up(occurrence, f"guest{next(people)}@example.org"))


def test_repeatable_read_would_overbook_in_spite_of_the_lock(
    naive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    occurrence = make_occurrence(capacity=PLACES)
    crowd_with_old_snapshots(occurrence, monkeypatch)
    assert held(occurrence) > PLACES


def test_repeatable_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    occurrence = make_occurrence(capacity=PLACES)
    assert checks.settings_ask_for_read_committed() == []
    assert checks.database_reads_committed(databases=["default"]) == []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_isolation = 'repeatable read'")
        found = checks.database_reads_committed(databases=["default"])
        assert [problem.id for problem in found] == ["events.E002"]
        with pytest.raises(ImproperlyConfigured):
            sign_up(occurrence)
    finally:
        connection.close()
    options = {"OPTIONS": {"isolation_level": checks.IsolationLevel.REPEATABLE_READ}}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": options}))
    assert [problem.id for problem in checks.settings_ask_for_read_committed()] == ["events.E001"]


# --- promotion and changes of capacity ------------------------------------------------------------
def full_with_two_waiting() -> tuple[Occurrence, list[Registration]]:
    """One place is free, two people wait for it."""
    occurrence = make_occurrence(capacity=2)
    make_registration(occurrence)
    return occurrence, [make_registration(occurrence, status="waiting") for _ in range(2)]


def test_two_of_the_office_do_not_give_one_place_twice() -> None:
    occurrence, waiting = full_with_two_waiting()
    staff = make_staff()
    raised = at_once(*(lambda row=row: actions.promote(row, by=staff) for row in waiting))
    assert [type(error) for error in raised] == [Refused]
    assert (sorted(statuses(*waiting)), taken(occurrence)) == (["confirmed", "waiting"], 2)


def test_without_the_lock_two_of_the_office_would(naive: None, without_lock: Callable[[int], None]) -> None:
    occurrence, waiting = full_with_two_waiting()
    staff = make_staff()
    without_lock(2)
    assert at_once(*(lambda row=row: actions.promote(row, by=staff) for row in waiting)) == []
    assert held(occurrence) == 3


def test_cancelling_promoting_and_registering_at_once() -> None:
    staff = make_staff()
    for number in range(6):
        occurrence = make_occurrence(capacity=2)
        seated = [make_registration(occurrence) for _ in range(2)]
        waiting = [make_registration(occurrence, status="waiting") for _ in range(3)]
        raised = at_once(
            lambda row=seated[0]: actions.cancel(row),
            lambda row=seated[1]: actions.cancel(row),
            lambda row=waiting[2]: actions.promote(row, by=staff),
            lambda at=occurrence, name=number: sign_up(at, f"new{name}@example.org"),
            lambda at=occurrence: actions.move_queue(at.pk),
        )
        assert {type(error) for error in raised} <= {Refused}
        assert taken(occurrence) == 2
        assert sorted(statuses(*waiting)) == ["confirmed", "confirmed", "waiting"]


def fewer_places(occurrence: Occurrence) -> None:
    rules = {"waiting_limit": 0, "queue": "strict", "offers": False, "seen": occurrence.version}
    actions.change_rules(occurrence, by=None, capacity=PLACES, **rules)


def test_fewer_places_while_somebody_registers() -> None:
    for number in range(6):
        occurrence = make_occurrence(capacity=9, waiting_limit=0)
        make_registration(occurrence, places=PLACES)
        raised = at_once(
            lambda at=occurrence: fewer_places(at),
            lambda at=occurrence, name=number: sign_up(at, f"new{name}@example.org"),
        )
        assert [type(error) for error in raised] == [Refused]
        taken(occurrence)


def test_fewer_places_without_the_lock_would_be_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    occurrence, gate = make_occurrence(capacity=9, waiting_limit=0), threading.Barrier(2)
    make_registration(occurrence, places=PLACES)

    def unlocked(key: int) -> Occurrence | None:
        found = Occurrence.objects.filter(pk=key).first()
        gate.wait(timeout=10)
        return found

    monkeypatch.setattr(turn, "_locked", unlocked)
    monkeypatch.setattr(turn.Turn, "count", lambda turn, places: None)
    assert at_once(lambda: fewer_places(occurrence), lambda: sign_up(occurrence)) == []
    assert held(occurrence) > Occurrence.objects.get(pk=occurrence.pk).capacity


# --- the lock takes too long ----------------------------------------------------------------------
@pytest.fixture
def locked_date(monkeypatch: pytest.MonkeyPatch) -> Iterator[Occurrence]:
    """Somebody holds the lock of a date for as long as the test runs; nobody waits longer than 300 ms."""
    occurrence, has_lock, is_over = make_occurrence(capacity=3), threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Occurrence.objects.select_for_update(no_key=True).get(pk=occurrence.pk)
            has_lock.set()
            is_over.wait(timeout=20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    has_lock.wait(timeout=10)
    monkeypatch.setattr(turn, "PATIENCE", "300ms")
    yield occurrence
    is_over.set()
    holder.join()


def test_whoever_waits_too_long_is_asked_to_try_again(locked_date: Occurrence) -> None:
    with pytest.raises(Busy):
        sign_up(locked_date)
    address = reverse("events:registration-create", args=[locked_date.event.slug, locked_date.pk])
    typed = {"name": "Ana Silva", "email": "ana@example.org", "places": "2", "consent": "on"}
    response = Client().post(address, typed | {"key": fresh_key()})
    assert response.status_code == 503
    assert 'value="Ana Silva"' in response.text
    assert not Registration.objects.exists()


# --- everything at once ---------------------------------------------------------------------------
class Storm:
    """Sixteen people do whatever comes to their mind, 40 times each, on two dates."""

    THREADS, ACTS = 16, 40

    def __init__(self) -> None:
        self.strict = make_occurrence(capacity=8, most_places=4)
        self.fitting = make_occurrence(capacity=6, queue="fitting", offers=True, waiting_limit=12)
        self.staff, self.numbers, self.refused, self.done = make_staff(), count(), count(), count()

    def run(self) -> None:
        chance = random.SystemRandom()
        for _ in range(self.ACTS):
            occurrence = chance.choice([self.strict, self.fitting])
            act = chance.choice([self.join, self.join, self.answer, self.leave, self.lapse, self.change])
            try:
                act(occurrence, chance)
            except Refused:
                next(self.refused)
            next(self.done)

    def join(self, occurrence: Occurrence, chance: random.SystemRandom) -> None:
        person = sign_up(occurrence, f"p{next(self.numbers)}@example.org", places=chance.choice([1, 1, 2, 3]))
        if chance.random() < 0.7:
            actions.confirm(person)

    def someone(self, occurrence: Occurrence, chance: random.SystemRandom, *found: str) -> Registration:
        rows = list(Registration.objects.filter(occurrence=occurrence, status__in=found))
        if not rows:
            raise Refused
        return chance.choice(rows)

    def answer(self, occurrence: Occurrence, chance: random.SystemRandom) -> None:
        row = self.someone(occurrence, chance, "pending", "waiting", "offered", "expired")
        acts = [actions.accept_offer, actions.decline_offer] if row.status == "offered" else [actions.confirm]
        chance.choice(acts)(row)

    def leave(self, occurrence: Occurrence, chance: random.SystemRandom) -> None:
        row = self.someone(occurrence, chance, "pending", "confirmed", "waiting", "offered")
        actions.cancel(row, places=chance.choice([None, 1]), seen=row.places)

    def lapse(self, occurrence: Occurrence, chance: random.SystemRandom) -> None:
        row = self.someone(occurrence, chance, "pending", "offered", "waiting")
        Registration.objects.filter(pk=row.pk, hold_until__isnull=False).update(hold_until=timezone.now())
        actions.expire_due(timezone.now())

    def change(self, occurrence: Occurrence, chance: random.SystemRandom) -> None:
        if occurrence == self.fitting and chance.random() < 0.5:
            actions.promote(self.someone(occurrence, chance, "waiting"), by=self.staff)
            return
        row = Occurrence.objects.get(pk=occurrence.pk)
        rules = {name: getattr(row, name) for name in ("waiting_limit", "queue", "offers")}
        capacity = chance.randint(4, 12)
        actions.change_rules(row, by=self.staff, capacity=capacity, seen=row.version, **rules)


def test_640_mixed_acts_keep_every_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    storm, overtaken = Storm(), []
    seat = queueing.seat

    def watched(turn: turn.Turn, row: Registration) -> None:
        earlier = turn.rows.filter(status="waiting", confirmed_at__isnull=False, position__lt=row.position)
        if turn.occurrence == storm.strict and earlier.filter(places__lte=turn.occurrence.capacity).exists():
            overtaken.append(row.pk)
        seat(turn, row)

    monkeypatch.setattr(queueing, "seat", watched)
    assert together(storm.THREADS, storm.run) == []
    assert next(storm.done) == 640
    assert overtaken == []
    for occurrence in (storm.strict, storm.fitting):
        taken(occurrence)
        actions.move_queue(occurrence.pk)
        row = Occurrence.objects.get(pk=occurrence.pk)
        free = row.capacity - taken(occurrence)
        waiting = Registration.objects.filter(occurrence=row, places__lte=row.capacity).waiting()
        fits = [entry.places <= free for entry in waiting.filter(confirmed_at__isnull=False)]
        assert not any(fits[:1] if row.queue == "strict" else fits)
    assert Registration.objects.filter(status="confirmed", position__isnull=False).exists()


def test_confirmed_twice_at_once_is_one_mail() -> None:
    person = sign_up(make_occurrence(capacity=1))
    assert together(4, lambda: actions.confirm(person)) == []
    assert come(person.occurrence, "other@example.org").status == "waiting"
    assert together(4, lambda: actions.cancel(person)) == []
    assert taken(person.occurrence) == 1
