"""For a timer, every night: erases messages whose time of keeping is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from twinning.feedback.retention import purge


class Command(BaseCommand):
    """`manage.py purge_visitor_messages`"""

    help = "Erase what visitors wrote VISITOR_MESSAGE_DAYS after the answer; number, language and dates stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = "to erase" if options["dry_run"] else "erased"
        for name, count in purge(dry_run=options["dry_run"]).items():
            self.stdout.write(f"{name}: {count} {verb}")
