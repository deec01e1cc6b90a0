"""Reading of calendars by the background worker. `manage.py fetch_feeds` enqueues those that are due, a button one."""

from django.utils import timezone
from django_tasks import task

from events.feeds.actions import read_feed
from events.feeds.feed import Feed


@task()
def fetch_feed(feed_id: int, only_if_due: bool = False) -> None:
    """Read one calendar; one that was deleted meanwhile is left alone.

    `only_if_due`: while no worker ran, the timer handed the same calendar over many times; it is read once.
    """
    if only_if_due and feed_id not in {feed.pk for feed in Feed.due(timezone.now())}:
        return
    read_feed(feed_id)


def enqueue_due() -> int:
    """Hand every calendar that is due to the worker."""
    feeds = Feed.due(timezone.now())
    for feed in feeds:
        fetch_feed.enqueue(feed.pk, only_if_due=True)
    return len(feeds)
