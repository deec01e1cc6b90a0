"""For a timer, every night: ends silent conversations and erases those whose time of keeping is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from partners.conversations.retention import purge


class Command(BaseCommand):
    """`manage.py purge_conversations`"""

    help = "End conversations after CONVERSATION_DAYS of silence; erase them as many days after their end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        prefix = "would be " if options["dry_run"] else ""
        for label, count in purge(dry_run=options["dry_run"]).items():
            self.stdout.write(f"{prefix}{label}: {count}")
