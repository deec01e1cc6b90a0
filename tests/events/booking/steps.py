"""What the tests of registration do again and again: register, look at the date, read the links in mails."""

import re
from typing import Any
from uuid import uuid4

from django.db.models import Sum

from events.booking import actions
from events.models import Occurrence, Registration
from twinning.mail.models import OutgoingMail


def sign_up(occurrence: Occurrence, email: str = "ana@example.org", **fields: Any) -> Registration:
    """Somebody sends the form."""
    values = {"key": uuid4(), "name": "Ana", "language": "de", "consent_version": "2026-11"}
    return actions.register(occurrence, email=email, **values | fields)


def come(occurrence: Occurrence, email: str = "ana@example.org", **fields: Any) -> Registration:
    """Somebody sends the form and confirms the address."""
    return actions.confirm(sign_up(occurrence, email, **fields))


def fresh(registration: Registration) -> Registration:
    """As it stands in the database."""
    return Registration.objects.get(pk=registration.pk)


def statuses(*registrations: Registration) -> list[str]:
    """How they stand in the database."""
    return [fresh(registration).status for registration in registrations]


def taken(occurrence: Occurrence) -> int:
    """The counter, after it was compared with what it counts."""
    row = Occurrence.objects.get(pk=occurrence.pk)
    held = Registration.objects.filter(occurrence=occurrence).holding().aggregate(sum=Sum("places"))["sum"]
    assert row.taken == (held or 0)
    assert row.capacity is None or row.taken <= row.capacity
    return row.taken


def mails_to(registration: Registration) -> list[str]:
    """Which mails were written, in order: "confirm-1", "confirmed"."""
    rows = OutgoingMail.objects.filter(recipient=registration.email, key__startswith="registration-")
    return [key.split("-", 2)[2] for key in rows.order_by("pk").values_list("key", flat=True)]


def link_in(email: str) -> str:
    """Path of the personal link in this address's latest mail."""
    text = OutgoingMail.objects.filter(recipient=email).order_by("-pk").values_list("text", flat=True).first()
    return re.findall(r"https?://[^/\s]+(/\S+/registration\S*|/\S+/anmeldung\S*)", text)[0]
