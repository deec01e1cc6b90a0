"""Invented calendars of partner cities with entries in every state. Called by the seed; the worker ignores them."""

from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from events.editing.actions import KIND, save_event
from events.event import Event
from events.feeds.actions import digest_of
from events.feeds.feed import Feed, FeedItem
from events.feeds.parsing import Item
from events.occurrence import Occurrence, OccurrenceLanguage
from events.seed import dates
from events.seed.samples import forget_events
from events.venue import Venue
from partners.city import City
from partners.organisations.models import Organisation
from partners.theme import Theme
from twinning import seeding
from twinning.addresses.actions import find

HERE = Path(__file__).parent
SEEN_AGO = timedelta(hours=3)
State = FeedItem.State
Values = dict[str, Any]


def create() -> None:
    """Add those that are missing; when all entries of one are over, all come again."""
    filled = Feed.objects.filter(is_sample=True, items__isnull=False)
    if filled.exists() and not filled.filter(items__starts_at__gt=timezone.now()).exists():
        remove()
    for values in seeding.read(HERE, "feeds.json"):
        city = City.objects.filter(slug=values["city"]).first()
        if city and not Feed.objects.filter(url=values["url"]).exists():
            _add(values, city)


def _add(values: Values, city: City) -> None:
    now, problem = timezone.now(), values.get("problem", "")
    venue = None
    if "venue" in values:
        venue = Venue.objects.create(city=city, is_sample=True, **values["venue"])
    feed = Feed.objects.create(
        title=values["title"],
        url=values["url"],
        city=city,
        organisation=Organisation.objects.filter(slug=values.get("organisation", "")).first(),
        language=values["language"],
        time_zone=values["time_zone"],
        venue=venue,
        is_sample=True,
        fetched_at=now - SEEN_AGO,
        succeeded_at=now - (timedelta(days=9) if problem else SEEN_AGO),
        failures=9 if problem else 0,
        problem=problem,
    )
    for entry in values["items"]:
        _add_item(feed, entry)


def _item(feed: Feed, entry: Values) -> Item:
    """What the calendar would say."""
    moments = dates.coming(entry | {"time_zone": feed.time_zone})
    return Item(
        uid=f"{entry['uid']}@calendar.example.org",
        recurrence_id="",
        title=entry["title"],
        text=entry["text"],
        place=entry["place"],
        url="",
        starts=moments["starts_at"].astimezone(UTC).isoformat(),
        ends=moments["ends_at"].astimezone(UTC).isoformat(),
        zone=feed.time_zone,
    )


def _add_item(feed: Feed, entry: Values) -> None:
    before, now = _item(feed, entry), timezone.now()
    offered = _item(feed, entry | entry.get("later", {}))
    occurrence = _take(feed, before, entry["event"]) if "event" in entry else None
    FeedItem.objects.create(
        feed=feed,
        uid=offered.uid,
        digest=digest_of(offered),
        starts_at=offered.start,
        title=offered.title,
        offered=offered.as_json(),
        taken=before.as_json() | {"venue": occurrence.venue_id} if occurrence else None,
        state=entry["state"],
        occurrence=occurrence,
        seen_at=now - SEEN_AGO,
        missing_since=now - timedelta(days=1) if entry["state"] == State.VANISHED else None,
    )


def _take(feed: Feed, item: Item, words: Values) -> Occurrence | None:
    """The event that staff have made of an entry; none when staff's own has its address word."""
    if find(kind=KIND, language="", slug=words["slug"]):
        return None
    columns = {name: value for name, value in words.items() if name != "themes"}
    event = Event(origin=Event.Origin.FEED, is_sample=True, state=Event.State.PUBLISHED, **columns)
    save_event(event)
    event.cities.add(feed.city)
    event.themes.set(Theme.objects.filter(key__in=words["themes"]))
    date = Occurrence.objects.create(
        event=event, starts_at=item.start, ends_at=item.end, time_zone=item.zone, venue=feed.venue
    )
    OccurrenceLanguage.objects.create(occurrence=date, language=feed.language)
    return date


def remove() -> None:
    """Take them away with the events that were made of their entries."""
    feeds = Feed.objects.filter(is_sample=True)
    items = FeedItem.objects.filter(feed__in=feeds)
    forget_events(Event.objects.filter(occurrences__feed_item__in=items, is_sample=True))
    seeding.forget(items)
    seeding.forget(feeds)
