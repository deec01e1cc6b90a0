"""From a rule in wall time to dates: what staff preview before they make them. Pure, nothing is stored here.

The rule is worked out on the clock at the wall of the date's zone ("every Saturday at 19:00" stays 19:00 when the
clocks change) and only then turned into moments. What the clocks skip or show twice is not guessed: it is marked,
with the reason and the way out, and staff decide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as Weekday

from events.walltime import NoSuchTime, TwofoldTime, day_end, day_start, local, localise

MOST = 200
ONE_DAY = timedelta(days=1)


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTH_DAY = "month_day"  # on the 15th
    MONTH_WEEKDAY = "month_weekday"  # on the third Tuesday, or on the last one


class Fault(StrEnum):
    """Why a date of the rule can't be made just so."""

    MISSING = "missing"  # the clocks skip this time
    TWICE = "twice"  # the clocks show it twice
    DUPLICATE = "duplicate"  # the event has this date


class Way(StrEnum):
    """What staff decide about a date with a fault."""

    LEAVE = "leave"
    AFTER = "after"  # the first time that exists again
    FIRST = "first"  # before the clocks are put back
    SECOND = "second"  # after that


WAYS = {
    Fault.MISSING: (Way.LEAVE, Way.AFTER),
    Fault.TWICE: (Way.LEAVE, Way.FIRST, Way.SECOND),
    Fault.DUPLICATE: (Way.LEAVE,),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What staff typed: all of it in the wall time of `zone`."""

    frequency: Frequency
    first_day: date
    starts: time
    ends: time
    zone: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None
    exceptions: frozenset[date] = frozenset()
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """One date to make."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """One day of the rule: the date to make, or what is wrong with it and what can be made instead."""

    day: date
    dates: Mapping[Way | None, Moment]
    fault: Fault | None = None
    # The wall time that is at fault (of the beginning or of the end), and the first one that exists again.
    wall: datetime | None = None
    after: datetime | None = None

    @property
    def ways(self) -> tuple[Way, ...]:
        """What may be decided; empty when nothing is wrong."""
        return WAYS[self.fault] if self.fault else ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The dates to make, with what they have in common (columns of Occurrence, rows of languages)."""

    rule: str
    zone: str
    dates: tuple[Moment, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[Mapping[str, Any], ...] = ()


def _rrule(rule: Rule) -> rrule:
    start = datetime.combine(rule.first_day, time.min)
    common: dict[str, Any] = {"dtstart": start, "interval": rule.interval}
    if rule.until:
        common["until"] = datetime.combine(rule.until, time.min)
    else:
        common["count"] = min(rule.count or 1, MOST)
    if rule.frequency is Frequency.DAILY:
        return rrule(DAILY, **common)
    if rule.frequency is Frequency.WEEKLY:
        return rrule(WEEKLY, byweekday=rule.weekdays or (rule.first_day.weekday(),), **common)
    if rule.frequency is Frequency.MONTH_DAY:
        return rrule(MONTHLY, bymonthday=rule.first_day.day, **common)
    return rrule(
        MONTHLY, byweekday=Weekday(rule.first_day.weekday())(week_of_month(rule.first_day)), **common
    )


def week_of_month(day: date) -> int:
    """1 to 4 for the first to the fourth such weekday of its month; -1 for the last one, if that is the fifth."""
    number = (day.day - 1) // 7 + 1
    return number if number < 5 else -1


def as_text(rule: Rule) -> str:
    """The rule as RFC 5545 writes it, with the days that are left out."""
    text = str(_rrule(rule)).partition("\n")[2]
    if rule.exceptions:
        text += ";X-EXCEPT=" + ",".join(f"{day:%Y%m%d}" for day in sorted(rule.exceptions))
    return text[:300]


def days_of(rule: Rule) -> list[date]:
    """The days of the rule without the exceptions, at most 200; one more tells that the rule has more."""
    found = islice(_rrule(rule), MOST + 1)
    return [moment.date() for moment in found if moment.date() not in rule.exceptions]


def slots_of(rule: Rule, taken: Iterable[datetime] = ()) -> list[Slot]:
    """Every day of the rule as a date to make, or with its fault; `taken` are beginnings that the event has."""
    known = set(taken)
    return [_slot(rule, day, known) for day in days_of(rule)[:MOST]]


def _slot(rule: Rule, day: date, taken: set[datetime]) -> Slot:
    if rule.all_day:
        slot = Slot(day, {None: Moment(day_start(day, rule.zone), day_end(day, rule.zone))})
    else:
        slot = _timed(rule, day)
    whole = slot.dates.get(None)
    if whole and whole.starts_at in taken:
        return Slot(day, {}, Fault.DUPLICATE)
    return slot


def _timed(rule: Rule, day: date) -> Slot:
    start = datetime.combine(day, rule.starts)
    end = datetime.combine(day, rule.ends)
    if end <= start:
        end += ONE_DAY  # past midnight
    try:
        return Slot(day, {None: Moment(localise(start, rule.zone), localise(end, rule.zone))})
    except NoSuchTime as gap:
        made = _pair(start, end, rule.zone, second=False)
        return Slot(day, {Way.AFTER: made} if made else {}, Fault.MISSING, gap.wall, gap.after)
    except TwofoldTime as twice:
        pairs = {
            way: _pair(start, end, rule.zone, second=way is Way.SECOND) for way in (Way.FIRST, Way.SECOND)
        }
        dates = {way: pair for way, pair in pairs.items() if pair}
        return Slot(day, dates, Fault.TWICE, twice.wall)


def _pair(start: datetime, end: datetime, zone: str, *, second: bool) -> Moment | None:
    """Both ends with the decision applied to whichever is at fault; None when nothing would be left of it."""
    begins, finishes = (settle(wall, zone, second=second) for wall in (start, end))
    if finishes <= begins:
        finishes = begins + (end - start)
    return Moment(begins, finishes)


def settle(wall: datetime, zone: str, *, second: bool) -> datetime:
    """The moment of a wall time after somebody decided: the first that exists again; the first or the second."""
    try:
        return localise(wall, zone)
    except NoSuchTime as gap:
        return localise(gap.after, zone)
    except TwofoldTime as twice:
        return local(twice.second if second else twice.first, zone)


def chosen(slots: Iterable[Slot], ways: Mapping[date, Way], left_out: Iterable[date] = ()) -> list[Moment]:
    """The dates to make. Days with a fault need a way; those without one in `ways` are not made."""
    skipped = set(left_out)
    found = []
    for slot in slots:
        if slot.day in skipped:
            continue
        moment = slot.dates.get(ways.get(slot.day) if slot.fault else None)
        if moment:
            found.append(moment)
    return found
