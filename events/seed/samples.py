"""An invented calendar for a demonstration (`seed --samples`), and the way to lose it without a trace.

samples.json holds venues, a series and events in six languages; every row is marked as a sample in the database and on
the page. Dates never lie all in the past (`events.seed.dates`).
"""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from events.booking.registration import Answer, Question, Registration
from events.editing.actions import KIND, SERIES_KIND, save_event, save_series
from events.event import Event, EventPhoto, Series
from events.feeds.feed import EmbedOrigin
from events.occurrence import GenerationRun, Occurrence, OccurrenceLanguage
from events.seed import dates, sample_people
from events.venue import Venue, VenueAccess
from partners.city import City
from partners.organisations.models import Organisation
from partners.theme import Theme
from projects.models import Project
from projects.seed.drawings import draw
from twinning import renditions, seeding
from twinning.addresses.actions import find
from twinning.seeding import Run

HERE = Path(__file__).parent
ORIGIN = {"origin": "https://www.ville.example.org", "note": "Kulturamt Rouen (Beispiel)"}
CREDIT = {"credit": "Kulturbüro (Beispiel)", "licence": "CC BY 4.0"}
LINKS = {"cities": (City, "slug"), "themes": (Theme, "key"), "organisations": (Organisation, "slug")}
# What the file says about a date that is no column of it.
NO_COLUMNS = (
    "starts",
    "ends",
    "previous",
    "ago",
    "count",
    "languages",
    "places",
    "closes_hours",
    "venue",
    "second_city",
)
# A cancelled or moved date became so some days ago.
CHANGED_AGO = timedelta(days=3)

# What hangs on an event, and the way to it: in the order in which it can go.
PARTS: dict[type[Model], str] = {
    Answer: "registration__occurrence__event",
    Registration: "occurrence__event",
    Question: "event",
    OccurrenceLanguage: "occurrence__event",
    Occurrence: "event",
    GenerationRun: "event",
    EventPhoto: "event",
}

Values = dict[str, Any]


def key_of(*words: object) -> UUID:
    """The same for the same words, so that a second run finds what is there."""
    return uuid5(NAMESPACE_URL, f"events sample {words}")


# --- coming ---------------------------------------------------------------------------------------
def create() -> None:
    """Add the invented rows that are missing; events whose last date is over come again."""
    run, content = Run(), seeding.read(HERE, "samples.json")
    venues = {values["id"]: _venue(run, values) for values in content["venues"]}
    for values in content["series"]:
        key = {"slug": values.pop("slug"), "is_sample": True}
        if _is_free(SERIES_KIND, Series, key["slug"]):
            run.row(Series, key, values | {"state": Series.State.PUBLISHED}, save=save_series)
    for values in content["events"]:
        _event(run, values, venues)
    EmbedOrigin.objects.get_or_create(origin=ORIGIN["origin"], defaults=ORIGIN)


def _venue(run: Run, values: Values) -> Venue:
    access, city = values.pop("access"), values.pop("city", None)
    row = {column: value for column, value in values.items() if column not in ("id", "name_de")}
    row["city"] = City.objects.filter(slug=city).first()
    venue, _is_new = run.row(Venue, {"name_de": values["name_de"], "is_sample": True}, row)
    run.children(venue, "access", access, ("feature",))
    return venue


def _event(run: Run, values: Values, venues: dict[str, Venue]) -> None:
    """One event with its dates; one of staff with the same address word keeps it."""
    slug, links = values.pop("slug"), {name: values.pop(name) for name in LINKS}
    parts = {name: values.pop(name, []) for name in ("dates", "rows", "photos", "questions")}
    if not _is_free(KIND, Event, slug):
        return
    if _is_over(slug, parts):
        forget_events(Event.objects.filter(slug=slug))
    row = values | {"series": _series(values.get("series")), "project": _project(values.get("project"))}
    event, is_new = run.row(
        Event, {"slug": slug, "is_sample": True}, row | {"state": Event.State.PUBLISHED}, save=save_event
    )
    for name, (model, key) in LINKS.items():
        run.link(event, name, model.objects.filter(**{f"{key}__in": links[name]}), is_new)
    if is_new:
        run.children(event, "questions", parts["questions"], ("label_de",))
        _dates(event, parts, venues)
        _photos(event, parts["photos"])


def _series(slug: str | None) -> Series | None:
    return Series.objects.filter(slug=slug, is_sample=True).first() if slug else None


def _project(slug: str | None) -> Project | None:
    return Project.objects.filter(slug=slug).first() if slug else None


def _is_free(kind: str, model: type[Event | Series], slug: str) -> bool:
    """Nothing of staff has or had this address word."""
    known = find(kind=kind, language="", slug=slug)
    return not known or model.objects.filter(pk=known, slug=slug, is_sample=True).exists()


def _is_over(slug: str, parts: dict[str, list[Values]]) -> bool:
    """It is there, it is meant to come, and every date of it has passed."""
    is_archive = any("ago" in values for values in parts["dates"])
    known = Occurrence.objects.filter(event__slug=slug)
    return not is_archive and known.exists() and not known.filter(ends_at__gt=timezone.now()).exists()


def _dates(event: Event, parts: dict[str, list[Values]], venues: dict[str, Venue]) -> None:
    made: list[tuple[Occurrence, Values]] = []
    for values in parts["dates"]:
        moments = dates.gone(values) if "ago" in values else dates.coming(values)
        made.append((_date(event, values, moments, venues), values))
    for values in parts["rows"]:
        moments = dates.weekly(values)
        rule = GenerationRun.objects.create(
            event=event, rule=f"FREQ=WEEKLY;COUNT={values['count']}", wall_start=moments[0]["starts_at"],
            time_zone=values["time_zone"], key=key_of("run", event.slug),
        )  # fmt: skip
        made += [(_date(event, values, row, venues, run=rule), values) for row in moments]
    for number, (date, _values) in enumerate(made):
        date.uuid = key_of("date", event.slug, number)
        date.save()
    OccurrenceLanguage.objects.bulk_create(
        OccurrenceLanguage(occurrence=date, **language)
        for date, values in made
        for language in values["languages"]
    )
    for date, values in made:
        sample_people.register(date, values.get("places", []))


def _date(
    event: Event, values: Values, moments: dict[str, Any], venues: dict[str, Venue], **marks: Any
) -> Occurrence:
    columns = {name: value for name, value in values.items() if name not in NO_COLUMNS}
    date = Occurrence(event=event, **columns, **moments, **marks)
    date.venue = venues.get(values.get("venue", ""))
    date.second_city = City.objects.filter(slug=values.get("second_city", "")).first()
    if date.status != Occurrence.Status.SCHEDULED:
        date.status_at, date.sequence = timezone.now() - CHANGED_AGO, 1
    if "closes_hours" in values:
        date.registration_closes = date.starts_at - timedelta(hours=values["closes_hours"])
    return date


def _photos(event: Event, photos: list[Values]) -> None:
    """Pictures in the colour of a city."""
    for values in photos:
        city = City.objects.filter(slug=values.pop("city")).first()
        image = draw(values.pop("motif"), city.hue if city else 0.0)
        EventPhoto.objects.create(event=event, image=image, **values, **CREDIT)


# --- going ----------------------------------------------------------------------------------------
def remove() -> None:
    """Take every invented row away, also when staff and visitors have worked on them.

    A venue that a real event uses by now stays.
    """
    forget_events(Event.objects.filter(is_sample=True))
    seeding.forget(Series.objects.filter(is_sample=True))
    seeding.free_words(SERIES_KIND, Series)
    seeding.forget(EmbedOrigin.objects.filter(**ORIGIN))
    venues = Venue.objects.filter(is_sample=True, occurrences__isnull=True)
    seeding.forget(VenueAccess.objects.filter(venue__in=venues))
    seeding.forget(venues)


def forget_events(events: QuerySet[Event]) -> None:
    """Delete events with their dates and everything that hangs on them."""
    keys = list(events.values_list("pk", flat=True))
    for path in EventPhoto.objects.filter(event__in=keys).values_list("image", flat=True):
        transaction.on_commit(partial(renditions.remove, path))
    sample_people.forget(Registration.objects.filter(occurrence__event__in=keys))
    for model, way in PARTS.items():
        seeding.forget(model.objects.filter(**{f"{way}__in": keys}))
    seeding.forget(Event.objects.filter(pk__in=keys))
    seeding.free_words(KIND, Event)
