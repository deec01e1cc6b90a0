"""By what our dates are known in other people's calendars; never changes once somebody has subscribed.

Called by the calendar files and feeds, and by the import of partner calendars, which must not take our own dates back
in when a partner passes them on.
"""

from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings


class Known(Protocol):
    """A row with an identity of its own."""

    uuid: UUID


def domain() -> str:
    """The host behind the @ of every UID: the portal's own, not the name by which a visitor happened to call it."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def uid(occurrence: Known) -> str:
    """The UID of a date in calendars."""
    return f"{occurrence.uuid}@{domain()}"


def is_ours(text: str) -> bool:
    """True for a UID that came from this portal, however its letters are written."""
    return text.strip().lower().endswith(f"@{domain()}".lower())


def urn(row: Known) -> str:
    """The identity of an event in news feeds."""
    return f"urn:uuid:{row.uuid}"
