"""`manage.py build_map`: draw the maps that are missing or out of date."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from partners.drawings import draw_all


class Command(BaseCommand):
    help = "Draw the home maps and the map sheets of all cities that are missing or out of date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="draw all of them anew")

    def handle(self, *args: object, force: bool, **options: object) -> None:
        discs, sheets = draw_all(force=force)
        if options["verbosity"]:
            self.stdout.write(f"{discs} home maps and {sheets} map sheets drawn.")
