"""For a timer, every night: writes down what has become public, so that later edits do not make it new again."""

from typing import Any

from django.core.management.base import BaseCommand

from twinning.discovery.news import note_public


class Command(BaseCommand):
    """`manage.py note_news`"""

    help = "Note what has become public since the last time, for the feed “What is new”."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"new in public: {note_public()} noted")
