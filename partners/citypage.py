"""What stands on a city's page, put together from rows that the view has fetched."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.city import City
from partners.mapdrawing import MapDrawing
from partners.maps import spot_map
from partners.partnership import Partnership
from partners.presenters import clock, photo, sheet
from partners.words import event_date, kilometres, people
from twinning.cldr import country_name, language_label, language_list
from twinning.languages import current, direction, own_name, served
from twinning.municipality.models import Municipality
from twinning.querysets import unfolded


def main_tie(city: City) -> Partnership | None:
    """The twinning before any other tie of the same city, an active one before a former one."""

    def rank(tie: Partnership) -> tuple[bool, bool]:
        return tie.kind != Partnership.Kind.TWIN_TOWN, tie.status != Partnership.Status.ACTIVE

    return min(city.partnerships.all(), key=rank, default=None)


def _events(tie: Partnership | None) -> list[SimpleNamespace]:
    """The events of a tie, oldest first, from the annotation of `CityQuerySet.for_page`."""
    events = unfolded(tie.shown_events) if tie else []
    for event in events:
        event.date = date.fromisoformat(event.date) if event.date else None
    return events


def _start(tie: Partnership | None) -> SimpleNamespace | None:
    return next((event for event in _events(tie) if event.counts_as_start), None)


def kicker(city: City, tie: Partnership | None) -> str:
    """Kind of tie, country and year in a line: "Twin town · Japan · since 1983"; a tie that rests says so."""
    kind = tie.get_kind_display() if tie else ""
    since = _("since %(year)s") % {"year": tie.since_year} if tie and tie.since_year else ""
    status = tie.get_status_display() if tie and tie.status != Partnership.Status.ACTIVE else ""
    line = " · ".join(part for part in (kind, country_name(city.country.code), since, status) if part)
    return line[:1].upper() + line[1:]


def facts(city: City, home: Municipality, tie: Partnership | None) -> list[dict[str, Any]]:
    """Terms over values; whatever is not known is left out."""
    population = next(iter(unfolded(city.shown_population)), None)
    start = _start(tie)
    languages = language_list(city.languages)
    rows = [
        {"label": _("As the crow flies"), "value": _("%(km)s km") % {"km": kilometres(city.distance_km)}}
        if city.distance_km
        else None,
        {"label": _("Local time"), "clock": clock(city, home)},
        {
            "label": _("Inhabitants"),
            "value": people(population.value),
            "note": _("as of %(day)s")
            % {"day": date_format(date.fromisoformat(population.as_of), "DATE_FORMAT")},
        }
        if population
        else None,
        {"label": _("Since"), "value": event_date(start) if start else str(tie.since_year or "")}
        if tie
        else None,
        {"label": _("Languages"), "value": languages} if languages else None,
    ]
    return [row for row in rows if row]


def milestones(tie: Partnership | None) -> list[dict[str, Any]]:
    """What the public is told of the partnership's history, oldest first."""
    shown = [
        event
        for event in _events(tie)
        if event.is_public and event.confidence != "low" and served(event, "text")
    ]
    return [{"when": event_date(event), "text": served(event, "text")} for event in shown]


def greetings(city: City) -> list[dict[str, Any]]:
    """How people say hello there."""
    return [
        {
            "text": row.text,
            "language": row.language,
            "direction": direction(row.language),
            "transliteration": row.transliteration,
            "meaning": served(row, "meaning") if row.language != current() else None,
            "language_label": language_label(row.language),
        }
        for row in unfolded(city.shown_greetings)
    ]


def office(home: Municipality) -> dict[str, Any]:
    """The office of the home town as the person to ask."""
    name = served(home, "office_name").text
    # The Arabic article says nothing about a name: "المكتب الثقافي" has م and ث.
    words = [word.removeprefix("ال") for word in name.split()]
    initials = "".join(word[0] for word in words if word[0].isupper() or not word.isascii())[:2]
    return {
        "name": name,
        "initials": initials,
        "role": served(home, "office_unit").text,
        "email": home.email,
        "phone": home.phone if "[" not in home.phone else "",
        "url": reverse("feedback:contact-create"),
        "url_label": _("Write to us"),
    }


def sheet_caption(city: City, home: Municipality, drawn: MapDrawing) -> str:
    """What the map sheet shows, in words."""
    return _("Map sheet: %(km)s km around %(city)s. The red line comes from the direction of %(home)s.") % {
        "km": 2 * drawn.details["half_width_km"],
        "city": served(city, "name").text,
        "home": served(home, "name").text,
    }


def context(
    city: City, home: Municipality, drawing: MapDrawing | None, drawn: MapDrawing | None
) -> dict[str, Any]:
    """Everything that templates/partners/city.html names; `drawing` is the home map, `drawn` the map sheet."""
    tie = main_tie(city)
    picture = photo(city.shown_photos)
    return {
        "city": city,
        "kicker": kicker(city, tie),
        "photo": picture,
        "photo_credit": picture,
        "sheet": sheet(drawn),
        "sheet_caption": sheet_caption(city, home, drawn) if drawn else "",
        "facts": facts(city, home, tie),
        "milestones": milestones(tie),
        "map": spot_map(drawing, home, city),
        "greetings": greetings(city),
        "travel_hint": served(city, "travel_hint"),
        "people": [office(home)],
        "second_languages": [
            {"code": code, "name": own_name(code)}
            for code in settings.PUBLISHED_LANGUAGES
            if code != current()
        ],
    }
