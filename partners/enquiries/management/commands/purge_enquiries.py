"""For a timer, every night: erases enquiries whose time of keeping is over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from partners.enquiries.retention import purge


class Command(BaseCommand):
    """`manage.py purge_enquiries`"""

    help = "Erase enquiries VISITOR_MESSAGE_DAYS after the answer; number, topic, languages and dates stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = "to erase" if options["dry_run"] else "erased"
        self.stdout.write(f"enquiries: {purge(dry_run=options['dry_run'])} {verb}")
