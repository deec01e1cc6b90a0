"""How registration for a date stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from events.booking.standing import booking_state, waiting_people
from tests.factories_events import DAY, make_occurrence, make_registration

pytestmark = pytest.mark.django_db


def test_state_of_every_situation() -> None:
    now = timezone.now()
    past = {"starts_at": now - DAY, "ends_at": now - DAY + timedelta(hours=1)}
    cells: list[tuple[str, dict[str, Any]]] = [
        ("none", {}),
        ("open", {"capacity": None}),
        ("open", {"capacity": 3}),
        ("full_waiting", {"capacity": 0}),
        ("full", {"capacity": 0, "waiting_limit": 0}),
        ("not_open", {"capacity": 3, "registration_opens": now + timedelta(hours=1)}),
        ("closed", {"capacity": 3, "registration_closes": now}),
        ("over", {"capacity": 3} | past),
        ("external", {"registration": "external", "external_url": "https://example.org"}),
    ]
    for expected, fields in cells:
        assert booking_state(make_occurrence(**fields), now).state == expected, fields
    for status in ("cancelled", "postponed"):
        fields = {"status": status, "status_note_de": "Sturm.", "status_at": now, "capacity": 3}
        assert booking_state(make_occurrence(**fields), now).state == "off"
    with override("en"):
        assert booking_state(make_occurrence(capacity=3), now).label == "3 places left"
        assert booking_state(make_occurrence(capacity=3, shows_places=False), now).label == "Places left"


def test_free_place_of_somebody_waiting_is_not_open() -> None:
    now = timezone.now()
    strict, fitting = make_occurrence(capacity=2), make_occurrence(capacity=2, queue="fitting")
    for occurrence in (strict, fitting):
        make_registration(occurrence)
        make_registration(occurrence, status="waiting", places=2)
    people = waiting_people([strict.pk, fitting.pk])
    assert people == {strict.pk: 2, fitting.pk: 2}
    assert [booking_state(row, now, waiting=2).state for row in (strict, fitting)] == ["full_waiting", "open"]
