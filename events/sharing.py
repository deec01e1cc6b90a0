"""What portals tell each other about events (partners.portals). Calendars of partners are read in `events.feeds`; a
portal tells the same in several languages.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.editing.actions import free_slug, save_event, save_occurrence
from events.models import Event, Occurrence, Venue
from events.walltime import local
from partners.portals.registry import Kind, Offer, Row, register
from partners.portals.rows import columns, in_words, row, texts
from partners.portals.schema import MOST_ROWS
from twinning.languages import served
from twinning.slugs import make_slug
from twinning.zones import validate_zone

MOST_DATES = 50
STATUS = {"cancelled": "cancelled", "postponed": "postponed"}
# An end that nobody told: our dates need one, and pages do not show it.
USUAL = timedelta(hours=2)


def events(base: str) -> list[Row]:
    """Public events that are still to come, with their dates."""
    coming = Occurrence.objects.upcoming().select_related("venue").order_by("starts_at", "pk")
    rows = Event.objects.published().with_dates_from(timezone.now()).filter(is_sample=False).order_by("pk")
    found = rows.prefetch_related(Prefetch("occurrences", coming, to_attr="coming"))[:MOST_ROWS]
    return [_row(event, base) for event in found if event.coming]


def _row(event: Event, base: str) -> Row:
    place = next((served(date.venue, "name").text for date in event.coming if date.venue), "")
    return row(
        "event",
        event,
        base,
        texts(event, "title"),
        summary=texts(event, "teaser"),
        place=place,
        dates=[_date(date) for date in event.coming[:MOST_DATES]],
    )


def _date(date: Occurrence) -> dict[str, str]:
    told = {
        "start": local(date.starts_at, date.time_zone).isoformat(timespec="seconds"),
        "timezone": date.time_zone,
        "status": STATUS.get(date.status, "scheduled"),
    }
    return told | ({"end": local(date.ends_at, date.time_zone).isoformat()} if date.shows_end else {})


def adopt_event(offer: Offer) -> Event:
    """A draft with the dates that take place; the place becomes a venue in the other portal's city."""
    title, language = in_words(offer.texts("title"), offer.language)
    event = Event(
        slug=free_slug(make_slug(title, language)),
        origin=Event.Origin.FEED,
        website=offer.row["url"][:200],
        is_sample=offer.is_sample,
        **columns("title", offer.texts("title"), 200),
        **columns("teaser", offer.texts("summary"), 300),
    )
    save_event(event)
    event.cities.set([offer.city])
    venue = _venue(offer, language)
    for told in offer.row["dates"]:
        if told.get("status", "scheduled") == "scheduled":
            save_occurrence(_occurrence(event, venue, told, offer), by=offer.by)
    return event


def _venue(offer: Offer, language: str) -> Venue:
    name = offer.row.get("place") or served(offer.city, "name").text
    known = Venue.objects.filter(city=offer.city, name_de=name[:120]).first()
    return known or Venue.objects.create(
        **columns("name", {"de": name, language: name}, 120),
        city=offer.city,
        country=offer.city.country,
        time_zone=offer.city.time_zone,
        is_sample=offer.is_sample,
    )


def _occurrence(event: Event, venue: Venue, told: dict[str, str], offer: Offer) -> Occurrence:
    start = datetime.fromisoformat(told["start"])
    end = datetime.fromisoformat(told["end"]) if told.get("end") else None
    is_known = end is not None and end > start
    return Occurrence(
        event=event,
        venue=venue,
        starts_at=start,
        ends_at=end if is_known else start + USUAL,
        shows_end=is_known,
        time_zone=_zone(told["timezone"], offer.city.time_zone),
        second_city=offer.city,
    )


def _zone(name: str, usual: str) -> str:
    """The zone that was told, or the city's own when there is no such zone."""
    try:
        validate_zone(name)
    except ValidationError:
        return usual
    return name


register(Kind("events", _("Events"), events, adopt_event, "events.add_event"))
