"""Addresses of calendars in a language, and what stands in a calendar file, for the tests of this folder."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar

from events.calendars.identity import uid
from events.models import Occurrence


def address(name: str, language: str = "de", query: str = "", **kwargs: Any) -> str:
    """The path of a view of the events in a language."""
    with override(language):
        return reverse(f"events:{name}", kwargs=kwargs) + query


def read(client: Client, query: str = "", language: str = "de") -> dict[str, Any]:
    """The events of a calendar by UID."""
    response = client.get(address("calendar-ics", language, query))
    assert response.status_code == 200
    return {str(event["UID"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def shown(client: Client, query: str = "") -> set[str]:
    """UIDs in a calendar."""
    return set(read(client, query))


def uids(*dates: Occurrence) -> set[str]:
    """UIDs of dates."""
    return {uid(occurrence) for occurrence in dates}
