"""For a timer, every hour: hands the portals of partner cities that are due to the worker."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.portals.tasks import enqueue_due


class Command(BaseCommand):
    """`manage.py fetch_portals`"""

    help = "Let the background worker read the portals of partner cities that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"enqueued: {enqueue_due()}")
