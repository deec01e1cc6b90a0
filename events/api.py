"""Open data of this app: events with their dates and places.

Texts out of partners' calendars are not ours to license: of those events only the facts are told. Nobody's registration
and no contact is part of it.
"""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_noop as _
from pydantic import Field

from events.models import Event, Occurrence, OccurrenceLanguage
from events.walltime import local
from partners.models import City
from projects.models import Project
from twinning.api.registry import Feed, Period, Reader, Resource, common, register
from twinning.api.schemas import Label, Record, Reference, Shape, Text, Theme, label, spoken, text_of
from twinning.languages import chain, column, current, written
from twinning.querysets import folded_rows, is_public, unfolded

# So many dates of one event, the latest ones when there are more.
MOST_DATES = 100
PLAIN = (
    "pk", "starts_at", "ends_at", "shows_end", "time_zone", "all_day", "attendance", "status", "registration",
    "venue_id", "venue__street", "venue__postcode", "venue__town", "venue__country", "venue__latitude",
    "venue__longitude",
)  # fmt: skip


class Place(Shape):
    """Where it takes place."""

    name: Text | None = Field(description=_("The name of the place."))
    street: str = Field(description=_("Street and number."), examples=["Lindener Marktplatz 1"])
    postcode: str = Field(description=_("The postcode."), examples=["30449"])
    town: str = Field(description=_("The town."), examples=["Hannover"])
    country: str = Field(description=_("The country, by its ISO 3166 code."), examples=["DE"])
    latitude: float | None = Field(description=_("Degrees north (WGS 84)."), examples=[52.37])
    longitude: float | None = Field(description=_("Degrees east (WGS 84)."), examples=[9.72])


class EventDate(Shape):
    """One date of an event."""

    id: int = Field(description=_("The number of the date."), examples=[31])
    starts_at: datetime = Field(
        description=_("When it begins, on the clocks of the place."), examples=["2026-05-03T19:30:00+02:00"]
    )
    ends_at: datetime | None = Field(
        description=_("When it ends; empty when that is not known."), examples=["2026-05-03T21:00:00+02:00"]
    )
    time_zone: str = Field(description=_("The time zone, by its IANA name."), examples=["Europe/Berlin"])
    all_day: bool = Field(
        description=_("True when it lasts all day; then the end is the midnight after."), examples=[False]
    )
    status: Label = Field(description=_("Whether it takes place, is cancelled, or has been moved."))
    status_note: Text | None = Field(description=_("Why it was cancelled or moved."))
    attendance: Label = Field(description=_("On site, online, or both."))
    registration: Label = Field(description=_("Whether one has to register."))
    place: Place | None = Field(description=_("Where it takes place."))
    languages: list[str] = Field(
        description=_("Codes of the languages that are spoken or interpreted."), examples=[["de", "gsg"]]
    )


class EventRecord(Record):
    """An event with its dates."""

    uuid: str = Field(
        description=_("The name of the event in calendars."),
        examples=["0b6c2c1e-55f0-4c0f-9a4e-0d7a1c2f3b4d"],
    )
    title: Text | None = Field(description=_("The title."))
    teaser: Text | None = Field(description=_("One or two sentences about it."))
    text: Text | None = Field(description=_("What happens, as HTML."))
    format: Label = Field(description=_("The kind of event."))
    audience: Text | None = Field(description=_("For whom it is."))
    is_free: bool = Field(description=_("True when admission is free."), examples=[True])
    price_note: Text | None = Field(description=_("The price in words."))
    organisers: list[Reference] = Field(description=_("The organisations that invite; empty: the office."))
    cities: list[Reference] = Field(description=_("The cities it has to do with."))
    themes: list[Theme] = Field(description=_("The fields of exchange."))
    project_id: int | None = Field(description=_("The number of the joint project."), examples=[4])
    website: str | None = Field(description=_("The website."), examples=["https://example.org/"])
    dates: list[EventDate] = Field(description=_("The dates, in order; at most the latest hundred."))
    is_sample: bool = Field(description=_("True for invented records, which show what the portal can do."),
                            examples=[False])  # fmt: skip


def _texts(prefix: str, *names: str) -> list[str]:
    return [f"{prefix}{column(name, code)}" for name in names for code in chain(current())]


def _dates() -> ArraySubquery:
    spoken_there = OccurrenceLanguage.objects.filter(occurrence=OuterRef("pk")).order_by("pk")
    rows = Occurrence.objects.filter(event=OuterRef("pk")).order_by("-starts_at", "-pk")
    rows = rows.annotate(spoken=ArraySubquery(spoken_there.values("language")))
    return folded_rows(
        rows[:MOST_DATES], "spoken", *PLAIN, *_texts("", "status_note"), *_texts("venue__", "name")
    )


def events() -> QuerySet[Event]:
    """Published events with dates, and with what their pages name of other tables, in one query."""
    links = {"event": OuterRef(OuterRef("pk"))}
    towns = City.objects.published().filter(
        pk__in=Event.cities.through.objects.filter(**links).values("city")
    )
    mine = {"event": OuterRef("pk")}
    groups = Event.organisations.through.objects.filter(is_public("organisation__"), **mine)
    shown = Q(theme__aim__isnull=True) | is_public("theme__aim__")
    themes = Event.themes.through.objects.filter(shown, **mine).order_by("theme__position")
    project = Project.objects.published().filter(pk=OuterRef("project"))
    return (
        Event.objects.published()
        .annotate(
            shown_dates=_dates(),
            public_project=Subquery(project.values("pk")[:1]),
            shown_cities=folded_rows(towns.order_by("slug"), "pk", *_texts("", "name")),
            shown_organisers=folded_rows(
                groups.order_by("organisation__name"),
                "organisation_id", "organisation__name", "organisation__name_language",
            ),
            shown_themes=folded_rows(
                themes, "theme__key", *_texts("theme__", "name"), *_texts("theme__aim__", "title")
            ),
        )
    )  # fmt: skip


def _moment(text: str, zone: str) -> datetime:
    return local(datetime.fromisoformat(text), zone)


def _place(row: Any) -> Place | None:
    if row.venue_id is None:
        return None
    parts = ("street", "postcode", "town", "country", "latitude", "longitude")
    values = {name: getattr(row, f"venue__{name}") for name in parts}
    return Place(name=text_of(row, "venue__name"), **values)


def _choice(kind: Any, value: str) -> Label:
    return Label(code=value, label=str(kind(value).label))


def _date(row: Any) -> EventDate:
    return EventDate(
        id=row.pk,
        starts_at=_moment(row.starts_at, row.time_zone),
        ends_at=_moment(row.ends_at, row.time_zone) if row.shows_end else None,
        time_zone=row.time_zone,
        all_day=row.all_day,
        status=_choice(Occurrence.Status, row.status),
        status_note=text_of(row, "status_note"),
        attendance=_choice(Occurrence.Attendance, row.attendance),
        registration=_choice(Occurrence.Registration, row.registration),
        place=_place(row),
        languages=list(dict.fromkeys(row.spoken)),
    )


def _organiser(row: Any) -> Reference:
    name = written(row.organisation__name, row.organisation__name_language)
    return Reference(id=row.organisation_id, name=spoken(name))


def _theme(row: Any) -> Theme:
    return Theme(key=row.theme__key, name=text_of(row, "theme__aim__title") or text_of(row, "theme__name"))


def write_event(event: Event, reader: Reader) -> EventRecord:
    """What the event's page tells, as far as it is ours."""
    is_ours = event.origin != Event.Origin.FEED
    return EventRecord(
        **common("events", event, reader),
        uuid=str(event.uuid),
        title=text_of(event, "title"),
        teaser=text_of(event, "teaser") if is_ours else None,
        text=text_of(event, "text") if is_ours else None,
        format=label(event, "format"),
        audience=text_of(event, "audience"),
        is_free=event.is_free,
        price_note=text_of(event, "price_note"),
        organisers=[_organiser(row) for row in unfolded(event.shown_organisers)],
        cities=[Reference(id=row.pk, name=text_of(row, "name")) for row in unfolded(event.shown_cities)],
        themes=[_theme(row) for row in unfolded(event.shown_themes)],
        project_id=event.public_project,
        website=event.website or None,
        dates=[_date(row) for row in reversed(unfolded(event.shown_dates))],
        is_sample=event.is_sample,
    )


def period() -> Period:
    """From the first date to the last one (one query)."""
    found = Occurrence.objects.published().aggregate(first=Min("starts_at"), last=Max("ends_at"))
    return tuple(moment.date() if moment else None for moment in (found["first"], found["last"]))


register(
    Resource(
        key="events",
        title=_("Events"),
        description=_("What there is to hear, see or do, with all dates, places and languages."),
        record=EventRecord,
        queryset=events,
        write=write_event,
        columns=(
            "id",
            "uri",
            "url",
            "changed_at",
            "uuid",
            "title.text",
            "title.language",
            "format.code",
            "format.label",
            "is_free",
            "organisers.name.text",
            "cities.name.text",
            "themes.key",
            "dates.starts_at",
            "dates.status.code",
            "dates.place.name.text",
            "dates.place.town",
            "dates.languages",
            "teaser.text",
            "teaser.language",
            "is_sample",
        ),
        keywords=(_("event"), _("calendar"), _("culture")),
        themes=("EDUC",),
        period=period,
        feeds=(
            Feed("events:calendar-ics", "ICS", "text/calendar"),
            Feed("events:feed-atom", "ATOM", "application/atom+xml"),
        ),
    )  # fmt: skip
)
