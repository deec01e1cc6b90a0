"""Clocks of two towns side by side: hours between them over both changes of two years, other days, whole days."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from events.clocks import clocks
from events.models import Occurrence
from events.walltime import day_end, day_start
from tests.factories import make_city, make_home
from tests.factories_events import make_event, make_venue
from twinning.municipality.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Municipality:
    return make_home()


def date_at(start: datetime, hours: float = 2, **fields: object) -> Occurrence:
    """An unsaved date: clocks read nothing from the database but the towns."""
    values = {"event": make_event(), "starts_at": start, "ends_at": start + timedelta(hours=hours)}
    return Occurrence(**values | fields)


def shown(date: Occurrence, home: Municipality) -> list[tuple[str, str, bool]]:
    """(local beginning, difference, other day) of every clock."""
    return [(f"{one.start:%Y-%m-%d %H:%M}", one.difference, one.is_other_day) for one in clocks(date, home)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The Saturday before each change and the Sunday of it, at 12:00 UTC.
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 12, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)),
        (datetime(2027, 10, 31, 12, tzinfo=UTC), datetime(2027, 10, 30, 12, tzinfo=UTC)),
    ],
)
def test_hours_between_two_towns_follow_the_clock_changes(
    before: datetime, after: datetime, home: Municipality
) -> None:
    hiroshima = make_city("hiroshima", time_zone="Asia/Tokyo")
    blantyre = make_city("blantyre", time_zone="Africa/Blantyre")
    with override("en"):
        winter = date_at(before, second_city=hiroshima, venue=make_venue(city=blantyre))
        summer = date_at(after, second_city=hiroshima, venue=make_venue(city=blantyre))
        assert [difference for _start, difference, _day in shown(winter, home)] == [
            "",
            "8 hours later",
            "1 hour later",
        ]
        # In summer Blantyre shows the same time as Hanover: one clock less.
        assert [difference for _start, difference, _day in shown(summer, home)] == ["", "7 hours later"]


def test_evening_here_is_the_next_day_there(home: Municipality) -> None:
    hiroshima = make_city("hiroshima", time_zone="Asia/Tokyo", name_en="Hiroshima")
    date = date_at(datetime(2026, 12, 4, 18, tzinfo=UTC), second_city=hiroshima)
    with override("en"):
        assert shown(date, home) == [
            ("2026-12-04 19:00", "", False),
            ("2026-12-05 03:00", "8 hours later", True),
        ]
        here, there = clocks(date, home)
        assert here.day.startswith("Friday")
        assert there.day.startswith("Saturday")
        assert there.line.startswith("Hiroshima: Saturday")
    date.shows_end = False
    assert clocks(date, home)[0].until == ""


def test_all_day_is_a_day_of_its_own_zone_with_one_clock(home: Municipality) -> None:
    hiroshima = make_city("hiroshima", time_zone="Asia/Tokyo")
    day, last = datetime(2026, 10, 24).date(), datetime(2026, 10, 25).date()
    fields = {"all_day": True, "second_city": hiroshima}
    date = date_at(day_start(day, "Europe/Berlin"), **fields)
    date.ends_at = day_end(last, "Europe/Berlin")
    with override("en"):
        (one,) = clocks(date, home)
        assert (one.start.date(), one.last_day.date(), one.time) == (day, last, "all day")
        assert "Sunday" in one.until
    there = date_at(day_start(day, "Asia/Tokyo"), **fields, time_zone="Asia/Tokyo")
    there.ends_at = day_end(day, "Asia/Tokyo")
    (one,) = clocks(there, home)
    assert (one.zone, one.start.date(), one.until) == ("Asia/Tokyo", day, "")


def test_former_time_has_its_own_difference(home: Municipality) -> None:
    """A date that moved over the change: eight hours before, seven after."""
    hiroshima = make_city("hiroshima", time_zone="Asia/Tokyo")
    date = date_at(datetime(2027, 4, 3, 12, tzinfo=UTC), second_city=hiroshima)
    date.previous_start = datetime(2027, 3, 27, 12, tzinfo=UTC)
    date.previous_end = date.previous_start + timedelta(hours=2)
    with override("en"):
        assert [one.difference for one in clocks(date, home)] == ["", "7 hours later"]
        assert [one.difference for one in clocks(date, home, previous=True)] == ["", "8 hours later"]
