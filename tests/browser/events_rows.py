"""Rows of events for walks through the shared portal, made inside it; and what was mailed there."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import override

InPortal = Callable[[str], Any]

# Rows whose slug begins with "walk-" belong to the walks.
MAKE = """
import json
from datetime import UTC, datetime
from partners.models import City
from tests.factories_events import make_event, make_occurrence
hiroshima = City.objects.get(slug="hiroshima")
texts = dict(title_de={title!r}, title_en={title!r}, title_ja="折り紙の夕べ", teaser_ja="紙の夕べです。")
event = make_event({slug!r}, cities=[hiroshima], is_sample=True, **texts)
date = make_occurrence(event, starts_at=datetime(2031, 3, 20, 22, 30, tzinfo=UTC), second_city=hiroshima,
                       attendance="hybrid", online_url="https://meet.example.org/walk", **{fields!r})
print(json.dumps({{"event": event.pk, "date": date.pk}}))
"""
FORGET = """
import json
from events.models import Event
from events.seed.samples import forget_events
forget_events(Event.objects.filter(slug__startswith={slug!r}))
print(json.dumps({{}}))
"""


def path(name: str, *args: Any, language: str = "de") -> str:
    """The address of a page of events."""
    with override(language):
        return reverse(f"events:{name}", args=args)


def mails(in_portal: InPortal, recipient: str) -> list[dict[str, str]]:
    """Everything that was written to an address, oldest first."""
    return in_portal(
        "import json; from twinning.mail.models import OutgoingMail\n"
        f"rows = OutgoingMail.objects.filter(recipient={recipient!r}).order_by('pk')\n"
        "print(json.dumps(list(rows.values('language', 'subject', 'text'))))"
    )


def last_link(in_portal: InPortal, recipient: str, part: str) -> str:
    """Path of the last link to the address whose path holds `part`."""
    found = [
        line
        for mail in mails(in_portal, recipient)
        for line in mail["text"].splitlines()
        if re.search(part, line)
    ]
    return urlsplit(found[-1].strip()).path


# One new entry of a calendar of Hiroshima, at 18:00 there.
ENTRY = """
import json
from datetime import UTC, datetime
from django.utils import timezone
from events.feeds.actions import digest_of
from events.feeds.parsing import Item
from events.models import Feed, FeedItem
from partners.models import City
item = Item(uid={uid!r}, recurrence_id="", title={title!r}, text="川辺の桜を見ます。", place="見本ホール、広島市",
            url="", starts="2031-03-22T09:00:00+00:00", ends="2031-03-22T10:30:00+00:00", zone="Asia/Tokyo")
feed = Feed.objects.create(title={uid!r}, url="https://calendar.example.org/" + {uid!r} + ".ics", language="ja",
                           city=City.objects.get(slug="hiroshima"), time_zone="Asia/Tokyo", is_sample=True)
row = FeedItem.objects.create(feed=feed, uid=item.uid, digest=digest_of(item), starts_at=item.start,
                              title=item.title, offered=item.as_json(), seen_at=timezone.now())
print(json.dumps({{"row": row.pk}}))
"""
FORGET_ENTRY = """
import json
from events.models import Event, Feed, FeedItem
from events.seed.samples import forget_events
items = FeedItem.objects.filter(uid={uid!r})
forget_events(Event.objects.filter(occurrences__feed_item__in=items))
items.delete()
Feed.objects.filter(title={uid!r}).delete()
print(json.dumps({{}}))
"""
