"""For a timer, every night: states that follow the texts, and reminders for translators."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from twinning.translations.actions import refresh, remind_due


class Command(BaseCommand):
    """`manage.py tend_translations`"""

    help = (
        "Bring the states of translations to what the texts say, count wishes, and remind translators once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed, mails = refresh(), remind_due(timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"translations: {changed} changed, {mails} reminders")
