"""Makes the whole search index anew; runs nightly, after an import, and whenever somebody doubts it."""

from typing import Any

from django.core.management.base import BaseCommand

from twinning.search import indexing


class Command(BaseCommand):
    help = "Index every public thing in every language anew. People may search meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = indexing.rebuild()
        if options["verbosity"]:
            self.stdout.write(f"Indexed {rows} texts.")
