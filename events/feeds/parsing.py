"""A partner's calendar as dates: what is read, and where it is cut off. Knows nothing of Django or the database.

`events.feeds.reading` runs this module as a process of its own (`python -m events.feeds.parsing`), because a loop over
a hostile rule can only be stopped from outside. The process limits its own memory, files and processor time before it
looks at the first byte. It reads one line of JSON (the order) and the calendar from standard input, and writes a
`Reading` as JSON.
"""

import json
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from types import FrameType
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Component, Event

from events.feeds.texts import MOST_EVENTS, Unreadable, decode, look_over, plain
from events.walltime import NoSuchTime, TwofoldTime, day_start, localise

WINDOW = timedelta(days=548)
PAST = timedelta(days=1)
LONGEST_DATE = timedelta(days=366)
MOST_DATES = 500
MOST_LISTED = 2000
SECONDS_PER_SERIES, SECONDS_FOR_ALL = 1.0, 3.0
SECONDS, MEMORY = 5, 768 * 1024 * 1024

TITLE, TEXT, PLACE, URL, UID = 400, 6000, 300, 200, 500
RARE = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
OFTEN_PARTS = ("BYSECOND", "BYMINUTE", "BYHOUR")


@dataclass(frozen=True, slots=True)
class Item:
    """One date, JSON-able. Moments are in UTC; on all-day dates they are the midnights of `zone`."""

    uid: str
    recurrence_id: str
    title: str
    text: str
    place: str
    url: str
    starts: str
    ends: str
    zone: str
    all_day: bool = False
    shows_end: bool = True
    is_cancelled: bool = False

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Item":
        """From JSON; keys of other versions are left out."""
        return cls(**{name: values[name] for name in cls.__slots__ if name in values})

    def as_json(self) -> dict[str, Any]:
        """As `FeedItem.offered` keeps it."""
        return asdict(self)

    @property
    def start(self) -> datetime:
        """The moment of the beginning."""
        return datetime.fromisoformat(self.starts)

    @property
    def end(self) -> datetime:
        """The moment of the end."""
        return datetime.fromisoformat(self.ends)


@dataclass(slots=True)
class Reading:
    """What stood in a calendar. With `problem` nothing else counts; `left_out` says why some of it is missing."""

    items: list[Item] = field(default_factory=list)
    problem: str = ""
    left_out: dict[str, int] = field(default_factory=dict)
    # UIDs that stand there but were not read: they have not vanished.
    unread: set[str] = field(default_factory=set)
    # Nothing is known of dates after this moment when the list was cut off.
    known_until: str = ""

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Note that something is missing."""
        self.left_out[reason] = self.left_out.get(reason, 0) + count


class LeftOut(Exception):
    """This entry is left out; the text is a code, too."""


# --- times -----------------------------------------------------------------------------------------
def moment(value: date | datetime, zone: str) -> datetime:
    """A time of the calendar in UTC; one without a zone is read on the clocks of `zone`."""
    if not isinstance(value, datetime):
        return day_start(value, zone).astimezone(UTC)
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    try:
        return localise(value, zone).astimezone(UTC)
    except NoSuchTime as gap:
        # The calendar stands as it is: what it calls 2:30 in the skipped hour is 3:30, an hour later, as RFC 5545 says.
        return localise(gap.after, zone).astimezone(UTC)
    except TwofoldTime as twice:
        return twice.first


def zone_of(value: date | datetime, fallback: str) -> str:
    """The IANA name of a time's own zone, else that of the feed (for days, floating times, UTC and strange zones)."""
    name = getattr(getattr(value, "tzinfo", None), "key", None)
    return name if name and "/" in name and not name.startswith("Etc/") else fallback


def date_of(component: Component, zone: str, recurrence_id: str) -> Item:
    """One occurrence as an Item. Raises LeftOut when it has no beginning."""
    if "DTSTART" not in component:
        raise LeftOut("no_start")
    first = component.decoded("DTSTART")
    has_end = "DTEND" in component or "DURATION" in component
    all_day = not isinstance(first, datetime)
    last = component.end if has_end else first
    zone = zone_of(first, zone)
    start, end = moment(first, zone), moment(last, zone)
    if end - start > LONGEST_DATE:
        raise LeftOut("too_far")
    shows_end = end > start
    if not shows_end:
        end = moment(first + timedelta(days=1), zone) if all_day else start + timedelta(hours=1)
    link = plain(component.get("URL"), URL + 1)
    return Item(
        uid=plain(component.get("UID"), UID),
        recurrence_id=recurrence_id,
        title=plain(component.get("SUMMARY"), TITLE).replace("\n", " "),
        text=plain(component.get("DESCRIPTION"), TEXT),
        place=plain(component.get("LOCATION"), PLACE).replace("\n", ", "),
        url=link if link.startswith(("https://", "http://")) and len(link) <= URL else "",
        starts=start.isoformat(),
        ends=end.isoformat(),
        zone=zone,
        all_day=all_day,
        shows_end=shows_end or all_day,
        is_cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
    )


# --- series ----------------------------------------------------------------------------------------
def check_rules(component: Component) -> None:
    """Refuse rules that come more often than daily and lists of days without end. Raises LeftOut."""
    for rule in _listed(component.get("RRULE")):
        if str(rule.get("FREQ", [""])[0]).upper() not in RARE:
            raise LeftOut("too_often")
        if any(len(_listed(rule.get(part))) > 1 for part in OFTEN_PARTS):
            raise LeftOut("too_often")
    if "EXRULE" in component:
        raise LeftOut("too_often")
    for name in ("RDATE", "EXDATE"):
        if sum(len(part.dts) for part in _listed(component.get(name))) > MOST_LISTED:
            raise LeftOut("too_many_days")


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def is_series(components: Iterable[Component]) -> bool:
    """Entries of one UID that make more than one date."""
    return any("RRULE" in one or "RDATE" in one or "RECURRENCE-ID" in one for one in components)


def series(components: list[Component], zone: str, now: datetime) -> Iterator[Item]:
    """The dates of a series within the window. Each is known by its day, so that another hour is a change of it."""
    for component in components:
        check_rules(component)
    calendar = Calendar()
    for component in components:
        calendar.add_component(component)
    query = recurring_ical_events.of(calendar, skip_bad_series=False)
    days: Counter[str] = Counter()
    for found in islice(query.between(now - PAST, now + WINDOW), MOST_DATES + 1):
        own = found.decoded("RECURRENCE-ID") if "RECURRENCE-ID" in found else found.decoded("DTSTART")
        day = f"{own:%Y%m%d}"
        days[day] += 1
        yield date_of(found, zone, day if days[day] == 1 else f"{day}-{days[day]}")


class TooSlow(Exception):
    """A series took longer than it may."""


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def dates_of(components: list[Component], zone: str, now: datetime) -> list[Item]:
    """All dates of one UID. Raises LeftOut."""
    if not components[0].get("UID"):
        raise LeftOut("no_uid")
    signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_SERIES)
    try:
        if is_series(components):
            return list(series(components, zone, now))
        return [date_of(components[-1], zone, "")]
    except TooSlow as error:
        raise LeftOut("too_slow") from error
    except LeftOut:
        raise
    except Exception as error:  # the libraries raise whatever comes to their mind over damaged entries
        raise LeftOut("damaged") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def parse(body: bytes, charset: str, zone: str, now: datetime) -> Reading:
    """Read a calendar; never raises for what stands in it."""
    stop = time.monotonic() + SECONDS_FOR_ALL
    try:
        text = decode(body, charset)
        look_over(text)
        groups = _groups(text)
    except Unreadable as error:
        return Reading(problem=str(error))
    reading = Reading()
    for uid, components in groups.items():
        try:
            if time.monotonic() > stop:
                raise LeftOut("too_slow")
            found = dates_of(components, zone, now)
        except LeftOut as reason:
            reading.leave_out(str(reason))
            reading.unread.add(plain(uid, UID))
            continue
        reading.items += [item for item in found if now - PAST < item.end and item.start < now + WINDOW]
    return _capped(reading)


def _groups(text: str) -> dict[str, list[Component]]:
    """The events of every calendar in the file, by UID; of several versions the highest SEQUENCE comes last."""
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except Exception as error:  # as above: the library has no common class for what it raises
        raise Unreadable("damaged_calendar") from error
    groups: dict[str, list[Component]] = defaultdict(list)
    for calendar in calendars:
        for component in calendar.subcomponents:
            if isinstance(component, Event):
                groups[str(component.get("UID", ""))].append(component)
    for components in groups.values():
        components.sort(key=_sequence)
    return groups


def _sequence(component: Component) -> int:
    found = str(component.get("SEQUENCE", 0))
    return int(found) if found.isdecimal() and len(found) < 10 else 0


def _capped(reading: Reading) -> Reading:
    """The next 500 dates, each key once."""
    once = {(item.uid, item.recurrence_id): item for item in reading.items}
    items = sorted(once.values(), key=lambda item: item.starts)
    if len(items) > MOST_DATES:
        reading.leave_out("cut", len(items) - MOST_DATES)
        items = items[:MOST_DATES]
        reading.known_until = items[-1].starts
    reading.items = items
    return reading


# --- the process -----------------------------------------------------------------------------------
def confine() -> None:
    """Give up what reading a text does not need."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, _ring)


def main() -> None:
    """Standard input to standard output."""
    confine()
    order = json.loads(sys.stdin.buffer.readline())
    now = datetime.fromisoformat(order["now"])
    try:
        reading = parse(sys.stdin.buffer.read(), order["charset"], order["zone"], now)
    except (MemoryError, RecursionError):
        reading = Reading(problem="too_long")
    found = asdict(reading) | {"unread": sorted(reading.unread)[:MOST_EVENTS]}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
