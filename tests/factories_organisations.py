"""Rows of the organisations app for tests; every keyword may be overridden."""

import uuid
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from partners.organisations.models import Consent, Contact, EntryChange, Membership, Organisation
from tests.factories import make_user
from twinning.accounts.models import User

_numbers = count(1)


def make_organisation(slug: str | None = None, **fields: Any) -> Organisation:
    """A published association in the home town that can be written to."""
    number = next(_numbers)
    themes, partner_cities = fields.pop("themes", []), fields.pop("partner_cities", [])
    values = {
        "slug": slug or f"organisation-{number}",
        "name": f"Verein {number}",
        "summary_de": "Ein Satz über uns.",
        "languages": ["de", "en"],
        "email": f"verein{number}@example.org",
        "state": "published",
    }
    organisation = Organisation.objects.create(**values | fields)
    organisation.themes.set(themes)
    organisation.partner_cities.set(partner_cities)
    return organisation


def make_logo(width: int = 120, height: int = 120) -> ContentFile:
    """A plain picture of that size."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, format="PNG")
    return ContentFile(buffer.getvalue(), name="logo.png")


def make_contact(
    organisation: Organisation | None = None,
    *,
    consent: bool = True,
    scope: list[str] | None = None,
    **fields: Any,
) -> Contact:
    """Somebody who speaks for `organisation` (made unless there is one, or a city), with a consent in force."""
    number = next(_numbers)
    if organisation is None and "city" not in fields:
        organisation = make_organisation()
    values = {
        "organisation": organisation,
        "name": f"Mika Muster {number}",
        "role_de": "Leitung Austausch",
        "helps_with_de": "Gastfamilien finden",
        "languages": ["de", "en"],
        "email": f"mika{number}@example.org",
    }
    contact = Contact.objects.create(**values | fields)
    if consent:
        make_consent(contact, scope=scope or ["name", "messages"])
    return contact


def make_consent(contact: Contact, **fields: Any) -> Consent:
    """A consent in force, on paper."""
    values = {"scope": ["name", "messages"], "evidence": "signed form of 3 May 2026, file 12"}
    return Consent.objects.create(contact=contact, **values | fields)


def make_membership(
    organisation: Organisation | None = None, user: User | None = None, **fields: Any
) -> Membership:
    """Somebody confirmed who maintains the entry of `organisation`."""
    values = {"key": uuid.uuid4(), "role": "Vorstand", "text": "Rufen Sie an.", "state": "active"}
    values |= fields
    if values["state"] != "pending":
        values.setdefault("decided_at", timezone.now())
    if values["state"] == "declined":
        values.setdefault("reason", "Wir konnten es nicht prüfen.")
    return Membership.objects.create(
        organisation=organisation or make_organisation(), user=user or make_user(), **values
    )


def make_change(
    organisation: Organisation | None = None, user: User | None = None, **fields: Any
) -> EntryChange:
    """A change that waits for staff: another sentence in German."""
    organisation = organisation or make_organisation()
    values = {
        "key": uuid.uuid4(),
        "language": "de",
        "before": {"summary_de": organisation.summary_de},
        "after": {"summary_de": "Ein besserer Satz."},
    }
    return EntryChange.objects.create(
        organisation=organisation, submitted_by=user or make_user(), **values | fields
    )
