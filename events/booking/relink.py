"""New personal links for people who lost theirs. Called by the view that takes an address."""

from django.utils import timezone

from events.booking.actions import Busy, send_link
from events.booking.registration import Registration

# One person's registrations ahead of us; nobody honest has more.
MOST = 20


def send_links(email: str) -> None:
    """Mail this address the link to each of its coming registrations, at most once an hour.

    Does nothing for an unknown address, and tells nobody whether it was known. Each is an act of its own, because
    each locks its own date.
    """
    rows = Registration.objects.living().filter(email__iexact=email, anonymised_at=None, is_sample=False)
    for registration in rows.filter(occurrence__ends_at__gt=timezone.now()).order_by("occurrence")[:MOST]:
        try:
            send_link(registration)
        except Busy:
            continue
