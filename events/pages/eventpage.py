"""An event with the date in front, its other dates, and what is near it: at most three queries. Called by the view.

The rows of other tables come folded into the event's own query, so a page costs the same whatever there is to show.
`events.pages.presenters` puts them into words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.http import Http404
from django.utils import timezone

from events.booking.registration import Registration
from events.event import Event, EventPhoto, Series
from events.occurrence import Occurrence, OccurrenceLanguage
from events.pages.rows import date_values, folded_dates
from events.venue import VenueAccess
from partners.models import City
from partners.querysets import LONG_TEXTS as CITY_TEXTS
from partners.querysets import PHOTO
from projects.models import Project
from twinning import memory
from twinning.addresses.actions import find
from twinning.languages import chain, column, current
from twinning.querysets import folded_rows, is_public

# So many dates of one event are listed: those that come first, the latest of the past last.
MOST_DATES = 60
RELATED = 3
KIND = "event"
LONG = tuple(
    f"{town}__{name}"
    for town in ("venue__city", "second_city")
    for name in ("story", "travel_hint", *CITY_TEXTS)
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: event, date in front (None: there are no dates), rows of all dates and of what is near."""

    event: Event
    date: Occurrence | None
    dates: list[dict[str, Any]]
    near: list[dict[str, Any]]
    now: datetime


def _columns(prefix: str, *names: str) -> list[str]:
    return [f"{prefix}{column(name, code)}" for name in names for code in chain(current())]


def _folds() -> dict[str, Any]:
    """What hangs on an event, by the name of the annotation; only what anybody may read."""
    mine = {"event": OuterRef("pk")}
    has_page = Exists(City.objects.published().filter(pk=OuterRef("city")))
    named = City.objects.named_in_public().values("pk")
    cities = Event.cities.through.objects.filter(**mine, city__in=named).annotate(has_page=has_page)
    groups = Event.organisations.through.objects.filter(is_public("organisation__"), **mine)
    shown = Q(theme__aim__isnull=True) | is_public("theme__aim__")
    themes = Event.themes.through.objects.filter(shown, **mine).order_by("theme__position")
    photos = EventPhoto.objects.filter(**mine).order_by("position", "pk")
    series = Series.objects.filter(is_public(), pk=OuterRef("series"))
    project = Project.objects.filter(is_public(), pk=OuterRef("project"))
    names = ("slug", "name", "name_language", "kind", "is_sample")
    return {
        "shown_cities": folded_rows(
            cities.order_by("city__slug"), "city_id", "city__slug", "has_page", *_columns("city__", "name")
        ),
        "shown_organisations": folded_rows(
            groups.order_by("organisation__name"), *(f"organisation__{name}" for name in names)
        ),
        "shown_themes": folded_rows(
            themes, "theme__key", *_columns("theme__", "name"), *_columns("theme__aim__", "title")
        ),
        "shown_photos": folded_rows(photos, "is_report", *PHOTO),
        "shown_series": folded_rows(series.order_by("pk"), "slug", "kind", *_columns("", "title")),
        "shown_project": folded_rows(project.order_by("pk"), "slug", *_columns("", "title")),
    }


def _find(user: object, slug: str) -> Event:
    """The event with this address word, present or former; raises Http404."""
    events = Event.objects.visible_to(user).annotate(**_folds())
    event = events.filter(slug=slug).first()
    if event is None:
        known = find(kind=KIND, language="", slug=slug)
        event = events.filter(pk=known).first() if known else None
    if event is None:
        raise Http404
    return event


def _dates(now: datetime) -> ArraySubquery:
    """All dates of the event: what comes first, in order; then what is over, the latest first."""
    ahead = Case(When(ends_at__gt=now, then=F("starts_at")))
    dates = Occurrence.objects.filter(event=OuterRef("event"))
    rows = dates.order_by(ahead.asc(nulls_last=True), "-starts_at", "-pk")
    return folded_dates(rows, chain(current()), MOST_DATES)


def _front(event: Event, pk: int | None, now: datetime) -> Occurrence | None:
    """The date that the address names, else the next one that takes place, else the latest."""
    answers = VenueAccess.objects.filter(venue=OuterRef("venue")).order_by("pk")
    spoken = OccurrenceLanguage.objects.filter(occurrence=OuterRef("pk")).order_by("pk")
    queue = Registration.objects.filter(occurrence=OuterRef("pk"), status="waiting").order_by()
    rows = Occurrence.objects.filter(event=event).select_related("venue__city", "second_city")
    if pk is not None:
        rows = rows.filter(pk=pk)
    off = Case(When(status__in=["cancelled", "postponed"], then=Value(1)), default=Value(0))
    ahead = Case(When(ends_at__gt=now, then=F("starts_at")))
    is_over = Case(When(ends_at__gt=now, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = (
        rows.rewrite(False)
        .defer(*LONG)
        .annotate(
            shown_access=folded_rows(answers, "feature", "value", *_columns("", "note")),
            shown_languages=folded_rows(spoken, "language", "role", "on_request", *_columns("", "note")),
            waiting=Subquery(queue.values("occurrence").annotate(people=Sum("places")).values("people")),
            shown_dates=_dates(now),
        )
    )
    date = rows.order_by(is_over, off, ahead.asc(nulls_last=True), "-starts_at").first()
    if date is None and pk is not None:
        raise Http404
    if date is not None:
        date.event = event
    return date


def first_of_each(dates: QuerySet[Occurrence], now: datetime) -> QuerySet[Occurrence]:
    """Of every event the next date that takes place: what sections and "related" show."""
    on = ~Q(status__in=["cancelled", "postponed"])
    earlier = Occurrence.objects.filter(on, event=OuterRef("event"), ends_at__gt=now).filter(
        Q(starts_at__lt=OuterRef("starts_at")) | Q(starts_at=OuterRef("starts_at"), pk__lt=OuterRef("pk"))
    )
    return dates.filter(on, ~Exists(earlier)).upcoming(now)


def _near(event: Event, date: Occurrence | None, now: datetime) -> list[dict[str, Any]]:
    """Rows of up to three other events that share project, series, city or theme, the replacement of `date` first."""
    shares = Q(
        event__in=Event.cities.through.objects.filter(city__in=_ids(event.shown_cities, "city_id")).values(
            "event"
        )
    )
    keys = _ids(event.shown_themes, "theme__key")
    shares |= Q(event__in=Event.themes.through.objects.filter(theme__key__in=keys).values("event"))
    for name in ("project_id", "series_id"):
        if getattr(event, name):
            shares |= Q(**{f"event__{name}": getattr(event, name)})
    dates = Occurrence.objects.published()
    near = first_of_each(dates.filter(shares).exclude(event=event), now)
    replacement = date.replaced_by_id if date else None
    if replacement:
        near = dates.filter(Q(pk=replacement) | Q(pk__in=near.order_by().values("pk")))
    first = Case(When(pk=replacement, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(date_values(near.order_by(first, "event__is_sample", "starts_at", "pk")[:RELATED]))


def _ids(rows: list[dict[str, Any]] | None, name: str) -> list[Any]:
    return [row[name] for row in rows or []]


def read(user: object, slug: str, pk: int | None) -> Shown:
    """Everything for the page of an event, `pk` being the date that the address names; raises Http404.

    Remembered for ten seconds like other public rows; whoever registers is judged by the database.
    """
    return memory.recall_for(user, ("event page", current(), slug, pk), lambda: _read(user, slug, pk))


def _read(user: object, slug: str, pk: int | None) -> Shown:
    now = timezone.now()
    event = _find(user, slug)
    date = _front(event, pk, now)
    dates = date.shown_dates if date else []
    return Shown(event, date, dates, _near(event, date, now), now)


def written_fields(event: Event) -> tuple[str, ...]:
    """The texts that count when we say in which languages this page is written: those that there are at all."""
    text = ("text",) if (event.text_de or "").strip() else ()
    return ("title", "teaser", *text)
