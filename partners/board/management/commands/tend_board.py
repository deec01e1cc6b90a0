"""For a timer, every night: reminds, ends, asks, suggests and erases on the exchange board."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.board.tasks import tend


class Command(BaseCommand):
    """`manage.py tend_board`"""

    help = (
        "Remind owners of slips, end what has expired, ask about outcomes, suggest partners, erase old slips."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for what, count in tend().items():
            self.stdout.write(f"slips {what}: {count}")
