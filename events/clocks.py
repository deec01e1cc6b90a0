"""When a date is, in the home town and there: the same words on pages, in mails, in calendars and for staff.

Everybody who shows a date's time calls `clocks`. Where the clocks of both towns agree at that moment there is one
clock; where they differ each has its town, its weekday and its date, because the day may be another one there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.occurrence import Occurrence
from events.walltime import local
from partners.city import City
from partners.words import clock_difference
from twinning.languages import Served, served
from twinning.municipality.models import Municipality


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clocks of one town show at the beginning and at the end."""

    place: Served
    place_class: str
    zone: str
    start: datetime
    end: datetime
    all_day: bool
    shows_end: bool
    # "8 hours later" against the home town; empty for the home town itself.
    difference: str
    # The calendar says another day here than in the home town.
    is_other_day: bool

    @property
    def last_day(self) -> datetime:
        """The last day that is part of it: the end of all-day dates is the midnight after."""
        return self.end - timedelta(microseconds=1)

    @property
    def day(self) -> str:
        """The first day with its weekday: "Samstag, 5. Dezember 2026"."""
        return weekday_date(self.start)

    @property
    def time(self) -> str:
        """The time of the beginning: "10:00 Uhr"; "all day" for all-day dates."""
        return _("all day") if self.all_day else clock_time(self.start)

    @property
    def until(self) -> str:
        """The end: a time on the same day, else day and time; empty when nobody knows it."""
        if not self.shows_end:
            return ""
        if self.start.date() == self.last_day.date():
            return "" if self.all_day else clock_time(self.end)
        if self.all_day:
            return weekday_date(self.last_day)
        return _("%(day)s, %(time)s") % {"day": weekday_date(self.end), "time": clock_time(self.end)}

    @property
    def day_and_until(self) -> str:
        """The day with the end behind it: "Samstag, 5. Dezember 2026, bis 12:00 Uhr"."""
        if not self.until:
            return self.day
        return pgettext("event", "%(day)s, until %(end)s") % {"day": self.day, "end": self.until}

    @property
    def line(self) -> str:
        """All of it in a line for mails and calendars: "Hannover: Samstag, 5. Dezember 2026, 10:00 Uhr – 12:00 Uhr"."""
        words = {"place": self.place, "day": self.day, "time": self.time, "end": self.until}
        if not self.until:
            return pgettext("event", "%(place)s: %(day)s, %(time)s") % words
        return pgettext("event", "%(place)s: %(day)s, %(time)s – %(end)s") % words


def clock_time(moment: datetime) -> str:
    """A time of day as the language writes it; `moment` is already local: "10:00 Uhr"."""
    return pgettext("time of day", "%(time)s") % {"time": date_format(moment, "TIME_FORMAT")}


def weekday_date(moment: datetime) -> str:
    """A local day with its weekday: "Samstag, 5. Dezember 2026"."""
    return pgettext("date", "%(weekday)s, %(day)s") % {
        "weekday": date_format(moment, "l"),
        "day": date_format(moment, "DATE_FORMAT"),
    }


def clocks(occurrence: Occurrence, home: Municipality, *, previous: bool = False) -> list[Clock]:
    """The clocks of a date: the home town first, then each other town whose clocks differ at that moment.

    `previous` gives those of the former date of one that was moved. Needs `second_city` and `venue.city` selected.
    An all-day date is a day, not a moment: it has one clock, that of its own zone.
    """
    start = occurrence.previous_start if previous else occurrence.starts_at
    end = occurrence.previous_end if previous else occurrence.ends_at
    towns = _towns(occurrence, home)
    if occurrence.all_day:
        towns = [next((town for town in towns if town[2] == occurrence.time_zone), towns[0])]
        towns = [(*towns[0][:2], occurrence.time_zone)]
    found: list[Clock] = []
    for place, place_class, zone in towns:
        here = local(start, zone)
        if any(here.utcoffset() == known.start.utcoffset() for known in found):
            continue
        found.append(
            Clock(
                place=place,
                place_class=place_class,
                zone=zone,
                start=here,
                end=local(end, zone),
                all_day=occurrence.all_day,
                shows_end=occurrence.shows_end,
                difference=clock_difference(found[0].zone, zone, start) if found else "",
                is_other_day=bool(found) and here.date() != found[0].start.date(),
            )
        )
    return found


def _towns(occurrence: Occurrence, home: Municipality) -> list[tuple[Served, str, str]]:
    """Home town, the town that staff chose, the town of the venue: name, colour class, zone."""
    towns = [(served(home, "name"), "", home.time_zone)]
    venue_city = occurrence.venue.city if occurrence.venue_id else None
    for city in (occurrence.second_city, venue_city):
        if city is not None:
            towns.append(_town(city))
    return towns


def _town(city: City) -> tuple[Served, str, str]:
    return served(city, "name"), city.place_class, city.time_zone
