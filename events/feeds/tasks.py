"""Reading of calendars by the background worker. `manage.py fetch_feeds` enqueues those that are due, a button one."""

from django.utils import timezone
from django_tasks import task

from events.feeds.actions import read_feed
from events.feeds.health import due_feeds


@task()
def fetch_feed(feed_id: int) -> None:
    """Read one calendar; one that was deleted meanwhile is left alone."""
    read_feed(feed_id)


def enqueue_due() -> int:
    """Hand every calendar that is due to the worker."""
    feeds = due_feeds(timezone.now())
    for feed in feeds:
        fetch_feed.enqueue(feed.pk)
    return len(feeds)
