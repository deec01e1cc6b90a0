"""News feeds (Atom and JSON Feed 1.1): which events are new or changed, for feed readers and other sites' programs.

One item per event, with its next dates; `updated` is the last edit, not the day of the event, and ids never change.
Called by the views of this package.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed

from events.calendars.board import Board
from events.calendars.entries import Entry, language_tag, plain
from events.calendars.identity import urn
from events.calendars.rows import Stamp, coming
from events.querysets import OccurrenceQuerySet
from twinning.languages import Served, served
from twinning.municipality.models import Municipality

ATOM_TYPE = "application/atom+xml; charset=utf-8"
JSON_TYPE = "application/feed+json; charset=utf-8"
MOST_DATES, MOST_ITEMS, MOST_SHOWN = 300, 100, 5


@dataclass(frozen=True, slots=True)
class Item:
    """An event with its next dates."""

    key: str
    url: str
    title: Served
    teaser: Served
    entries: Sequence[Entry]
    published: datetime
    updated: datetime

    @property
    def shown(self) -> Sequence[Entry]:
        """The dates that are written out."""
        return self.entries[:MOST_SHOWN]

    @property
    def further(self) -> int:
        """How many more there are."""
        return max(len(self.entries) - MOST_SHOWN, 0)

    def html(self) -> str:
        """Teaser and dates."""
        return render_to_string("events/calendars/news_item.html", {"item": self}).strip()

    @property
    def tags(self) -> list[str]:
        """Format, themes and towns."""
        return list(dict.fromkeys(name for entry in self.entries for name in entry.categories))


def next_dates(dates: OccurrenceQuerySet, home: Municipality, now: datetime) -> list[Stamp]:
    """What news feeds are made of: dates that are not over."""
    return coming(dates, now=now, most=MOST_DATES)


def items(board: Board) -> list[Item]:
    """Events, the latest edit first."""
    groups: dict[int, list[Entry]] = {}
    for entry in board.entries():
        groups.setdefault(entry.occurrence.event_id, []).append(entry)
    ordered = sorted(groups.values(), key=_edited, reverse=True)
    return [_item(board, entries) for entries in ordered[:MOST_ITEMS]]


def _edited(entries: list[Entry]) -> datetime:
    return max(entry.stamp.edited for entry in entries)


def _item(board: Board, entries: list[Entry]) -> Item:
    event, first = entries[0].occurrence.event, entries[0]
    return Item(
        key=urn(event),
        url=board.base + event.get_absolute_url(),
        title=first.title,
        teaser=first.teaser,
        entries=entries,
        published=_seconds(event.publish_from or event.created_at),
        updated=_seconds(_edited(entries)),
    )


def _seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


class _Atom(Atom1Feed):
    """Atom that names the language of each entry and the feed's own last edit, even when it is empty."""

    def item_attributes(self, item: dict[str, object]) -> dict[str, str]:
        return super().item_attributes(item) | {"xml:lang": item["language"]}

    def latest_post_date(self) -> datetime:
        return self.feed["edited"]


def atom(board: Board, *, page: str, source: str) -> str:
    """The Atom feed; `page` shows the same to people, `source` is the feed's own address."""
    found = items(board)
    feed = _Atom(
        title=plain(board.title), link=page, description="", language=language_tag(), feed_url=source,
        feed_guid=source, author_name=plain(served(board.home, "office_name")), edited=_last(board, found),
    )  # fmt: skip
    for item in found:
        feed.add_item(
            title=item.title.text, link=item.url, description=item.html(), unique_id=item.key,
            pubdate=item.published, updateddate=item.updated, categories=item.tags,
            language=item.title.language or language_tag(),
        )  # fmt: skip
    return feed.writeString("utf-8")


def json_feed(board: Board, *, page: str, source: str) -> str:
    """The same as JSON Feed 1.1."""
    found = [
        {
            "id": item.key,
            "url": item.url,
            "title": item.title.text,
            "summary": item.teaser.text,
            "content_html": item.html(),
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            "language": item.title.language or language_tag(),
            "tags": item.tags,
        }
        for item in items(board)
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(board.title),
        "home_page_url": page,
        "feed_url": source,
        "language": language_tag(),
        "authors": [{"name": plain(served(board.home, "office_name"))}],
    }
    return json.dumps(head | {"items": found}, ensure_ascii=False, indent=1)


def _last(board: Board, found: Sequence[Item]) -> datetime:
    """The last edit of anything in the feed; of an empty one, last midnight."""
    return max((item.updated for item in found), default=_seconds(board.edited))
