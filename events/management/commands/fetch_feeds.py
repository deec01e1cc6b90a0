"""For a timer, every quarter of an hour: hands the calendars of partners that are due to the worker."""

from typing import Any

from django.core.management.base import BaseCommand

from events.feeds.tasks import enqueue_due


class Command(BaseCommand):
    """`manage.py fetch_feeds`"""

    help = "Let the background worker read the partners' calendars that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"enqueued: {enqueue_due()}")
