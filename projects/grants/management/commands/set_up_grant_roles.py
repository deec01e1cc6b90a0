"""Make the groups that give staff their roles in grants; may be called any number of times."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.grants.role_groups import set_up


class Command(BaseCommand):
    """`manage.py set_up_grant_roles [--reset]`."""

    help = "Makes the groups for desk officers, deciders, the lead, the panel and finance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="give existing groups their first rights again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for group in set_up(reset=options["reset"]):
            self.stdout.write(f"{group.name}: {group.permissions.count()}")
