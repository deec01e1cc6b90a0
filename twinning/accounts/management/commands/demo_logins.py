"""Tells who can sign in to a demo; called by people after `make run`."""

from typing import Any

from django.core.management.base import BaseCommand

from twinning.accounts.demo import OPEN_SESAME, everybody
from twinning.accounts.models import User


class Command(BaseCommand):
    """`manage.py demo_logins`"""

    help = "Print addresses and password of the demo users that exist."

    def handle(self, *args: Any, **options: Any) -> None:
        people = {person.email: person for person in everybody()}
        known = set(User.objects.filter(email__in=people).values_list("email", flat=True))
        for person in people.values():
            if person.email in known:
                self.stdout.write(f"{person.email:<28} {OPEN_SESAME:<16} {person.role}")
        if not known:
            self.stdout.write("There are no demo users. `manage.py seed --samples` creates them.")
