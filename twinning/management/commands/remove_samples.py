"""Takes away everything that `manage.py seed --samples` invented."""

from typing import Any

from django.core.management.base import BaseCommand

from twinning import seeding


class Command(BaseCommand):
    help = "Remove the invented rows of `seed --samples`; real content stays untouched."

    def handle(self, *args: Any, **options: Any) -> None:
        seeding.remove_samples()
        if options["verbosity"]:
            self.stdout.write("The samples are gone.")
