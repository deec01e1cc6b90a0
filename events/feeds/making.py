"""What becomes of an entry that is taken over: an event, a date, a venue; and how a change gets into them.

Called by `events.feeds.actions` inside its transactions; everything is stored through `events.editing.actions`.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from events.editing.actions import cancel_occurrence, save_event, save_occurrence
from events.editing.workflow import Refused
from events.event import Event
from events.feeds.feed import Feed, FeedItem
from events.feeds.fields import html_of, known_venue, language_of, make_venue, teaser_of, title_of
from events.feeds.parsing import Item
from events.feeds.words import cancel_reasons
from events.occurrence import Occurrence, OccurrenceLanguage
from events.venue import Venue
from twinning.accounts.models import User
from twinning.languages import column


@dataclass(frozen=True, slots=True)
class Choice:
    """What staff decided about a new entry: draft or public, where it is, and whether all of its series come along."""

    is_draft: bool = True
    venue: Venue | None = None
    is_online: bool = False
    whole_series: bool = False


def draft_of(row: FeedItem, *, is_draft: bool = True) -> Event:
    """The event that would become of an entry, not saved: texts stand in the columns of the calendar's language."""
    item, language = Item.of(row.offered), language_of(row.feed)
    texts = {
        column("title", language): title_of(item),
        column("teaser", language): teaser_of(item),
        column("text", language): html_of(item),
    }
    return Event(
        website=item.url,
        origin=Event.Origin.FEED,
        is_sample=row.feed.is_sample,
        state=Event.State.DRAFT if is_draft else Event.State.PUBLISHED,
        **{name: text for name, text in texts.items() if text},
    )


def add_date(row: FeedItem, event: Event, choice: Choice, *, by: User) -> Occurrence:
    """Store the date of an entry. Raises Refused when the event has it already, or nobody knows where it is."""
    item, feed = Item.of(row.offered), row.feed
    occurrence = Occurrence(
        event=event,
        starts_at=item.start,
        ends_at=item.end,
        shows_end=item.shows_end,
        time_zone=item.zone,
        all_day=item.all_day,
        second_city=feed.city,
    )
    if choice.is_online:
        occurrence.attendance = Occurrence.Attendance.ONLINE
        occurrence.online_url, occurrence.is_online_url_public = item.url, bool(item.url)
    else:
        occurrence.venue = choice.venue or _venue_for(feed, item)
    try:
        save_occurrence(occurrence, by=by)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    OccurrenceLanguage.objects.create(occurrence=occurrence, language=feed.language)
    return occurrence


def _venue_for(feed: Feed, item: Item) -> Venue | None:
    if not item.place:
        return feed.venue
    return known_venue(item.place, Venue.objects.order_by("pk")) or make_venue(feed, item.place)


def write(row: FeedItem, wanted: frozenset[str] | set[str], *, by: User) -> None:
    """Write the fields of `wanted` into event and date. Raises what saving them raises."""
    item, occurrence = Item.of(row.offered), row.occurrence
    _write_event(occurrence.event, item, language_of(row.feed), wanted)
    if "time" in wanted:
        occurrence.starts_at, occurrence.ends_at = item.start, item.end
        occurrence.all_day, occurrence.time_zone, occurrence.shows_end = (
            item.all_day,
            item.zone,
            item.shows_end,
        )
    if "place" in wanted and occurrence.attendance != Occurrence.Attendance.ONLINE:
        occurrence.venue = _venue_for(row.feed, item) or occurrence.venue
    if wanted & {"time", "place"}:
        save_occurrence(occurrence, by=by)
    if "status" in wanted:
        occurrence.refresh_from_db()
        cancel_occurrence(occurrence, by=by, reason=cancel_reasons(), seen=occurrence.version)


def _write_event(event: Event, item: Item, language: str, wanted: frozenset[str] | set[str]) -> None:
    values = {
        "title": (column("title", language), title_of(item)),
        "text": (column("text", language), html_of(item) or None),
        "website": ("website", item.url),
    }
    chosen = [values[key] for key in values if key in wanted]
    for name, value in chosen:
        setattr(event, name, value)
    if chosen:
        event.version += 1
        save_event(event)
