"""Registration against a model of it: whatever order the acts come in, both say the same about everybody."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from events.booking import actions
from events.booking.actions import Refused
from events.models import Occurrence, Registration
from tests.events.booking.steps import sign_up, taken
from tests.factories import make_home
from tests.factories_events import make_occurrence

pytestmark = pytest.mark.django_db
_numbers = count()


@dataclass(eq=False)
class Person:
    """What the model knows of a registration."""

    row: Registration
    places: int
    status: str
    position: int = 0
    is_confirmed: bool = False


class Booking(RuleBasedStateMachine):
    """One date with a strict or a fitting queue, places given or offered."""

    people = Bundle("people")

    @initialize(
        capacity=st.integers(0, 6), strict=st.booleans(), offers=st.booleans(),
        limit=st.none() | st.integers(0, 6),
    )  # fmt: skip
    def begin(self, capacity: int, strict: bool, offers: bool, limit: int | None) -> None:
        self.capacity, self.is_strict, self.offers, self.limit = capacity, strict, offers, limit
        queue = "strict" if strict else "fitting"
        self.date = make_occurrence(capacity=capacity, queue=queue, offers=offers, waiting_limit=limit)
        self.everybody: list[Person] = []

    # --- the model --------------------------------------------------------------------------------
    @property
    def free(self) -> int:
        return self.capacity - sum(
            one.places for one in self.everybody if one.status in {"pending", "offered", "confirmed"}
        )

    def line(self) -> list[Person]:
        waiting = [one for one in self.everybody if one.status == "waiting" and one.places <= self.capacity]
        return sorted(waiting, key=lambda one: one.position)

    def advance(self) -> None:
        while True:
            line = [one for one in self.line() if one.is_confirmed]
            if not self.is_strict:
                line = [one for one in line if one.places <= self.free]
            if not line or line[0].places > self.free:
                return
            line[0].status = "offered" if self.offers else "confirmed"

    def room(self, places: int) -> str:
        """Where a newcomer lands."""
        first = [one for one in self.line() if self.is_strict or one.places <= self.free]
        if places <= self.free and not first:
            return "pending"
        people = sum(one.places for one in self.everybody if one.status == "waiting")
        return "waiting" if self.limit is None or places + people <= self.limit else ""

    # --- the acts ---------------------------------------------------------------------------------
    @rule(target=people, places=st.integers(1, 4))
    def register(self, places: int) -> Any:
        expected = "" if 0 < self.capacity < places else self.room(places)
        try:
            row = sign_up(self.date, f"p{next(_numbers)}@example.org", places=places)
        except Refused:
            assert not expected
            return multiple()
        assert row.status == expected
        person = Person(row, places, expected, row.position or 0)
        self.everybody.append(person)
        return person

    @rule(person=people)
    def confirm(self, person: Person) -> None:
        if person.status not in {"pending", "waiting"}:
            return
        actions.confirm(person.row)
        person.is_confirmed = True
        if person.status == "pending":
            person.status = "confirmed"
        self.advance()

    @rule(person=people, some=st.booleans())
    def cancel(self, person: Person, some: bool) -> None:
        actions.cancel(person.row, places=1 if some else None)
        if person.status in {"cancelled", "expired"}:
            return
        if some and person.places > 1:
            person.places -= 1
        else:
            person.status = "cancelled"
        self.advance()

    @rule(person=people)
    def lapse(self, person: Person) -> None:
        found = Registration.objects.filter(pk=person.row.pk, hold_until__isnull=False)
        ended = found.update(hold_until=timezone.now())
        assert actions.expire_due(timezone.now()) == ended
        if ended:
            person.status = "expired"
            self.advance()

    @rule(person=consumes(people), is_yes=st.booleans())
    def answer(self, person: Person, is_yes: bool) -> None:
        if person.status != "offered":
            return
        (actions.accept_offer if is_yes else actions.decline_offer)(person.row)
        person.status = "confirmed" if is_yes else "cancelled"
        self.advance()

    @rule(capacity=st.integers(0, 8))
    def change(self, capacity: int) -> None:
        row = Occurrence.objects.get(pk=self.date.pk)
        rules = {"waiting_limit": row.waiting_limit, "queue": row.queue, "offers": row.offers}
        try:
            actions.change_rules(row, by=None, capacity=capacity, seen=row.version, **rules)
        except Refused:
            assert capacity < self.capacity - self.free
            return
        is_change = capacity != self.capacity
        self.capacity = capacity
        if is_change:
            self.advance()

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "date"):
            return
        assert taken(self.date) == self.capacity - self.free
        rows = Registration.objects.filter(occurrence=self.date).values_list("pk", "status", "places")
        expected = [(person.row.pk, person.status, person.places) for person in self.everybody]
        assert sorted(rows) == sorted(expected)


def test_booking_does_what_its_model_says() -> None:
    make_home()
    run_state_machine_as_test(
        Booking,
        settings=settings(
            max_examples=12, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
