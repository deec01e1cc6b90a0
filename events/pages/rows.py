"""Dates as rows of lists: what a row needs from the database, and its shape for templates/events/components/.

The same columns serve lists (a query of their own) and sections of other pages, whose rows come folded into the
page's own query (twinning.folds). Whoever lists dates calls `date_values` and `event_row`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum, Window
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.booking.registration import Registration
from events.booking.standing import Booking, State, booking_state
from events.clocks import Clock, clocks
from events.event import Event
from events.occurrence import Occurrence, OccurrenceLanguage
from partners.models import City
from twinning.cldr import day_words, listed
from twinning.languages import Served, chain, column, current, served
from twinning.municipality.models import Municipality
from twinning.querysets import folded_rows, unfolded

MOMENTS = (
    "starts_at", "ends_at", "previous_start", "previous_end", "registration_opens", "registration_closes",
)  # fmt: skip
PLAIN = (
    "pk", *MOMENTS, "shows_end", "time_zone", "all_day", "attendance", "status", "registration", "external_url",
    "capacity", "taken", "waiting_limit", "queue", "most_places", "shows_places", "venue_id", "venue__city_id",
    "venue__city__slug", "venue__city__time_zone", "second_city_id", "second_city__slug", "second_city__time_zone",
    "event_id", "event__slug", "event__is_free", "event__is_sample", "event__format",
)  # fmt: skip
TEXTS = (
    ("", "status_note"), ("", "room"), ("venue__", "name"), ("venue__city__", "name"), ("second_city__", "name"),
    ("event__", "title"),
)  # fmt: skip
DAY = timedelta(days=1)
INTERPRETED = frozenset({"simultaneous", "consecutive"})
STATUS_TAGS = {
    Occurrence.Status.CANCELLED: "err",
    Occurrence.Status.POSTPONED: "warn",
    Occurrence.Status.RESCHEDULED: "warn",
    Occurrence.Status.MOVED_ONLINE: "warn",
}
BOOKING_TAGS = {State.OPEN: "ok", State.FULL: "err", State.FULL_WAITING: "err"}


class DateRow(SimpleNamespace):
    """A row as an object: as much of an Occurrence as `clocks` and `booking_state` ask for."""

    Status = Occurrence.Status
    is_off = Occurrence.is_off
    places_left = Occurrence.places_left


def text_columns(languages: Sequence[str]) -> list[str]:
    """Columns of the translated texts that a row shows, in some languages."""
    return [f"{prefix}{column(name, code)}" for prefix, name in TEXTS for code in languages]


def _parts(languages: Sequence[str]) -> dict[str, Any]:
    """What hangs on a date: the public cities of its event, its languages, how many people wait."""
    links = Event.cities.through.objects.filter(event=OuterRef("event_id"))
    cities = links.filter(city__in=City.objects.named_in_public().values("pk")).order_by("city__slug")
    spoken = OccurrenceLanguage.objects.filter(occurrence=OuterRef("pk")).order_by("pk")
    queue = Registration.objects.filter(occurrence=OuterRef("pk"), status="waiting").order_by()
    names = [f"city__{column('name', code)}" for code in languages]
    return {
        "shown_cities": folded_rows(cities, "city__slug", *names),
        "shown_languages": folded_rows(spoken, "language", "role"),
        "waiting": Subquery(queue.values("occurrence").annotate(people=Sum("places")).values("people")),
    }


def date_values(occurrences: QuerySet[Occurrence], languages: Sequence[str] | None = None) -> QuerySet:
    """The rows of a list, as dictionaries in the order of `occurrences`, with texts in `languages`."""
    wanted = languages or chain(current())
    return occurrences.rewrite(False).values(*PLAIN, *text_columns(wanted), **_parts(wanted))


def folded_dates(
    occurrences: QuerySet[Occurrence], languages: Sequence[str], limit: int = 4
) -> ArraySubquery:
    """The first few of `occurrences` as rows, each with the `total` of all, folded into another query."""
    names = (*PLAIN, *text_columns(languages))
    row = {name: name for name in names} | _parts(languages) | {"total": Window(Count("pk"))}
    return ArraySubquery(occurrences.rewrite(False).values(row=JSONObject(**row))[:limit])


def read(values: dict[str, Any]) -> DateRow:
    """One row as an object. Moments that came folded are texts and become moments again."""
    row = DateRow(**values)
    for name in MOMENTS:
        moment = getattr(row, name)
        if isinstance(moment, str):
            setattr(row, name, datetime.fromisoformat(moment))
    row.second_city = _town(row, "second_city__") if row.second_city_id else None
    venue_city = _town(row, "venue__city__") if row.venue__city_id else None
    row.venue = SimpleNamespace(city=venue_city)
    return row


def _town(row: DateRow, prefix: str) -> SimpleNamespace:
    slug = getattr(row, f"{prefix}slug")
    names = {
        key.removeprefix(prefix): value for key, value in vars(row).items() if key.startswith(f"{prefix}name")
    }
    return SimpleNamespace(place_class=f"place-{slug}", time_zone=getattr(row, f"{prefix}time_zone"), **names)


# --- words ----------------------------------------------------------------------------------------
def day_block(moment: datetime) -> dict[str, str]:
    """The block with the day: "Sa 5 Dez"."""
    return {
        "iso": f"{moment:%Y-%m-%d}",
        "weekday": date_format(moment, "D"),
        "number": date_format(moment, "j"),
        "month": date_format(moment, "M"),
    }


def place_words(row: Any) -> str:
    """Where one goes or listens, in a few words: "Online and city library, hall 2"."""
    name, room = served(row, "venue__name"), served(row, "room")
    there = listed([str(name), str(room)]) if name and room else str(name)
    if row.attendance == Occurrence.Attendance.ONLINE or not name:
        return pgettext("event", "Online")
    if row.attendance == Occurrence.Attendance.HYBRID:
        return pgettext("event", "Online and %(venue)s") % {"venue": there}
    return there


def extras(row: Any) -> list[str]:
    """What a reader looks for besides: interpretation, captions, sign language, free admission."""
    roles = {language.role for language in unfolded(row.shown_languages)}
    found = [_("with interpretation")] if roles & INTERPRETED else []
    if "sign" in roles:
        found.append(_("with sign language"))
    if "captions" in roles:
        found.append(_("with captions"))
    return [*found, _("free admission")] if row.event__is_free else found


def city_tags(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """A tag in its own colour for each city."""
    return [{"text": served(row, "city__name"), "place": f"place-{row.city__slug}"} for row in rows]


def status_tags(row: Any, booking: Booking) -> list[dict[str, str]]:
    """Cancelled, moved, full: what one has to know before one goes."""
    found = []
    if row.status in STATUS_TAGS:
        label = Occurrence.Status(row.status).label
        found.append({"text": str(label), "kind": STATUS_TAGS[row.status]})
    if booking.is_full:
        found.append({"text": booking.label, "kind": BOOKING_TAGS[booking.state]})
    return found


def row_clock(clock: Clock) -> dict[str, Any]:
    """A clock of a row; the day stands there when it is another one than at home, the end when it is another day."""
    lasts = clock.shows_end and clock.start.date() != clock.last_day.date()
    # A night is no second day: who comes at 22:00 knows that it goes on after midnight.
    lasts = lasts and clock.end - clock.start >= DAY
    return {
        "place": clock.place,
        "time": clock.time,
        "other_day": day_words(clock.start.date(), "MMMEd") if clock.is_other_day else "",
        "until": day_words(clock.last_day.date(), "MMMEd") if lasts else "",
    }


def event_row(
    values: dict[str, Any], home: Municipality, now: datetime | None = None, *, cities: bool = True
) -> dict[str, Any]:
    """One row for event_row.html; pages of a city leave its tag out (`cities`)."""
    row = read(values)
    shown = clocks(row, home)
    booking = booking_state(row, now or timezone.now(), waiting=row.waiting or 0)
    towns = city_tags(unfolded(row.shown_cities))
    tags = [*(towns if cities else []), *status_tags(row, booking)]
    if row.event__is_sample:
        tags.append({"text": _("Sample"), "kind": "plain"})
    names = {"slug": row.event__slug, "pk": row.pk}
    reason: Served | str = served(row, "status_note") if row.is_off else ""
    return {
        "pk": row.pk,
        "url": reverse("events:occurrence-detail", kwargs=names),
        "title": served(row, "event__title"),
        "place_class": towns[0]["place"] if towns else "",
        "start": shown[0].start,
        "ends": row.ends_at,
        "all_day": row.all_day,
        "day": day_block(shown[0].start),
        "tags": tags,
        "note": reason or listed([place_words(row), *extras(row)]),
        "clocks": [row_clock(clock) for clock in shown],
        "is_cancelled": row.status == Occurrence.Status.CANCELLED,
        "status": str(Occurrence.Status(row.status).label) if row.is_off else "",
        "booking": booking,
    }


def event_rows(
    occurrences: QuerySet[Occurrence], home: Municipality, now: datetime | None = None
) -> list[dict[str, Any]]:
    """All rows of `occurrences` (already filtered, ordered and limited): one query."""
    return [event_row(values, home, now) for values in date_values(occurrences)]
