"""For a timer, every night: erases project proposals whose time of keeping is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.retention import purge


class Command(BaseCommand):
    """`manage.py purge_proposals`"""

    help = "Erase project proposals VISITOR_MESSAGE_DAYS after the decision; projects made of them stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = "to erase" if options["dry_run"] else "erased"
        self.stdout.write(f"project proposals: {purge(dry_run=options['dry_run'])} {verb}")
