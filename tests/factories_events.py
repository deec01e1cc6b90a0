"""Rows of the events app for tests, one function per model; every keyword may be overridden."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from events.models import Event, Occurrence, Question, Registration, Series, Venue
from events.querysets import HOLDING

_numbers = count(1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_venue(name: str | None = None, **fields: Any) -> Venue:
    """A place in the home town."""
    number = next(_numbers)
    values = {
        "name_de": name or f"Saal {number}",
        "name_en": name or f"Hall {number}",
        "street": "Musterstraße 12",
        "postcode": "30159",
        "town": "Hannover",
    }
    return Venue.objects.create(**values | fields)


def make_series(slug: str | None = None, **fields: Any) -> Series:
    """A published series."""
    number = next(_numbers)
    values = {
        "slug": slug or f"series-{number}",
        "title_de": f"Reihe {number}",
        "title_en": f"Series {number}",
        "state": "published",
    }
    return Series.objects.create(**values | fields)


def make_event(slug: str | None = None, **fields: Any) -> Event:
    """A published event without dates; `cities`, `themes` and `organisations` are lists."""
    number = next(_numbers)
    many = {name: fields.pop(name, ()) for name in ("cities", "themes", "organisations")}
    values = {
        "slug": slug or f"event-{number}",
        "title_de": f"Veranstaltung {number}",
        "title_en": f"Event {number}",
        "teaser_de": "Ein Satz.",
        "teaser_en": "One sentence.",
        "text_de": "<p>Was geschieht.</p>",
        "state": "published",
    }
    event = Event.objects.create(**values | fields)
    for name, rows in many.items():
        getattr(event, name).set(rows)
    return event


def make_occurrence(event: Event | None = None, **fields: Any) -> Occurrence:
    """A date in ten days, two hours long, in a hall, without registration.

    `capacity`, `waiting_limit`, `queue` or `offers` among the keywords open registration in the portal.
    """
    start = fields.pop("starts_at", None) or timezone.now() + 10 * DAY
    values = {"starts_at": start, "ends_at": start + 2 * HOUR}
    if fields.keys() & {"capacity", "waiting_limit", "queue", "offers"}:
        values["registration"] = "internal"
    if fields.get("attendance") != "online" and "venue" not in fields:
        values["venue"] = make_venue()
    return Occurrence.objects.create(event=event or make_event(), **values | fields)


def make_registration(occurrence: Occurrence | None = None, **fields: Any) -> Registration:
    """A confirmed registration for one place; those that hold places are counted in the date's `taken`."""
    number, now = next(_numbers), timezone.now()
    status = fields.get("status", "confirmed")
    values = {
        "key": uuid4(),
        "name": f"Gast {number}",
        "email": f"guest{number}@example.org",
        "language": "de",
        "status": status,
        "consent_version": "2026-11",
        "consent_at": now,
    }
    if status in {"pending", "offered"}:
        values["hold_until"] = now + 2 * DAY
    if status == "waiting":
        values["position"] = number
    if status != "pending":
        values["confirmed_at"] = now
    if occurrence is None:
        occurrence = make_occurrence(registration="internal")
    registration = Registration.objects.create(occurrence=occurrence, **values | fields)
    if status in HOLDING:
        Occurrence.objects.filter(pk=occurrence.pk).update(taken=F("taken") + registration.places)
        occurrence.refresh_from_db(fields=["taken"])
    return registration


def make_question(event: Event, label: str = "Was bringen Sie mit?", **fields: Any) -> Question:
    """A question that may stay open; `options_de` makes it one with answers to choose from."""
    values = {"label_de": label, "kind": "choice" if "options_de" in fields else "text"}
    return Question.objects.create(event=event, **values | fields)
