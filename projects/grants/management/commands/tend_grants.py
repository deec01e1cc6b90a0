"""For a timer, every night: ends drafts, reminds people, makes papers that got lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.grants.letters.tending import tend


class Command(BaseCommand):
    """`manage.py tend_grants [--dry-run]`"""

    help = "End drafts after their deadline, remind applicants, reviewers and officers, make lost papers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        prefix = "would be: " if options["dry_run"] else ""
        for what, count in tend(dry_run=options["dry_run"]).items():
            self.stdout.write(f"{prefix}{what}: {count}")
