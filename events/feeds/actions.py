"""What happens with partners' calendars and their entries: reading, taking over, changes, and what is not wanted.

Called by the worker (`events.feeds.tasks`), the desk (`events.feeds.desk_views`, `events.feeds.admin`) and the seed.
Reading never touches an event: it writes what the calendar says beside it. Events and dates are written through
`events.editing.actions`, so that registered people are told as of any other change.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.calendars.identity import is_ours
from events.editing.actions import free_slug, save_event
from events.editing.workflow import Overtaken, Refused
from events.event import Event
from events.feeds.feed import Feed, FeedItem
from events.feeds.fields import changes, language_of, title_of
from events.feeds.making import Choice, add_date, draft_of, write
from events.feeds.parsing import Item, Reading
from events.feeds.reading import read_calendar
from events.feeds.words import PARTLY, detail_of
from events.occurrence import Occurrence
from twinning.accounts.models import User
from twinning.fetching import Answer, Unfetched, Wanted, fetch
from twinning.publishing import missing_for_publication
from twinning.slugs import make_slug

State = FeedItem.State
TYPES = frozenset({"text/calendar", "text/plain", "application/octet-stream", "application/ics", ""})
Fetch = Callable[[str, Wanted], Answer]


# --- reading ---------------------------------------------------------------------------------------
@transaction.atomic
def save_feed(feed: Feed) -> Feed:
    """Save a calendar. Its entries stay, also under another address; all of it is read anew at the next try."""
    feed.etag = feed.last_modified = ""
    feed.save()
    return feed


def read_feed(pk: int, *, fetch: Fetch = fetch) -> None:
    """Ask for a calendar, read it and keep what it says. Whatever goes wrong is noted on the row, never raised."""
    feed = Feed.objects.filter(pk=pk).first()
    if feed is None:
        return
    now = timezone.now()
    try:
        answer = fetch(feed.url, Wanted(TYPES, etag=feed.etag, last_modified=feed.last_modified))
    except Unfetched as error:
        note_failure(feed, error.code, error.detail, now)
        return
    if answer.is_unchanged:
        feed.note(fetched_at=now, succeeded_at=now, failures=0)
        return
    reading = read_calendar(answer.body, charset=answer.charset, zone=feed.time_zone, now=now)
    if reading.problem:
        note_failure(feed, reading.problem, "", now)
    else:
        store_reading(feed, reading, answer, now)


@transaction.atomic
def note_failure(feed: Feed, code: str, detail: str, now: datetime) -> None:
    """One more failure in a row; what was read before stays as it is."""
    locked = Feed.locked(feed.pk)
    if locked is not None:
        locked.note_failure(code, detail, now)


@transaction.atomic
def store_reading(feed: Feed, reading: Reading, answer: Answer, now: datetime) -> None:
    """Keep what a calendar says, entry by entry; one that is no longer there is flagged, never deleted."""
    locked = Feed.locked(feed.pk)
    if locked is None or locked.url != feed.url:
        return
    known = {(row.uid, row.recurrence_id): row for row in locked.items.select_for_update()}
    items = [item for item in reading.items if not is_ours(item.uid)]
    if len(items) < len(reading.items):
        reading.leave_out("own", len(reading.items) - len(items))
    rows = [(item, known.pop((item.uid, item.recurrence_id), None)) for item in items]
    FeedItem.objects.bulk_create(
        [_new(locked, item, now) for item, row in rows if row is None and not item.is_cancelled]
    )
    _keep([(item, row) for item, row in rows if row is not None], now)
    _flag(known.values(), reading, now)
    locked.note(
        etag=answer.etag, last_modified=answer.last_modified, fetched_at=now, succeeded_at=now, failures=0,
        problem=PARTLY if reading.left_out else "", problem_detail=detail_of(reading.left_out),
    )  # fmt: skip


def digest_of(item: Item) -> str:
    """A short mark of everything that an entry says."""
    return hashlib.sha256(json.dumps(item.as_json(), sort_keys=True).encode()).hexdigest()


def _new(feed: Feed, item: Item, now: datetime) -> FeedItem:
    return FeedItem(
        feed=feed,
        uid=item.uid,
        recurrence_id=item.recurrence_id,
        digest=digest_of(item),
        starts_at=item.start,
        title=item.title,
        offered=item.as_json(),
        seen_at=now,
    )


def _keep(rows: Iterable[tuple[Item, FeedItem]], now: datetime) -> None:
    """Entries that we know: what they say now, and what staff have to do because of it."""
    same = []
    for item, row in rows:
        if row.digest == digest_of(item) and row.missing_since is None:
            same.append(row.pk)
            continue
        row.digest, row.starts_at, row.title = digest_of(item), item.start, item.title
        row.offered, row.seen_at, row.missing_since = item.as_json(), now, None
        row.version += 1
        if row.state != State.DECLINED:
            row.state = _state_of(row, item)
        row.save()
    FeedItem.objects.filter(pk__in=same).update(seen_at=now)


def _state_of(row: FeedItem, item: Item) -> str:
    if row.taken is None:
        return State.NEW
    return State.TAKEN if Item.of(row.taken) == item else State.CHANGED


def _flag(rows: Iterable[FeedItem], reading: Reading, now: datetime) -> None:
    """Coming dates that the calendar no longer holds, as far as it was read."""
    known_until = datetime.fromisoformat(reading.known_until) if reading.known_until else None
    for row in rows:
        is_unknown = row.uid in reading.unread or (known_until and row.starts_at > known_until)
        if is_unknown or row.missing_since or row.starts_at < now or row.state == State.DECLINED:
            continue
        row.state, row.missing_since = State.VANISHED, now
        row.version += 1
        row.save()


# --- deciding --------------------------------------------------------------------------------------
def _locked(pk: int, seen: int) -> FeedItem:
    """The entry, held together with its calendar, so that dates of one series find the same event."""
    row = FeedItem.objects.filter(pk=pk).values_list("feed_id", flat=True).first()
    if row is None:
        raise Refused(_("This entry is no longer there."))
    feed = (
        Feed.objects.select_for_update(of=("self",), no_key=True).select_related("city", "venue").get(pk=row)
    )
    found = FeedItem.objects.select_for_update(of=("self",)).select_related(
        "occurrence__event", "occurrence__venue"
    )
    item = found.get(pk=pk)
    item.feed = feed
    if item.version != seen:
        raise Overtaken(_("Nothing was stored: the entry was changed meanwhile. Please look at it again."))
    return item


@transaction.atomic
def accept_item(pk: int, *, by: User, seen: int, choice: Choice) -> Event:
    """Make an event of a new entry, or another date of the event that its series has already.

    Two clicks make one event: the second finds another version. Raises Refused and Overtaken.
    """
    row = _locked(pk, seen)
    if row.occurrence_id or row.state not in {State.NEW, State.CHANGED}:
        raise Refused(_("This entry was taken over already."))
    event = _event_for(row, choice)
    _add(row, event, choice, by)
    if choice.whole_series:
        others = FeedItem.objects.select_for_update().filter(feed=row.feed, uid=row.uid, state=State.NEW)
        for other in others.exclude(pk=row.pk):
            other.feed = row.feed
            _add(other, event, choice, by)
    return event


def _event_for(row: FeedItem, choice: Choice) -> Event:
    same = FeedItem.objects.filter(feed=row.feed, uid=row.uid, occurrence__isnull=False)
    sibling = same.select_related("occurrence__event").first()
    if sibling is not None and row.recurrence_id:
        return sibling.occurrence.event
    event = draft_of(row, is_draft=choice.is_draft)
    if not choice.is_draft and (missing := missing_for_publication(event)):
        raise Refused(" ".join(missing))
    event.slug = free_slug(make_slug(title_of(Item.of(row.offered)), language_of(row.feed)))
    save_event(event)
    event.cities.set([row.feed.city])
    event.themes.set(row.feed.themes.all())
    event.organisations.set([row.feed.organisation_id] if row.feed.organisation_id else [])
    return event


def _add(row: FeedItem, event: Event, choice: Choice, by: User) -> None:
    row.occurrence = add_date(row, event, choice, by=by)
    _decide(row, State.TAKEN, venue=row.occurrence.venue_id)


def _decide(row: FeedItem, state: str, *, venue: int | None = None) -> None:
    """Staff have seen what the calendar says now; what they left out stays theirs."""
    if state == State.TAKEN:
        row.taken = row.offered | {"venue": venue}
    row.state = state
    row.version += 1
    row.save()


@transaction.atomic
def take_changes(pk: int, *, by: User, seen: int, marks: str, chosen: frozenset[str]) -> FeedItem:
    """Write the chosen fields into event and date; the others stay as staff have them.

    `marks` are the versions of event and date that were shown: a change by staff since then is never overwritten.
    Raises Refused and Overtaken.
    """
    row = _locked(pk, seen)
    if row.occurrence is None or row.state != State.CHANGED:
        raise Refused(_("There is nothing to take over any more."))
    occurrence = (
        Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=row.occurrence_id)
    )
    row.occurrence = occurrence
    if chosen and marks_of(row) != marks:
        raise Overtaken(_("Nothing was stored: the event was changed meanwhile. Please look at it again."))
    offered = {change.field.key for change in changes(row)}
    wanted = chosen & offered
    try:
        write(row, wanted, by=by)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    venue = (row.taken or {}).get("venue")
    if "place" in offered:
        # A place that was not wanted is no longer the calendar's: 0 is the number of no venue.
        venue = occurrence.venue_id if "place" in wanted else 0
    _decide(row, State.TAKEN, venue=venue)
    return row


def marks_of(row: FeedItem) -> str:
    """The versions of what an entry was made into."""
    return f"{row.occurrence.event.version}-{row.occurrence.version}" if row.occurrence else ""


@transaction.atomic
def decline_item(pk: int, *, seen: int, whole_series: bool = False) -> FeedItem:
    """A new entry is not wanted; it does not come back. Raises Refused and Overtaken."""
    row = _locked(pk, seen)
    if row.occurrence_id:
        raise Refused(_("This entry was taken over already."))
    _decide(row, State.DECLINED)
    if whole_series:
        others = FeedItem.objects.select_for_update().filter(feed=row.feed, uid=row.uid, state=State.NEW)
        for other in others:
            _decide(other, State.DECLINED)
    return row


@transaction.atomic
def reconsider_item(pk: int, *, seen: int) -> FeedItem:
    """Something that was not wanted waits for a decision again. Raises Refused and Overtaken."""
    row = _locked(pk, seen)
    if row.state != State.DECLINED:
        raise Refused(_("This entry waits for a decision already."))
    _decide(row, State.NEW)
    return row


@transaction.atomic
def keep_vanished(pk: int, *, seen: int) -> FeedItem:
    """The portal keeps a date that vanished from its calendar; one that was never taken over is put aside."""
    row = _locked(pk, seen)
    if row.state != State.VANISHED:
        raise Refused(_("This entry is in the calendar again."))
    row.state = State.TAKEN if row.occurrence_id else State.DECLINED
    row.version += 1
    row.save()
    return row
