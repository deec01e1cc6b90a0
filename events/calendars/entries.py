"""A date as calendars and news feeds tell it: title, times, place and a description in plain words.

Made in the active language (that of the address), with the languages' usual fallbacks. The link for taking part
online appears only when staff made it public. Called by `ical` and `news`, and by the frame for other websites.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.calendars.rows import Stamp
from events.calendars.selection import Names
from events.clocks import Clock, clocks
from events.models import Event, Occurrence, OccurrenceLanguage, Venue
from events.walltime import local
from twinning.cldr import country_name, language_label, listed
from twinning.languages import Served, current, served
from twinning.municipality.models import Municipality

# What neither XML nor a calendar file may hold.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One date in words. `start` and `end` are days for all-day dates (the end exclusive), else moments in UTC."""

    occurrence: Occurrence
    stamp: Stamp
    url: str
    title: Served
    summary: str
    teaser: Served
    start: date | datetime
    end: date | datetime | None
    clocks: tuple[Clock, ...]
    notices: tuple[str, ...]
    facts: tuple[str, ...]
    place: str
    position: tuple[float, float] | None
    categories: tuple[str, ...]
    is_off: bool

    @property
    def description(self) -> str:
        """All of it in plain paragraphs: what happened to the date, when it is in both towns, what it is."""
        blocks = [
            "\n".join(self.notices),
            "\n".join(clock.line for clock in self.clocks),
            self.teaser.text,
            "\n".join(self.facts),
            self.url,
        ]
        return "\n\n".join(block for block in blocks if block)


def plain(text: object) -> str:
    """A text in one line, without characters that calendar files and XML can't hold."""
    return " ".join(CONTROLS.sub(" ", str(text)).split())


def entry(occurrence: Occurrence, stamp: Stamp, *, home: Municipality, names: Names, base: str) -> Entry:
    """The date in the active language; `base` ("https://www.example.org") makes its addresses whole."""
    title = _plain_served(served(occurrence.event, "title"))
    shown = tuple(clocks(occurrence, home))
    venue = _venue(occurrence)
    start, end = _times(occurrence)
    return Entry(
        occurrence=occurrence,
        stamp=stamp,
        url=base + occurrence.get_absolute_url(),
        title=title,
        summary=_summary(occurrence, title.text),
        teaser=_plain_served(served(occurrence.event, "teaser")),
        start=start,
        end=end,
        clocks=shown,
        notices=tuple(_notices(occurrence, home, base)),
        facts=tuple(plain(fact) for fact in _facts(occurrence, stamp)),
        place=plain(_place(venue, occurrence, home) if venue else _("Online")),
        position=(venue.latitude, venue.longitude) if venue and venue.latitude is not None else None,
        categories=tuple(plain(name) for name in _categories(occurrence.event, stamp, names)),
        is_off=occurrence.is_off,
    )


def _plain_served(text: Served) -> Served:
    return Served(plain(text), text.language, text.direction, text.is_fallback)


def _times(occurrence: Occurrence) -> tuple[date | datetime, date | datetime | None]:
    """Days on the wall calendar for all-day dates, else moments; no end where nobody knows it."""
    start, end = occurrence.starts_at, occurrence.ends_at
    if occurrence.all_day:
        start, end = (local(moment, occurrence.time_zone).date() for moment in (start, end))
    return start, end if occurrence.shows_end else None


def _summary(occurrence: Occurrence, title: str) -> str:
    """The title; what changed stands before it, for some programs show nothing else."""
    status, words = Occurrence.Status, {"title": title}
    prefixed = {
        status.CANCELLED: pgettext("calendar", "Cancelled: %(title)s"),
        status.POSTPONED: pgettext("calendar", "Postponed: %(title)s"),
        status.MOVED_ONLINE: pgettext("calendar", "Now online: %(title)s"),
    }
    return prefixed.get(occurrence.status, "%(title)s") % words


def _notices(occurrence: Occurrence, home: Municipality, base: str) -> Iterable[str]:
    """What happened to the date, why, and where it went."""
    status = Occurrence.Status
    sentences = {
        status.CANCELLED: _("This date is cancelled."),
        status.POSTPONED: _("This date is postponed."),
        status.RESCHEDULED: _("This date has a new time."),
        status.MOVED_ONLINE: _("This date takes place online."),
    }
    if occurrence.status in sentences:
        yield plain(f"{sentences[occurrence.status]} {served(occurrence, 'status_note')}")
    if occurrence.status == status.RESCHEDULED and occurrence.previous_start and occurrence.previous_end:
        for clock in clocks(occurrence, home, previous=True):
            yield _("Before: %(time)s") % {"time": clock.line}
    other = occurrence.replaced_by
    if other and (other.event_id == occurrence.event_id or other.event.state == Event.State.PUBLISHED):
        yield _("The new date: %(time)s") % {"time": clocks(other, home)[0].line}
        yield base + other.get_absolute_url()


def _facts(occurrence: Occurrence, stamp: Stamp) -> Iterable[str]:
    """Languages, admission, how to take part: one line each."""
    event = occurrence.event
    for role, label in OccurrenceLanguage.Role.choices:
        spoken = [_language(code, on_request) for code, kind, on_request in stamp.languages if kind == role]
        if spoken:
            words = {"term": capfirst(label), "value": listed(spoken)}
            yield pgettext("term and value", "%(term)s: %(value)s") % words
    price = served(event, "price_note").text
    if event.is_free or price:
        yield _("Admission: %(price)s") % {"price": price or _("free")}
    yield from _ways_in(occurrence)
    if event.contact:
        yield _("Contact: %(contact)s") % {"contact": event.contact}
    if event.is_sample:
        yield _("This event is invented, as a sample.")


def _ways_in(occurrence: Occurrence) -> Iterable[str]:
    """How to take part online and where to register."""
    if occurrence.attendance != Occurrence.Attendance.ONSITE:
        yield _online(occurrence)
    if occurrence.registration == Occurrence.Registration.INTERNAL:
        yield _("Please register on the page of the event.")
    if occurrence.registration == Occurrence.Registration.EXTERNAL:
        yield _("Register here: %(url)s") % {"url": occurrence.external_url}


def _language(code: str, on_request: bool) -> str:
    name = language_label(code)
    return _("%(language)s (on request)") % {"language": name} if on_request else name


def _online(occurrence: Occurrence) -> str:
    """The link only if it is public: calendars are read by everybody."""
    if occurrence.online_url and occurrence.is_online_url_public:
        return _("Take part online: %(url)s") % {"url": occurrence.online_url}
    return _("One can take part online; the link comes with the registration.")


def _venue(occurrence: Occurrence) -> Venue | None:
    """Where one goes; nowhere when it takes place online only."""
    return None if occurrence.attendance == Occurrence.Attendance.ONLINE else occurrence.venue


def _place(venue: Venue, occurrence: Occurrence, home: Municipality) -> str:
    """Name, room and postal address in a row, the country only when it is another one."""
    country = str(venue.country)
    parts = [
        served(venue, "name").text,
        served(occurrence, "room").text,
        venue.street,
        f"{venue.postcode} {venue.town}".strip(),
        country_name(country) if country and country != home.country else "",
    ]
    return listed(part for part in parts if part)


def _categories(event: Event, stamp: Stamp, names: Names) -> Iterable[str]:
    """Format, themes and towns: what programs offer as colours and filters."""
    if event.format != Event.Format.OTHER:
        yield event.get_format_display()
    yield from (names.themes[key].title().text for key in stamp.themes if key in names.themes)
    yield from (served(names.cities[key], "name").text for key in stamp.cities if key in names.cities)
    if event.is_sample:
        yield _("Sample")


def language_tag() -> str:
    """The active language as standards write it."""
    return current()
