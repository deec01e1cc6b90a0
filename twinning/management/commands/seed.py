"""Loads the first content: home town, pages, aims, partner cities. May be run again at any time."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from twinning import seeding


class Command(BaseCommand):
    help = (
        "Load the first content: home town, pages, aims and partner cities with their sources. "
        "Missing rows are made and empty columns filled; what staff wrote stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="write the delivered texts back over what staff changed"
        )
        parser.add_argument(
            "--samples",
            action="store_true",
            help="add invented people and messages for a demonstration; remove_samples takes them away",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["samples"] and not settings.DEBUG:
            # They bring accounts whose passwords are printed in the README.
            raise CommandError("Samples are for a demonstration with DEBUG=1, never for a live site.")
        try:
            run = seeding.load_all(reset=options["reset"])
        except (IntegrityError, ValidationError) as error:
            # Staff may have given a page of their own an address word that a delivered page brings along.
            raise CommandError(
                f"Nothing was loaded, because it clashes with what is there: {error}"
            ) from error
        if options["samples"]:
            seeding.create_samples()
        if options["verbosity"]:
            self.stdout.write(self._summary(run))

    def _summary(self, run: seeding.Run) -> str:
        parts = [
            f"{word} {', '.join(f'{count} {label}' for label, count in sorted(counter.items()))}."
            for word, counter in (("Made", run.made), ("Changed", run.changed))
            if counter
        ]
        return " ".join(parts) or "Everything was there already."
