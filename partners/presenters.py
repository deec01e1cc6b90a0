"""Cities as the components of the pages want them: plates, cards, rows, clocks.

The shapes are named at the top of each template in templates/components/. Views and template tags call these;
nothing here queries, so callers fetch what they need once.
"""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from partners.city import City
from partners.distance import compass_point, side
from partners.mapdrawing import MapDrawing
from partners.partnership import Partnership
from partners.words import clock_difference, compass, kilometres
from twinning.cldr import country_name
from twinning.images import focal_classes
from twinning.languages import served
from twinning.municipality.models import Municipality
from twinning.querysets import unfolded
from twinning.renditions import sources
from twinning.zones import difference


def clock(city: City, home: Municipality) -> dict[str, str]:
    """The difference in words and what the script needs."""
    now = timezone.now()
    offset = now.astimezone(ZoneInfo(city.time_zone)).strftime("%z")
    return {
        "zone": city.time_zone,
        "utc_offset": f"{offset[:3]}:{offset[3:]}",
        "words": clock_difference(home.time_zone, city.time_zone, now),
    }


def plate(city: City, home: Municipality) -> dict[str, Any]:
    """One plate of the signpost."""
    return {
        "name": served(city, "name"),
        "url": city.get_absolute_url(),
        "country": country_name(city.country.code),
        "km": kilometres(city.distance_km),
        "is_east": side(city.bearing or 0) == "e",
        "place_class": city.place_class,
        "clock": clock(city, home),
    }


def sheet(drawing: MapDrawing | None) -> dict[str, Any] | None:
    """A stored map sheet as map_sheet.html draws it."""
    if drawing is None:
        return None
    details = drawing.details
    return {
        "land": drawing.land,
        "borders": drawing.borders,
        "rings": details["rings"],
        "way": details["way"],
    }


def card(tie: Partnership, drawing: MapDrawing | None) -> dict[str, Any]:
    """The city of a tie as a card with its photo or map sheet."""
    city = tie.city
    return {
        "url": city.get_absolute_url(),
        "name": served(city, "name"),
        "place_class": city.place_class,
        "country": country_name(city.country.code),
        "since": str(tie.since_year or ""),
        "lede": served(city, "lede"),
        "photo": photo(tie.shown_photos),
        "sheet": sheet(drawing),
    }


def photo(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The opening photo out of an annotation `shown_photos`, as cover.html shows it; None when there is none."""
    picture = next(iter(unfolded(rows)), None)
    if picture is None:
        return None
    return {
        **sources(picture.image),
        "width": picture.width,
        "height": picture.height,
        "alt": "" if picture.is_decorative else served(picture, "alt").text,
        "focal_classes": focal_classes(picture.focal_x, picture.focal_y),
        "caption": served(picture, "caption").text,
        "credit": picture.credit,
        "licence": picture.licence,
    }


def row(city: City, home: Municipality, since: int | None) -> dict[str, Any]:
    """A city as a row of the table."""
    return {
        "name": served(city, "name"),
        "url": city.get_absolute_url(),
        "since": str(since or ""),
        "km": kilometres(city.distance_km),
        "compass": compass(compass_point(city.bearing or 0)),
        "clock": clock(city, home),
        "sort": {
            "city": served(city, "name").text,
            "since": since or 0,
            "km": city.distance_km or 0,
            "compass": city.bearing or 0,
            "time": difference(home.time_zone, city.time_zone, timezone.now()),
        },
    }


def relation_name(city: City) -> tuple[str, str]:
    """A place's name and the language it is in, "" when it is the reader's own."""
    text = served(city, "name")
    if text:
        return text.text, text.language if text.is_fallback else ""
    return city.local_name or city.slug, city.local_name_language


def fan(district_name: Any, partnerships: Iterable[Partnership]) -> dict[str, Any]:
    """The ties of one district of the home town."""
    ties = []
    for tie in partnerships:
        name, language = relation_name(tie.city)
        ties.append(
            {
                "name": name,
                "language": language,
                "country": country_name(tie.city.country.code),
                "since": str(tie.since_year or ""),
                "is_dormant": tie.status == Partnership.Status.DORMANT,
            }
        )
    return {"name": district_name, "ties": ties}


def other_tie(tie: Partnership) -> dict[str, Any]:
    """A solidarity partnership, friendship or network as a panel."""
    name, language = relation_name(tie.city)
    since = _("since %(year)s") % {"year": tie.since_year} if tie.since_year else ""
    return {
        "kind": tie.get_kind_display(),
        "name": name,
        "language": language,
        "text": served(tie, "in_charge"),
        "meta": " · ".join(part for part in (country_name(tie.city.country.code), since) if part),
        "url": tie.city.official_site,
        "place_class": tie.city.place_class,
    }
