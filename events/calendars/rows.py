"""Reading the dates of a calendar in two steps: what they were last changed (cheap), then the dates themselves.

The first step answers the many programs that ask every few hours whether anything is new: one query, nothing is
rendered. The second one is made only for those who get a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from events.models import Event, Occurrence, OccurrenceLanguage
from events.querysets import LONG_TEXTS, OccurrenceQuerySet
from events.walltime import day_start, local
from partners.querysets import LONG_TEXTS as CITY_TEXTS
from twinning.municipality.models import Municipality
from twinning.querysets import folded_rows

# Days that a subscribed calendar looks back: whoever was there still finds the place and the contact.
DAYS_BACK = 90
# More would keep a server busy for seconds; this is some years of an office's events, or a year of ten towns.
MOST_COMING, MOST_PAST = 600, 150
# For counting, which needs no texts.
MOST_COUNTED = 2000

UNREAD = (
    *(f"event__{name}" for name in ("text", "report", "bring", *LONG_TEXTS)),
    *(f"{town}__{name}" for town in ("second_city", "venue__city") for name in ("story", "travel_hint", *CITY_TEXTS)),
)  # fmt: skip
STAMPED = (
    "pk", "starts_at", "updated_at", "event__updated_at", "venue__updated_at", "replaced_by__updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether a date changed, and its links; `languages` are (code, role, on request)."""

    pk: int
    starts_at: datetime
    edited: datetime
    cities: tuple[int, ...]
    themes: tuple[int, ...]
    languages: tuple[tuple[str, str, bool], ...]

    @property
    def mark(self) -> str:
        """A text that is another one after every change."""
        return f"{self.pk}/{self.edited.timestamp()}/{self.cities}/{self.themes}/{self.languages}"


def midnight(home: Municipality, now: datetime) -> datetime:
    """When today began in the home town."""
    return day_start(local(now, home.time_zone).date(), home.time_zone)


def back_to(home: Municipality, now: datetime) -> datetime:
    """The first moment of the first day that calendars hold. It moves at midnight, not with every second."""
    return day_start(local(now, home.time_zone).date() - timedelta(days=DAYS_BACK), home.time_zone)


def window(dates: OccurrenceQuerySet, *, since: datetime, now: datetime) -> list[Stamp]:
    """Stamps of what comes and of what is over since `since`, in order; at most so many of each (one query)."""
    marked = _stamped(dates)
    coming = marked.filter(ends_at__gt=now).order_by("starts_at", "pk")[:MOST_COMING]
    past = marked.filter(ends_at__lte=now, ends_at__gt=since).order_by("-starts_at", "-pk")[:MOST_PAST]
    return _read(coming.union(past, all=True))


def coming(dates: OccurrenceQuerySet, *, now: datetime, most: int) -> list[Stamp]:
    """Stamps of the next `most` dates that are not over (one query)."""
    return _read(_stamped(dates).filter(ends_at__gt=now).order_by("starts_at", "pk")[:most])


def whole(dates: OccurrenceQuerySet) -> list[Stamp]:
    """Stamps of all of `dates`, the latest ones when there are very many (one query)."""
    return _read(_stamped(dates).order_by("-starts_at", "-pk")[:MOST_COMING])


def _stamped(dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
    def linked(field: str, key: str) -> ArraySubquery:
        links = getattr(Event, field).through.objects.filter(event=OuterRef("event"))
        return ArraySubquery(links.order_by(key).values(key))

    spoken = OccurrenceLanguage.objects.filter(occurrence=OuterRef("pk")).order_by("pk")
    return dates.rewrite(False).values_list(
        *STAMPED,
        linked("cities", "city"),
        linked("themes", "theme"),
        folded_rows(spoken, "language", "role", "on_request"),
    )


def _read(rows: OccurrenceQuerySet) -> list[Stamp]:
    stamps = [
        Stamp(
            pk=pk,
            starts_at=start,
            edited=max(moment for moment in edits if moment),
            cities=tuple(cities),
            themes=tuple(themes),
            languages=tuple((row["language"], row["role"], row["on_request"]) for row in languages),
        )
        for pk, start, *edits, cities, themes, languages in rows
    ]
    return sorted(stamps, key=lambda stamp: (stamp.starts_at, stamp.pk))


def load(stamps: Sequence[Stamp]) -> list[tuple[Occurrence, Stamp]]:
    """The dates behind `stamps`, with everything that is named of them (one query)."""
    rows = Occurrence.objects.rewrite(False).select_related(
        "event", "second_city", "venue__city", "replaced_by__event"
    )
    found = rows.defer(
        *UNREAD, *(f"replaced_by__{name}" for name in UNREAD if name.startswith("event__"))
    ).in_bulk([stamp.pk for stamp in stamps])
    return [(found[stamp.pk], stamp) for stamp in stamps if stamp.pk in found]
