"""Why the list does not move: every reason in words, and silence when it can move."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from events.booking.why import interesting_rows, is_stuck, why_not_moving
from events.models import Occurrence
from tests.factories import make_home
from tests.factories_events import make_occurrence, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> Iterator[None]:
    make_home()
    with override("en"):
        yield


def stuck(date: Occurrence) -> bool:
    return is_stuck(date, interesting_rows([date.pk])[date.pk], timezone.now())


def test_why_of_the_queue_names_the_first_reason() -> None:
    date = make_occurrence(capacity=4)
    assert why_not_moving(date) == ["Nobody is waiting."]
    make_registration(date, places=2)
    first = make_registration(date, status="waiting", places=3)
    assert why_not_moving(date) == [f"2 places are free. The first on the list, {first.number}, needs 3."]
    second = make_registration(date, status="waiting", places=1)
    assert why_not_moving(date)[1] == (
        f"The order is strict. With “the first that fits”, {second.number} would move up now."
    )
    assert stuck(date)
    date.queue = "fitting"
    assert why_not_moving(date) == []
    assert not stuck(date)
    second.delete()
    assert why_not_moving(date) == [
        "2 places are free. Everybody who waits needs more; the smallest group needs 3."
    ]


def test_why_with_unconfirmed_and_too_large_groups() -> None:
    date = make_occurrence(capacity=4)
    large = make_registration(date, status="waiting", places=5)
    unsure = make_registration(date, status="waiting", confirmed_at=None)
    assert why_not_moving(date) == [
        "Nobody on the list has confirmed the e-mail address yet.",
        f"{large.number} needs 5 places, and there are only 4 in all. It keeps nobody from moving up.",
    ]
    unsure.delete()
    assert len(why_not_moving(date)) == 1
    date.capacity = None
    assert why_not_moving(date) == []


def test_why_of_a_full_date_tells_holds_and_offers() -> None:
    start = timezone.now().replace(year=2027, month=1, day=20, hour=18, minute=0)
    date = make_occurrence(capacity=3, starts_at=start, ends_at=start + timedelta(hours=2))
    make_registration(date, status="waiting")
    until = start.replace(day=18, hour=17, minute=30)
    offered = make_registration(date, status="offered", hold_until=until)
    held = make_registration(date, status="pending", hold_until=until + timedelta(hours=1))
    late = make_registration(date, status="pending", hold_until=start.replace(day=1))
    found = why_not_moving(date, now=start.replace(day=10))
    assert found[:2] == [
        "All 3 places are taken.",
        f"The time of {late.number} has run out; the place is given on at the next change.",
    ]
    assert found[2].startswith("An offer runs until Monday, ")
    assert found[2].endswith(f"6:30 p.m. ({offered.number}).")
    assert found[3].startswith("Places are held until Monday, ")
    assert held.number in found[3]
    assert not stuck(date)


def test_why_of_dates_that_do_not_take_place() -> None:
    assert why_not_moving(make_occurrence()) == []
    now = timezone.now()
    date = make_occurrence(capacity=0)
    make_registration(date, status="waiting", places=1)
    date.status = "cancelled"
    assert why_not_moving(date) == ["This date has been cancelled: nobody moves up."]
    date.status = "postponed"
    assert why_not_moving(date) == ["This date has been postponed: nobody moves up."]
    date.status = "scheduled"
    assert why_not_moving(date, now=now + timedelta(days=20)) == ["It has begun: nobody moves up any more."]
    assert "only 0 in all" in why_not_moving(date)[0]
