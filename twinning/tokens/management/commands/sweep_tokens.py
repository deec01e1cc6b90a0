"""Delete personal links that have expired; a timer calls it every night."""

from typing import Any

from django.core.management.base import BaseCommand

from twinning.tokens.actions import sweep


class Command(BaseCommand):
    """`manage.py sweep_tokens`."""

    help = "Deletes expired personal links."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} expired links deleted.")
