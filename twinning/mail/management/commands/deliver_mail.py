"""For a timer, every ten minutes, say: delivers what a killed worker left behind, forgets old mails."""

from typing import Any

from django.core.management.base import BaseCommand

from twinning.mail.actions import deliver_due, forget_sent


class Command(BaseCommand):
    """`manage.py deliver_mail`"""

    help = "Deliver mails that are due but have no worker, delete mails sent more than 90 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{deliver_due()} mails tried, {forget_sent()} old mails deleted.")
