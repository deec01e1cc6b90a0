"""An event for search engines: schema.org's Event as JSON-LD, with status, way of taking part and true offsets.

Called by the page of an event and printed by the tag `json_ld`. Times carry the offset of the date's own zone, a moved
date names the former ones, and places left are told only where people see them, too.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags

from events.booking.standing import booking_state
from events.event import Event
from events.occurrence import Occurrence, OccurrenceLanguage
from events.pages.eventpage import Shown
from events.walltime import local
from twinning.languages import served
from twinning.querysets import unfolded

SCHEMA = "https://schema.org"
STATUS = {
    Occurrence.Status.SCHEDULED: "EventScheduled",
    Occurrence.Status.CANCELLED: "EventCancelled",
    Occurrence.Status.POSTPONED: "EventPostponed",
    Occurrence.Status.RESCHEDULED: "EventRescheduled",
    Occurrence.Status.MOVED_ONLINE: "EventMovedOnline",
}
ATTENDANCE = {
    Occurrence.Attendance.ONSITE: "OfflineEventAttendanceMode",
    Occurrence.Attendance.ONLINE: "OnlineEventAttendanceMode",
    Occurrence.Attendance.HYBRID: "MixedEventAttendanceMode",
}
TYPES = {
    Event.Format.CONCERT: "MusicEvent",
    Event.Format.STAGE: "TheaterEvent",
    Event.Format.FILM: "ScreeningEvent",
    Event.Format.EXHIBITION: "ExhibitionEvent",
    Event.Format.READING: "LiteraryEvent",
    Event.Format.WORKSHOP: "EducationEvent",
    Event.Format.FESTIVITY: "SocialEvent",
    Event.Format.SPORT: "SportsEvent",
}
SERIES = {"festival": "Festival"}


def moment(when: datetime, date: Occurrence, *, is_end: bool = False) -> str:
    """A time with the offset of the date's zone; of all-day dates the day alone, the end being the last one."""
    here = local(when, date.time_zone)
    if not date.all_day:
        return here.isoformat(timespec="seconds")
    day = here.date()
    return (day.fromordinal(day.toordinal() - 1) if is_end else day).isoformat()


def _times(date: Occurrence) -> dict[str, str]:
    found = {"startDate": moment(date.starts_at, date)}
    if date.shows_end:
        found["endDate"] = moment(date.ends_at, date, is_end=True)
    if date.status == Occurrence.Status.RESCHEDULED and date.previous_start:
        found["previousStartDate"] = moment(date.previous_start, date)
    return found


def _places(date: Occurrence, url: str) -> list[dict[str, Any]]:
    """Where: a postal place, a virtual one, or both. The link for taking part is told only when it is public."""
    found: list[dict[str, Any]] = []
    venue = date.venue
    if venue and date.attendance != Occurrence.Attendance.ONLINE:
        post = {
            "@type": "PostalAddress",
            "streetAddress": venue.street,
            "postalCode": venue.postcode,
            "addressLocality": venue.town,
            "addressCountry": venue.country.code,
        }
        place: dict[str, Any] = {
            "@type": "Place",
            "name": str(served(venue, "name")),
            "address": {key: value for key, value in post.items() if value},
        }
        if venue.latitude is not None:
            place["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": venue.latitude,
                "longitude": venue.longitude,
            }
        found.append(place)
    if date.attendance != Occurrence.Attendance.ONSITE:
        link = date.online_url if date.is_online_url_public and date.online_url else url
        found.append({"@type": "VirtualLocation", "url": link})
    return found


def _booking(shown: Shown, date: Occurrence, url: str) -> dict[str, Any]:
    """Price and places: an offer that can be had for nothing, and how many are left where everybody may see it."""
    booking = booking_state(date, shown.now, waiting=date.waiting or 0)
    found: dict[str, Any] = {"isAccessibleForFree": shown.event.is_free}
    if shown.event.is_free and not date.is_off:
        found["offers"] = {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "url": booking.external_url or url,
            "availability": f"{SCHEMA}/{'SoldOut' if booking.is_full else 'InStock'}",
        }
    if booking.shows_bar and not date.is_off:
        found |= {
            "maximumAttendeeCapacity": booking.capacity,
            "remainingAttendeeCapacity": max(booking.left or 0, 0),
        }
    return found


def _belongs(request: HttpRequest, event: Event) -> dict[str, Any]:
    """The series that it is part of."""
    for row in unfolded(event.shown_series):
        url = reverse("events:series-detail", kwargs={"slug": row.slug})
        return {
            "superEvent": {
                "@type": SERIES.get(row.kind, "EventSeries"),
                "name": str(served(row, "title")),
                "url": request.build_absolute_uri(url),
            }
        }
    return {}


def _organisers(request: HttpRequest, organisers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"@type": "Organization", "name": one["name"]}
        | ({"url": request.build_absolute_uri(one["url"])} if one.get("url") else {})
        for one in organisers
    ]


def event_data(request: HttpRequest, shown: Shown, organisers: list[dict[str, Any]]) -> dict[str, Any]:
    """The date in front as schema.org knows it."""
    event, date = shown.event, shown.date
    url = request.build_absolute_uri(date.get_absolute_url())
    spoken = OccurrenceLanguage.Role.SPOKEN
    languages = [row.language for row in unfolded(date.shown_languages) if row.role == spoken]
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": TYPES.get(event.format, "Event"),
        "@id": url,
        "url": url,
        "name": str(served(event, "title")),
        "description": strip_tags(str(served(event, "teaser"))),
        **_times(date),
        "eventStatus": f"{SCHEMA}/{STATUS[date.status]}",
        "eventAttendanceMode": f"{SCHEMA}/{ATTENDANCE[date.attendance]}",
        "location": _places(date, url),
        "organizer": _organisers(request, organisers),
        **_booking(shown, date, url),
        **_belongs(request, event),
    }
    if languages:
        data["inLanguage"] = languages
    return {key: value for key, value in data.items() if value not in ("", [])}
