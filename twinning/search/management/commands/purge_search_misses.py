"""For a timer, every night: erases searches without a hit that are too old to tell anything."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from twinning.search.misses import purge


class Command(BaseCommand):
    """`manage.py purge_search_misses`"""

    help = "Erase searches without a hit after SEARCH_MISS_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = "to erase" if options["dry_run"] else "erased"
        self.stdout.write(f"searches without a hit: {purge(dry_run=options['dry_run'])} {verb}")
