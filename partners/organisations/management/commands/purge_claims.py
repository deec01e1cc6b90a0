"""Erase what people told the office about organisations long ago; run every night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from partners.organisations.retention import purge


class Command(BaseCommand):
    """Prints what it did, or with --dry-run what it would do."""

    help = "Erases proofs, past claims and past changes VISITOR_MESSAGE_DAYS after their decision."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        for label, count in purge(dry_run=options["dry_run"]).items():
            self.stdout.write(f"{label}: {count}")
