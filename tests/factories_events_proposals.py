"""Proposals of events for tests, and what is typed into their form; every keyword may be overridden."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from events.models import Proposal
from events.proposals.draft import Draft
from twinning.public_forms import fresh_key

_numbers = count(1)
DAY = timedelta(days=1)


def make_proposal(**fields: Any) -> Proposal:
    """A confirmed proposal in German that waits for the office; `cities` and `themes` are lists."""
    number, now = next(_numbers), timezone.now()
    many = {name: fields.pop(name, ()) for name in ("cities", "themes")}
    start = fields.pop("starts_at", None) or (now + 30 * DAY).replace(
        hour=17, minute=0, second=0, microsecond=0
    )
    values = {
        "key": uuid4(),
        "name": "Mika Muster",
        "email": f"proposer{number}@example.org",
        "language": "de",
        "organiser": "Verein Muster",
        "title": f"Lesung {number}",
        "teaser": "Wir lesen gemeinsam.",
        "text": "Erster Absatz.\n\nZweiter Absatz.",
        "format": "reading",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "time_zone": "Europe/Berlin",
        "place": "Haus Muster, Musterstraße 1, Hannover",
        "state": "submitted",
        "confirmed_at": now,
        "submitted_at": now,
    }
    if fields.get("state") in {"returned", "declined"}:
        values["message"] = "Bitte prüfen Sie die Uhrzeit."
    if fields.get("state") in {"returned", "declined", "withdrawn", "published"}:
        values["decided_at"] = now
    if fields.get("state") == "draft":
        values |= {"confirmed_at": None, "submitted_at": None}
    proposal = Proposal.objects.create(**values | fields)
    for name, rows in many.items():
        getattr(proposal, name).set(rows)
    return proposal


def make_draft(**fields: Any) -> Draft:
    """What a form hands to the actions."""
    start = datetime.fromisoformat("2027-01-31T18:00+01:00")
    values = {
        "language": "fr",
        "organiser": "Chœur Muster",
        "title": "Concert d’hiver",
        "teaser": "Deux chœurs chantent.",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "time_zone": "Europe/Berlin",
        "place": "Haus Muster, Musterstraße 1, Hannover",
    }
    return Draft(**values | fields)


def typed(*cities: Any, **fields: Any) -> dict[str, Any]:
    """What somebody types into the public form, in German habits."""
    values = {
        "key": fresh_key(),
        "website": "",
        "title": "Konzert am Abend",
        "format": "concert",
        "teaser": "Zwei Chöre singen.",
        "text": "",
        "language": "de",
        "day": "31.1.2027",
        "time": "18:00",
        "end_time": "20 Uhr",
        "end_day": "",
        "zone": "home",
        "attendance": "onsite",
        "place": "Haus Muster, Musterstraße 1, Hannover",
        "cities": [city.slug for city in cities],
        "is_free": "on",
        "price_note": "",
        "link": "",
        "organiser": "Chor Muster",
        "name": "Mika Muster",
        "email": "mika@example.org",
    }
    return values | fields
