"""Wall clocks and moments: both clock changes of two years, towns without summer time, days that begin late."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.walltime import NoSuchTime, TwofoldTime, day_end, day_start, local, localise

BERLIN, TOKYO, BLANTYRE = "Europe/Berlin", "Asia/Tokyo", "Africa/Blantyre"
SPRING = [date(2026, 3, 29), date(2027, 3, 28)]
AUTUMN = [date(2026, 10, 25), date(2027, 10, 31)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


@pytest.mark.parametrize("day", SPRING)
def test_hour_that_the_clocks_skip_does_not_exist(day: date) -> None:
    for wall in (at(day, 2), at(day, 2, 30), at(day, 2, 59)):
        with pytest.raises(NoSuchTime) as problem:
            localise(wall, BERLIN)
        assert problem.value.after == wall + timedelta(hours=1)
    assert localise(at(day, 1, 59), BERLIN).utcoffset() == timedelta(hours=1)
    assert localise(at(day, 3), BERLIN).utcoffset() == timedelta(hours=2)
    assert localise(at(day, 3), BERLIN) - localise(at(day, 1, 59), BERLIN) == timedelta(hours=1, minutes=1)
    assert day_end(day, BERLIN).astimezone(UTC) - day_start(day, BERLIN).astimezone(UTC) == timedelta(
        hours=23
    )


@pytest.mark.parametrize("day", AUTUMN)
def test_hour_that_the_clocks_repeat_happens_twice(day: date) -> None:
    for wall in (at(day, 2), at(day, 2, 59)):
        with pytest.raises(TwofoldTime) as problem:
            localise(wall, BERLIN)
        twice = problem.value
        assert twice.second - twice.first == timedelta(hours=1)
        assert {local(one, BERLIN).replace(tzinfo=None) for one in (twice.first, twice.second)} == {wall}
    assert localise(at(day, 3), BERLIN).utcoffset() == timedelta(hours=1)
    assert day_end(day, BERLIN).astimezone(UTC) - day_start(day, BERLIN).astimezone(UTC) == timedelta(
        hours=25
    )


@pytest.mark.parametrize("day", [*SPRING, *AUTUMN])
@pytest.mark.parametrize(("zone", "hours"), [(TOKYO, 9), (BLANTYRE, 2)])
def test_every_hour_exists_once_where_clocks_never_change(day: date, zone: str, hours: int) -> None:
    for hour in range(24):
        assert localise(at(day, hour), zone).utcoffset() == timedelta(hours=hours)
    assert day_start(day, zone) == datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=hours)


def test_day_begins_at_the_first_time_that_exists() -> None:
    # Beirut puts its clocks forward at midnight and back at midnight.
    assert local(day_start(date(2027, 3, 28), "Asia/Beirut"), "Asia/Beirut").hour == 1
    # Havana repeats the hour after midnight: the day begins with the first of the two.
    start = day_start(date(2026, 11, 1), "America/Havana")
    assert (start.astimezone(UTC).hour, start.utcoffset()) == (4, timedelta(hours=-4))
