"""Calendars of partners for tests: rows, calendar files, and an answer without a network."""

from collections.abc import Callable
from itertools import count
from typing import Any

from events.feeds.actions import read_feed
from events.models import Feed, FeedItem
from tests.factories import make_city
from twinning.fetching import Answer, Unfetched, Wanted

_numbers = count(1)


def make_feed(**fields: Any) -> Feed:
    """The calendar of a Japanese city."""
    number = next(_numbers)
    themes = fields.pop("themes", ())
    if "city" not in fields:
        fields["city"] = make_city(f"feed-town-{number}", country="JP", time_zone="Asia/Tokyo")
    values = {
        "title": f"Kalender {number}",
        "url": f"https://calendar{number}.example.org/a.ics",
        "language": "ja",
        "time_zone": "Asia/Tokyo",
    }
    feed = Feed.objects.create(**values | fields)
    feed.themes.set(themes)
    return feed


def entry(uid: str = "a@there.example", *lines: str, start: str = "20261205T180000", **words: str) -> str:
    """One VEVENT."""
    values = {"SUMMARY": "千羽鶴", "LOCATION": "見本ホール、広島市", "DESCRIPTION": "歌います。"} | words
    texts = [f"{name}:{text}" for name, text in values.items() if text]
    begin = start if start.startswith((";", ":")) else f":{start}"
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART{begin}", *texts, *lines, "END:VEVENT"])


def calendar(*entries: str) -> bytes:
    """A calendar file."""
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//", *entries, "END:VCALENDAR", ""]
    ).encode()


def answers(body: bytes | str, **values: Any) -> Callable[[str, Wanted], Answer]:
    """What a website sends; a text is the code of a failure."""

    def ask(url: str, wanted: Wanted) -> Answer:
        if isinstance(body, str):
            raise Unfetched(body, "for a test")
        return Answer(body=body, url=url, **values)

    return ask


def read(feed: Feed, *entries: str, **values: Any) -> list[FeedItem]:
    """Let the portal read a calendar with these entries; its rows by key."""
    read_feed(feed.pk, fetch=answers(calendar(*entries), **values))
    feed.refresh_from_db()
    return list(feed.items.order_by("uid", "recurrence_id"))
