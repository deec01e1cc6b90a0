"""`manage.py release_check`: what must be put right before the portal opens. Silent and 0 when nothing is left."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from twinning import release


class Command(BaseCommand):
    """Prints the findings of all apps."""

    help = "Lists what must be put right before the portal opens; exits with 1 when anything is left."

    def handle(self, *args: Any, **options: Any) -> None:
        found = release.findings()
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            sys.exit(1)
