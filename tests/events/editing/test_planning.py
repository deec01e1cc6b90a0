"""Rules in wall time: the hour on the wall stays, whatever the clocks do, and what can't be is marked, not guessed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from events.editing.planning import MOST, Fault, Frequency, Rule, Way, as_text, chosen, days_of, slots_of
from events.walltime import local

BERLIN = "Europe/Berlin"


def rule(**fields: Any) -> Rule:
    values = {
        "frequency": Frequency.WEEKLY,
        "first_day": date(2027, 3, 14),
        "starts": time(19),
        "ends": time(21),
        "zone": BERLIN,
        "count": 4,
    }
    return Rule(**values | fields)


@pytest.mark.parametrize(
    "first", [date(2026, 3, 15), date(2027, 3, 14), date(2026, 10, 11), date(2027, 10, 17)]
)
def test_weekly_dates_keep_the_hour_on_the_wall_over_the_change(first: date) -> None:
    dates = [slot.dates[None] for slot in slots_of(rule(first_day=first))]
    walls = [local(one.starts_at, BERLIN) for one in dates]
    assert {wall.strftime("%a %H:%M") for wall in walls} == {"Sun 19:00"}
    assert len({wall.utcoffset() for wall in walls}) == 2
    assert {one.ends_at - one.starts_at for one in dates} == {timedelta(hours=2)}


def test_rules_give_their_days() -> None:
    weekly = rule(first_day=date(2026, 12, 1), weekdays=(1, 5), count=None, until=date(2026, 12, 12))
    assert [day.day for day in days_of(weekly)] == [1, 5, 8, 12]
    skipping = rule(frequency=Frequency.DAILY, interval=2, exceptions=frozenset({date(2027, 3, 16)}))
    assert [day.day for day in days_of(skipping)] == [14, 18, 20]
    assert "EXCEPT=20270316" in as_text(skipping)
    monthly = rule(frequency=Frequency.MONTH_DAY, first_day=date(2027, 1, 31), count=3)
    assert [day.month for day in days_of(monthly)] == [1, 3, 5]
    third_tuesday = rule(frequency=Frequency.MONTH_WEEKDAY, first_day=date(2026, 12, 15), count=3)
    assert days_of(third_tuesday) == [date(2026, 12, 15), date(2027, 1, 19), date(2027, 2, 16)]
    last_tuesday = rule(frequency=Frequency.MONTH_WEEKDAY, first_day=date(2026, 12, 29), count=2)
    assert days_of(last_tuesday) == [date(2026, 12, 29), date(2027, 1, 26)]
    endless = rule(frequency=Frequency.DAILY, count=None, until=date(2099, 1, 1))
    assert (len(days_of(endless)), len(slots_of(endless))) == (MOST + 1, MOST)


@pytest.mark.parametrize("year", [2026, 2027])
def test_times_that_the_clocks_skip_or_repeat_are_marked_with_ways_out(year: int) -> None:
    sunday = {2026: (date(2026, 3, 29), date(2026, 10, 25)), 2027: (date(2027, 3, 28), date(2027, 10, 31))}
    for day, fault in zip(sunday[year], (Fault.MISSING, Fault.TWICE), strict=True):
        ok, bad = slots_of(
            rule(
                frequency=Frequency.DAILY,
                first_day=day - timedelta(days=1),
                starts=time(2, 30),
                ends=time(4),
                count=2,
            )
        )
        assert (ok.fault, bad.fault, None in bad.dates) == (None, fault, False)
        assert len(chosen([ok, bad], {})) == 1  # nothing is guessed
        assert len(chosen([ok, bad], {day: Way.LEAVE})) == 1
        hours = {
            way: local(bad.dates[way].starts_at, BERLIN).hour for way in bad.ways if way is not Way.LEAVE
        }
        offsets = [local(one.starts_at, BERLIN).utcoffset() for one in bad.dates.values()]
        if fault is Fault.MISSING:
            assert hours == {Way.AFTER: 3}
        else:
            assert hours == {Way.FIRST: 2, Way.SECOND: 2}
            assert offsets == [timedelta(hours=2), timedelta(hours=1)]


def test_all_day_dates_never_have_a_fault_and_evenings_end_on_the_next_day() -> None:
    days = slots_of(rule(all_day=True, first_day=date(2027, 3, 28), frequency=Frequency.DAILY, count=2))
    lengths = [
        one.dates[None].ends_at.astimezone(UTC) - one.dates[None].starts_at.astimezone(UTC) for one in days
    ]
    assert lengths == [timedelta(hours=23), timedelta(hours=24)]
    (night,) = slots_of(rule(starts=time(22), ends=time(1), count=1))
    assert local(night.dates[None].ends_at, BERLIN).date() == date(2027, 3, 15)


def test_date_that_the_event_has_is_marked_and_never_made_twice() -> None:
    taken = [datetime(2027, 3, 14, 18, tzinfo=UTC)]
    first, *others = slots_of(rule(), taken)
    assert (first.fault, first.ways) == (Fault.DUPLICATE, (Way.LEAVE,))
    assert len(chosen([first, *others], {}, [others[0].day])) == 2
