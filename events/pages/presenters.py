"""An event's page in the reader's words: the shapes that templates/events/pages/event.html and its parts name.

Called by the view with what `events.pages.eventpage` has read; nothing here queries.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.booking.standing import Booking, booking_state
from events.clocks import clock_time, clocks, weekday_date
from events.event import Event
from events.occurrence import Occurrence
from events.pages.details import access_rows, language_rows
from events.pages.eventpage import Shown
from events.pages.rows import BOOKING_TAGS, STATUS_TAGS, day_block, event_row
from events.pages.structured import event_data
from events.walltime import local
from partners.organisations.presenters import initials
from partners.presenters import photo
from projects.filters import query
from twinning.cldr import country_name
from twinning.languages import direction, served
from twinning.municipality.home import home_of
from twinning.municipality.models import Municipality
from twinning.querysets import unfolded

Status = Occurrence.Status


def address(name: str, **names: Any) -> str:
    """A page of another part of this app; empty where that part is not there."""
    try:
        return reverse(f"events:{name}", kwargs=names)
    except NoReverseMatch:
        return ""


def _filtered(key: str, value: str) -> str:
    return reverse("events:event-list") + query([(key, value)])


def tags(event: Event, date: Occurrence | None, booking: Booking | None) -> list[dict[str, Any]]:
    """Cities (links to their pages), what happened to the date, places, price, sample."""
    found: list[dict[str, Any]] = [
        {
            "text": served(town, "city__name"),
            "place": f"place-{town.city__slug}",
            "url": reverse("partners:city-detail", kwargs={"slug": town.city__slug}) if town.has_page else "",
        }
        for town in unfolded(event.shown_cities)
    ]
    if date and date.status in STATUS_TAGS:
        found.append({"text": date.get_status_display(), "kind": STATUS_TAGS[date.status]})
    if booking and booking.state in BOOKING_TAGS:
        found.append({"text": booking.label, "kind": BOOKING_TAGS[booking.state]})
    if event.is_free:
        found.append({"text": _("free admission"), "kind": "plain"})
    return [*found, {"text": _("Sample"), "kind": "plain"}] if event.is_sample else found


def facts(event: Event) -> list[dict[str, Any]]:
    """Kind, audience, ages, price, themes; whatever is not known is left out."""
    themes = [
        {
            "label": served(row, "theme__name") or served(row, "theme__aim__title"),
            "url": _filtered("theme", row.theme__key),
        }
        for row in unfolded(event.shown_themes)
    ]
    audience, price = served(event, "audience"), served(event, "price_note")
    rows = [
        {"label": _("Format"), "value": capfirst(event.get_format_display())},
        {"label": _("For whom"), "value": audience, "note": _ages(event)}
        if audience
        else {"label": _("Age"), "value": _ages(event)}
        if _ages(event)
        else None,
        {"label": _("Admission"), "value": price or capfirst(_("free admission"))}
        if event.is_free or price
        else None,
        {"label": _("Aims and fields"), "links": themes} if themes else None,
    ]
    return [row for row in rows if row]


def _ages(event: Event) -> str:
    first, last = event.age_from, event.age_to
    if first is not None and last is not None:
        return _("%(first)d to %(last)d years") % {"first": first, "last": last}
    if first is not None:
        return _("from %(age)d years") % {"age": first}
    return _("up to %(age)d years") % {"age": last} if last is not None else ""


def change(date: Occurrence, booking: Booking) -> dict[str, Any] | None:
    """What happened to the date, the reason, and what people who registered have to know."""
    if date.status == Status.SCHEDULED:
        return None
    shown = weekday_date(local(date.starts_at, date.time_zone))
    registered = date.registration == Occurrence.Registration.INTERNAL
    titles = {
        Status.CANCELLED: _("This date is cancelled"),
        Status.POSTPONED: _("This date is postponed"),
        Status.RESCHEDULED: _("New day: %(day)s") % {"day": shown},
        Status.MOVED_ONLINE: _("This date takes place online"),
    }
    hints = {
        Status.CANCELLED: _("Everybody who was registered has got a mail."),
        Status.POSTPONED: _("Everybody who was registered has got a mail."),
        Status.RESCHEDULED: _(
            "Are you registered? Your place stays yours. If the new day doesn’t suit you, cancel."
        ),
        Status.MOVED_ONLINE: _("Are you registered? You get the link by mail."),
    }
    return {
        "title": titles[date.status],
        "reason": served(date, "status_note"),
        "hint": hints[date.status] if registered and booking.state != "over" else "",
    }


def place(date: Occurrence) -> dict[str, Any]:
    """Where it is: venue, address, way there, a link that opens the reader's own map program."""
    venue, online = date.venue, date.attendance != Occurrence.Attendance.ONSITE
    if date.attendance == Occurrence.Attendance.ONLINE:
        venue = None
    found: dict[str, Any] = {"online": online, "venue": venue, "room": served(date, "room")}
    found["online_url"] = date.online_url if online and date.is_online_url_public and not date.is_off else ""
    if venue is None:
        return found
    town = " ".join(part for part in (venue.postcode, venue.town) if part)
    lines = [line for line in (venue.street, town) if line]
    if venue.city_id:
        lines.append(country_name(venue.country.code))
    geo = ""
    if venue.latitude is not None:
        geo = f"geo:{venue.latitude:.6f},{venue.longitude:.6f}"
    return found | {"lines": lines, "transport": served(venue, "transport"), "geo": geo}


def organisers(event: Event, home: Municipality) -> list[dict[str, Any]]:
    """Who invites, as person.html shows it: organisations, somebody else, or the office."""
    people = [
        {
            "name": row.organisation__name,
            "initials": initials(row.organisation__name),
            "role": _("Sample") if row.organisation__is_sample else "",
            "url": reverse("organisations:organisation-detail", kwargs={"slug": row.organisation__slug}),
            "url_label": _("Profile"),
            "language": row.organisation__name_language,
            "direction": direction(row.organisation__name_language),
        }
        for row in unfolded(event.shown_organisations)
    ]
    if event.organiser:
        people.append({"name": event.organiser, "initials": initials(event.organiser)})
    if not people:
        office = served(home, "office_name").text
        people.append({"name": office, "initials": initials(office)})
    return people


def ties(event: Event) -> list[dict[str, Any]]:
    """Project and series that the event belongs to."""
    found = [
        {
            "label": _("Project: %(title)s"),
            "title": served(row, "title"),
            "url": reverse("projects:project-detail", kwargs={"slug": row.slug}),
        }
        for row in unfolded(event.shown_project)
    ]
    found += [
        {
            "label": _("Series: %(title)s"),
            "title": served(row, "title"),
            "url": reverse("events:series-detail", kwargs={"slug": row.slug}),
        }
        for row in unfolded(event.shown_series)
    ]
    return [
        {"text": tie["label"] % {"title": tie["title"]}, "language": tie["title"].language, "url": tie["url"]}
        for tie in found
    ]


def calendar(event: Event, date: Occurrence) -> list[dict[str, str]]:
    """Links into people's own calendars."""
    one = address("occurrence-ics", slug=event.slug, pk=date.pk)
    links = [{"label": _("Save this date (ICS)"), "url": one}]
    links.append({"label": _("All dates of this event (ICS)"), "url": address("event-ics", slug=event.slug)})
    whole = address("calendar-ics")
    for town in unfolded(event.shown_cities):
        name = served(town, "city__name")
        url = whole + query([("city", town.city__slug)]) if whole else ""
        links.append({"label": _("Subscribe to all dates with %(city)s") % {"city": name}, "url": url})
    return [link for link in links if link["url"]]


def pictures(event: Event, *, is_report: bool) -> list[dict[str, Any]]:
    """Pictures as cover.html shows them, each caption with its language."""
    rows = [row for row in unfolded(event.shown_photos) if row.is_report == is_report]
    return [photo([vars(row)]) | {"caption": served(row, "caption")} for row in rows]


def registration(event: Event, date: Occurrence, booking: Booking) -> dict[str, Any] | None:
    """The box for signing up; None where nobody has to."""
    if booking.state in {"none", "off"}:
        return None
    closes = local(booking.closes, date.time_zone)
    values = {"day": weekday_date(closes), "time": clock_time(closes)}
    url = address("registration-create", slug=event.slug, pk=date.pk) if booking.can_register else ""
    return {
        "booking": booking,
        "is_waiting": booking.state == "full_waiting",
        "url": booking.external_url if booking.state == "external" else url,
        "is_external": booking.state == "external",
        "closes": _("Registration until %(day)s, %(time)s") % values if booking.can_register else "",
        "waiting": booking.waiting if booking.state == "full_waiting" else 0,
        "reminder": address("registration-link"),
    }


def _date_context(event: Event, date: Occurrence, shown: Shown, home: Municipality) -> dict[str, Any]:
    """What the page says about the date in front."""
    booking = booking_state(date, shown.now, waiting=date.waiting or 0)
    venue = date.venue if date.attendance != Occurrence.Attendance.ONLINE else None
    previous = date.previous_start and date.status == Status.RESCHEDULED
    return {
        "date": date,
        "is_over": date.ends_at <= shown.now,
        "tags": tags(event, date, booking),
        "clocks": clocks(date, home),
        "previous": clocks(date, home, previous=True) if previous else [],
        "change": change(date, booking),
        "place": place(date),
        "access": access_rows(unfolded(date.shown_access)) if venue else [],
        "languages": language_rows(unfolded(date.shown_languages)),
        "calendar": calendar(event, date),
        "registration": registration(event, date, booking),
        "replaced_url": next(
            (
                address("occurrence-detail", slug=row["event__slug"], pk=row["pk"])
                for row in shown.near
                if row["pk"] == date.replaced_by_id
            ),
            "",
        ),
    }


def context(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """Everything that templates/events/pages/event.html names."""
    event, date, home = shown.event, shown.date, home_of(request)
    first, *others = pictures(event, is_report=False) or [None]
    towns = unfolded(event.shown_cities)
    rows = [event_row(row, home, shown.now) for row in shown.dates]
    found = {
        "event": event,
        "tags": tags(event, None, None),
        "place_class": f"place-{towns[0].city__slug}" if towns else "",
        "photo": first,
        "gallery": [*others, *pictures(event, is_report=True)],
        "text": served(event, "text"),
        "bring": served(event, "bring"),
        "report": served(event, "report"),
        "facts": facts(event),
        "organisers": organisers(event, home),
        "ties": ties(event),
        "ahead": [row for row in rows if row["ends"] > shown.now],
        "past": [row for row in rows if row["ends"] <= shown.now],
        "near": [event_row(row, home, shown.now) for row in shown.near],
    }
    if date is None:
        return found
    found |= _date_context(event, date, shown, home)
    found["day"] = day_block(found["clocks"][0].start)
    found["structured"] = event_data(request, shown, found["organisers"])
    return found
