"""Thin out old versions of pages; a timer calls it every night."""

from typing import Any

from django.core.management.base import BaseCommand

from twinning.revisions.actions import prune


class Command(BaseCommand):
    """`manage.py prune_revisions`."""

    help = "Deletes versions of pages that are older than a year, except the last one of each month."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{prune()} old versions deleted.")
