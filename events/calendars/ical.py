"""Calendar files (RFC 5545) in the form that every program reads alike.

Times are UTC: of the ways to write a time in summer it is the only one that all programs understand; the local times
of both towns stand in the description. No rules, no zones, no METHOD: each date is an event of its own. A cancelled
date says so twice, for some programs ignore its status and others drop it. Called by the views of this package.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, vDuration
from icalendar import Event as CalendarEvent

from events.calendars.entries import Entry, language_tag, plain
from events.calendars.identity import uid

PRODUCT = "-//twinning//events//EN"
# How often programs are asked to look again; many do so once a day, whatever a calendar asks for.
REFRESH = timedelta(hours=6)
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class About:
    """What a calendar says of itself. `url` is the page that shows the same, `source` its own address."""

    name: str
    url: str
    source: str
    # A calendar that one subscribes to does not block people's time; a date that one takes over does.
    is_subscribed: bool


def calendar(about: About, entries: Iterable[Entry]) -> bytes:
    """The file: CRLF, lines of at most 75 octets, no character cut in two."""
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    name = plain(about.name)
    file.add("name", name, parameters={"language": language_tag()})
    file.add("x-wr-calname", name)
    if about.is_subscribed:
        file.add("url", about.url)
        file.add("source", about.source, parameters={"value": "URI"})
        file.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        file.add("x-published-ttl", vDuration(REFRESH))
    for each in entries:
        file.add_component(_event(each, is_subscribed=about.is_subscribed))
    return file.to_ical()


def _event(entry: Entry, *, is_subscribed: bool) -> CalendarEvent:
    spoken = {"language": language_tag()}
    edited = entry.stamp.edited.astimezone(UTC).replace(microsecond=0)
    event = CalendarEvent()
    event.add("uid", uid(entry.occurrence))
    event.add("dtstamp", edited)
    event.add("last-modified", edited)
    event.add("sequence", entry.occurrence.sequence)
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("dtstart", _moment(entry.start))
    if entry.end is not None:
        event.add("dtend", _moment(entry.end))
    event.add("summary", entry.summary, parameters={"language": entry.title.language or language_tag()})
    event.add("description", entry.description, parameters=spoken)
    event.add("location", entry.place, parameters=spoken)
    if entry.position:
        event.add("geo", entry.position)
    event.add("categories", list(entry.categories), parameters=spoken)
    event.add("url", entry.url)
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT" if is_subscribed or entry.is_off else "OPAQUE")
    return event


def _moment(value: date | datetime) -> date | datetime:
    """Moments in UTC and whole seconds; days stay days."""
    return value.astimezone(UTC).replace(microsecond=0) if isinstance(value, datetime) else value
