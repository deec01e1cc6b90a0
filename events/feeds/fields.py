"""What of an entry goes into an event and its date, field by field: compared on the review page, written when chosen.

Three values meet: what the calendar says now (`offered`), what it said when staff took it over (`taken`), and what
stands in the portal. Where the last two differ, staff wrote something of their own, which is never overwritten unasked.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import linebreaks
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.clocks import clock_time, weekday_date
from events.feeds.feed import Feed, FeedItem
from events.feeds.parsing import Item
from events.occurrence import Occurrence
from events.venue import Venue
from events.walltime import local
from twinning.languages import column, served
from twinning.richtext import clean_html, plain_text
from twinning.sorting import fold

TITLE, TEASER = 200, 300
# Commas of Latin, Japanese, Chinese and Arabic letters.
COMMAS = re.compile("[,、，،]")


@dataclass(frozen=True, slots=True)
class Field:
    """`offers` reads an entry and `stands` a date, both as values to compare; `shows` puts one into words."""

    key: str
    label: Promise
    offers: Callable[[Item, Feed], Any]
    stands: Callable[[FeedItem], Any]
    shows: Callable[[Any], str]
    # People who have registered are told of it.
    is_mailed: bool = False
    # Other language versions turn old.
    is_translated: bool = False


def language_of(feed: Feed) -> str:
    """The language whose columns its texts go into."""
    known = settings.MODELTRANSLATION_LANGUAGES
    return feed.language if feed.language in known else settings.LANGUAGE_CODE


def title_of(item: Item) -> str:
    """A title that fits; entries without one exist."""
    return Truncator(item.title).chars(TITLE) or item.place[:TITLE] or _("Event without a title")


def teaser_of(item: Item) -> str:
    """The beginning of the text; without a text the title."""
    return Truncator(item.text.replace("\n", " ")).chars(TEASER) or title_of(item)


def html_of(item: Item) -> str:
    """The text as the editor would have made it."""
    return clean_html(linebreaks(item.text, autoescape=True)) if item.text else ""


def time_words(value: tuple[Any, Any, bool, str]) -> str:
    """Beginning and end on the clocks there, such as "Samstag, 5. Dezember 2026, 18:00 Uhr – 19:00 Uhr"."""
    start, end, all_day, zone = value
    here, until = local(start, zone), local(end, zone)
    if all_day:
        return weekday_date(here)
    shown = {"day": weekday_date(here), "start": clock_time(here), "end": clock_time(until)}
    return _("%(day)s, %(start)s – %(end)s") % shown


def _column(item: FeedItem, name: str) -> str:
    return getattr(item.occurrence.event, column(name, language_of(item.feed))) or ""


def _time_there(item: FeedItem) -> tuple[Any, Any, bool, str]:
    found = item.occurrence
    return found.starts_at, found.ends_at, found.all_day, found.time_zone


def _place_there(item: FeedItem) -> str:
    """As the calendar called it, as long as staff left the venue alone; else the venue's name."""
    taken = item.taken or {}
    if taken.get("venue") == item.occurrence.venue_id:
        return taken.get("place", "")
    return served(item.occurrence.venue, "name").text if item.occurrence.venue_id else _("online")


def _is_off(item: FeedItem) -> bool:
    return item.occurrence.status == Occurrence.Status.CANCELLED


FIELDS = (
    Field(
        "title", gettext_lazy("Title"), lambda item, feed: title_of(item),
        lambda item: _column(item, "title"), str, is_translated=True,
    ),
    Field(
        "time", gettext_lazy("Time"), lambda item, feed: (item.start, item.end, item.all_day, item.zone),
        _time_there, time_words, is_mailed=True,
    ),
    Field("place", gettext_lazy("Place"), lambda item, feed: item.place, _place_there, str, is_mailed=True),
    Field(
        "text", gettext_lazy("Text"), lambda item, feed: html_of(item),
        lambda item: _column(item, "text"), plain_text, is_translated=True,
    ),
    Field(
        "website", gettext_lazy("Website"), lambda item, feed: item.url,
        lambda item: item.occurrence.event.website, str,
    ),
    Field(
        "status", gettext_lazy("Takes place"), lambda item, feed: item.is_cancelled, _is_off,
        lambda off: _("cancelled") if off else _("yes"), is_mailed=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A field that the calendar changed. `is_ours`: staff wrote something else there since, so nothing is chosen."""

    field: Field
    before: str
    after: str
    is_ours: bool


def changes(row: FeedItem) -> list[Change]:
    """What the calendar says now and did not say when it was taken over, unless it stands there already."""
    if row.occurrence is None or row.taken is None:
        return []
    now, then = Item.of(row.offered), Item.of(row.taken)
    found = []
    for field in FIELDS:
        new, old, here = field.offers(now, row.feed), field.offers(then, row.feed), field.stands(row)
        # A date that was called off is not put on again by itself.
        if new in (old, here) or (field.key == "status" and here):
            continue
        found.append(Change(field, field.shows(here) or "–", field.shows(new) or "–", here != old))
    return found


def known_venue(place: str, venues: Iterable[Venue]) -> Venue | None:
    """The venue whose name the place begins with."""
    wanted = fold(place)
    named = ((venue, fold(served(venue, "name").text)) for venue in venues)
    return next((venue for venue, name in named if name and wanted.startswith(name)), None)


def make_venue(feed: Feed, place: str) -> Venue:
    """A venue in the feed's city: what stands before the first comma is its name."""
    name, *street = COMMAS.split(place, maxsplit=1)
    words = {column("name", code): name.strip()[:120] for code in {"de", language_of(feed)}}
    return Venue.objects.create(
        **words,
        street="".join(street).strip()[:120],
        city=feed.city,
        country=feed.city.country,
        time_zone=feed.time_zone,
        is_sample=feed.is_sample,
    )
