"""Four programs' ways of reading a calendar file, each with code of its own: what they understand must be the same."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import ics
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

Moment = date | datetime


@dataclass(frozen=True)
class Read:
    """A date as a reader understood it; `end` of all-day dates is exclusive."""

    start: Moment
    end: Moment
    summary: str
    is_off: bool = False


OFF = "CANCELLED"


def _utc(value: Moment) -> Moment:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def by_icalendar(text: bytes) -> dict[str, Read]:
    return {
        str(event["UID"]): Read(
            _utc(event.decoded("dtstart")),
            _utc(event.decoded("dtend", default=event.decoded("dtstart"))),
            str(event["SUMMARY"]),
            event.get("STATUS") == OFF,
        )
        for event in Calendar.from_ical(text).walk("VEVENT")
    }


def by_vobject(text: bytes) -> dict[str, Read]:
    """It remembers zones by their names for the whole process, which hides faults: they are forgotten first."""
    zones = vars(vobject.icalendar)["__tzidMap"]
    for name in [name for name in zones if name != "UTC"]:
        del zones[name]
    return {
        event.uid.value: Read(
            _utc(event.dtstart.value),
            _utc(event.dtend.value if hasattr(event, "dtend") else event.dtstart.value),
            event.summary.value,
            hasattr(event, "status") and event.status.value == OFF,
        )
        for event in vobject.readOne(text.decode()).vevent_list
    }


def by_ics(text: bytes) -> dict[str, Read]:
    """It has moments for all-day dates, too, and their end is exclusive."""

    def moment(value: object, *, all_day: bool) -> Moment:
        return value.datetime.date() if all_day else value.datetime.astimezone(UTC)

    return {
        event.uid: Read(
            moment(event.begin, all_day=event.all_day),
            moment(event.end, all_day=event.all_day),
            event.name,
            event.status == OFF,
        )
        for event in ics.Calendar(text.decode()).events
    }


def by_ical(text: bytes) -> dict[str, Read]:
    calendar = IcsCalendarStream.calendar_from_ics(text.decode())
    return {
        event.uid: Read(
            _utc(event.dtstart), _utc(event.dtend or event.dtstart), event.summary, event.status == OFF
        )
        for event in calendar.events
    }


READERS = (by_icalendar, by_vobject, by_ics, by_ical)
