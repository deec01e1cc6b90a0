"""Dates in outline: what filters, counts and the month need to know of each, without texts; always three queries.

A list holds the dates of one `Span` of time (what comes, a month, a year of the archive), so it costs the same however
many dates have passed. The facts are read once, remembered like other public rows, and the pages choose among them in
Python; full rows are read for one page of a list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from events.event import Event
from events.occurrence import Occurrence, OccurrenceLanguage
from events.querysets import OccurrenceQuerySet
from events.venue import VenueAccess
from events.walltime import day_end, day_start, local
from partners.models import City, Theme
from projects.directory import named_cities, public_themes
from projects.filters import Facets
from twinning import memory
from twinning.languages import current

# In the order of the form. English in every language, so that addresses can be passed on.
KEYS = ("city", "theme", "period", "where", "format", "language", "free", "access")
KEYS_OF_A_SPAN = tuple(key for key in KEYS if key != "period")
PLACES = ("home", "there", "online")
PERIODS = ("week", "month", "next-month")
YES = "yes"
EASY = "easy"
# More dates than anybody pages through; the list says so when there are more.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """Which dates a list is about: its name in memory, the filters it offers, and its rows."""

    key: tuple[Any, ...]
    keys: tuple[str, ...]
    rows: Callable[[OccurrenceQuerySet], OccurrenceQuerySet]
    # Days outside of which a date does not count, whatever moments it touches.
    since: date = date.min
    until: date = date.max


@dataclass(frozen=True, slots=True)
class Outline:
    """What lists need of a date; `day` is the one at home (all-day dates keep their own)."""

    pk: int
    event_id: int
    day: date
    last_day: date
    is_sample: bool
    cities: tuple[str, ...]
    facets: Facets


@dataclass(frozen=True, slots=True)
class Programme:
    """The outlines in order and what their keys stand for.

    `present` are the values that dates have, `known` all that an address may ask for: a filter that fits nothing in
    this month is still a filter.
    """

    dates: tuple[Outline, ...]
    cities: dict[str, City]
    themes: dict[str, Theme]
    present: dict[str, frozenset[str]]
    known: dict[str, frozenset[str]]
    is_cut: bool


def coming() -> Span:
    """Everything that is not over."""
    return Span(("coming",), KEYS, lambda dates: dates.upcoming())


def between(first: date, last: date, zone: str) -> Span:
    """Everything on the days from `first` to `last`, in order: a month."""
    start, end = day_start(first, zone), day_end(last, zone)
    # Whole days of other zones touch this time although their day is the one before or after.
    return Span(("between", start, end), KEYS_OF_A_SPAN, lambda dates: dates.between(start, end), first, last)


def past_between(start: datetime, end: datetime) -> Span:
    """What began in a time and is over, the latest first: the archive."""
    return Span(
        ("past", start, end),
        KEYS_OF_A_SPAN,
        lambda dates: dates.filter(starts_at__gte=start, starts_at__lt=end).past(),
    )


def load(user: object, span: Span, zone: str) -> Programme:
    """The dates of a span for a reader, in the active language; remembered for everybody but staff."""
    key = ("events in outline", current(), span.key)
    return memory.recall_for(user, key, lambda: _load(user, span, zone))


def _load(user: object, span: Span, zone: str) -> Programme:
    cities = {city.pk: city for city in named_cities(user)}
    themes = {theme.key: theme for theme in public_themes()}
    rows = list(_rows(span.rows(Occurrence.objects.visible_to(user))))
    today = local(timezone.now(), zone).date()
    outlines = (_outline(row, cities, themes, zone, today) for row in rows[:MOST])
    dates = tuple(one for one in outlines if one.last_day >= span.since and one.day <= span.until)
    present = {key: frozenset().union(*(one.facets[key] for one in dates)) for key in span.keys}
    towns = {city.slug: city for city in cities.values()}
    anyhow = _anyhow(towns, themes)
    known = {key: present[key] | anyhow[key] for key in span.keys}
    return Programme(dates, towns, themes, present, known, len(rows) > MOST)


def _anyhow(towns: dict[str, City], themes: dict[str, Theme]) -> dict[str, frozenset[str]]:
    """Values that mean something whatever dates there are."""
    return {
        "city": frozenset(towns),
        "theme": frozenset(themes),
        "period": frozenset(PERIODS),
        "where": frozenset(PLACES),
        "format": frozenset(Event.Format.values),
        "language": frozenset({*settings.PUBLISHED_LANGUAGES, EASY}),
        "free": frozenset({YES}),
        "access": frozenset(VenueAccess.Feature.values),
    }


def _rows(dates: OccurrenceQuerySet) -> Iterable[dict[str, Any]]:
    cities = Event.cities.through.objects.filter(event=OuterRef("event_id")).order_by("city__slug")
    themes = Event.themes.through.objects.filter(event=OuterRef("event_id"))
    languages = OccurrenceLanguage.objects.filter(occurrence=OuterRef("pk")).rewrite(False)
    access = VenueAccess.objects.filter(venue=OuterRef("venue_id"), value=YES).rewrite(False)
    return dates.rewrite(False).values(
        *("pk", "event_id", "starts_at", "ends_at", "all_day", "time_zone", "attendance", "venue__city_id"),
        *("event__format", "event__is_free", "event__is_sample"),
        city_keys=ArraySubquery(cities.values("city")),
        theme_keys=ArraySubquery(themes.order_by("theme__position").values("theme__key")),
        spoken=ArraySubquery(languages.exclude(role=EASY).order_by("pk").values("language")),
        easy=ArraySubquery(languages.filter(role=EASY).order_by("pk").values("role")),
        access_keys=ArraySubquery(access.order_by("pk").values("feature")),
    )[: MOST + 1]


def _outline(
    row: dict[str, Any], cities: dict[int, City], themes: dict[str, Theme], zone: str, today: date
) -> Outline:
    """A row of the database as an outline."""
    clock = row["time_zone"] if row["all_day"] else zone
    day = local(row["starts_at"], clock).date()
    # The end is exclusive: what ends at midnight does not touch the next day, and a night is no second day.
    last = local(row["ends_at"] - timedelta(microseconds=1), clock).date()
    if row["ends_at"] - row["starts_at"] < timedelta(days=1):
        last = day
    slugs = tuple(cities[key].slug for key in row["city_keys"] if key in cities)
    return Outline(
        pk=row["pk"],
        event_id=row["event_id"],
        day=day,
        last_day=last,
        is_sample=row["event__is_sample"],
        cities=slugs,
        facets={
            "city": frozenset(slugs),
            "theme": frozenset(key for key in row["theme_keys"] if key in themes),
            "period": frozenset(_periods(day, last, today)),
            "where": frozenset(_places(row)),
            "format": frozenset({row["event__format"]}),
            "language": frozenset([*row["spoken"], *row["easy"]]),
            "free": frozenset({YES} if row["event__is_free"] else ()),
            "access": frozenset(row["access_keys"]),
        },
    )


def _places(row: dict[str, Any]) -> Iterable[str]:
    """At home, there, online; a hybrid date is in two places."""
    if row["attendance"] != Occurrence.Attendance.ONLINE:
        yield "there" if row["venue__city_id"] else "home"
    if row["attendance"] != Occurrence.Attendance.ONSITE:
        yield "online"


def _periods(first: date, last: date, today: date) -> Iterable[str]:
    """Which of the near periods a date touches."""
    this_month = today.replace(day=1)
    next_month = (this_month + timedelta(days=32)).replace(day=1)
    after = (next_month + timedelta(days=32)).replace(day=1)
    spans = ((today, today + timedelta(days=7)), (this_month, next_month), (next_month, after))
    return (
        name
        for name, (start, end) in zip(PERIODS, spans, strict=True)
        if first < end and max(last, first) >= start
    )
