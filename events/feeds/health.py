"""When a calendar is read again, and how its reading stands: for the worker, the desk and the list of calendars."""

from datetime import datetime, timedelta

from events.feeds.feed import Feed

INTERVAL = timedelta(hours=6)
# After the first, second, … failure in a row; the last one stays.
PAUSES = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 48))


def next_try(feed: Feed) -> datetime | None:
    """When it is due; None when it is not read regularly. One never tried is due at once."""
    if not feed.is_active:
        return None
    if feed.fetched_at is None:
        return feed.created_at
    pause = PAUSES[min(feed.failures, len(PAUSES)) - 1] if feed.failures else INTERVAL
    return feed.fetched_at + pause


def due_feeds(now: datetime) -> list[Feed]:
    """Calendars whose time has come. Samples lead to no real website and are never asked."""
    rows = Feed.objects.filter(is_active=True, is_sample=False).order_by("pk")
    return [feed for feed in rows if (moment := next_try(feed)) is not None and moment <= now]
