"""For a timer, every hour: ends holds, moves queues, reminds people, erases data, checks the counters of places."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.booking.tasks import tend


class Command(BaseCommand):
    """`manage.py tend_events`"""

    help = "End holds and offers, move waiting lists, remind people of dates, erase old registrations and proposals."

    def handle(self, *args: Any, **options: Any) -> None:
        found = tend()
        for outcome in found:
            self.stdout.write(f"{outcome.name}: {outcome.problem or outcome.count}")
        if problems := [outcome.name for outcome in found if outcome.problem]:
            raise CommandError(f"Failed: {'; '.join(problems)}. The log says more.")
