"""For a timer, every night: erases funding cases whose years of keeping are over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.grants.records.retention import purge


class Command(BaseCommand):
    """`manage.py purge_grants [--dry-run]`"""

    help = "Erase the words, files and people of cases after the years of their rules; numbers and sums stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only list what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = purge(dry_run=options["dry_run"])
        for number in numbers if options["dry_run"] else []:
            self.stdout.write(number)
        verb = "to erase" if options["dry_run"] else "erased"
        self.stdout.write(f"applications: {len(numbers)} {verb}")
