"""Whether coordinates can be those of a place, and in which time zone it lies.

Called by `partners.imports.relations`. What is known without asking anybody: the cities of the portal, and for each
country the chief places of its time zones, from `zone.tab` of the tz database (public domain, package tzdata).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
# A place and its country's nearest chief place lie at most this far apart, but for large countries with few zones.
REACH_KM = 1500
WIDE_REACH_KM = {
    "CA": 2200, "CN": 2800, "DZ": 2200, "ID": 2000, "IN": 2800, "JP": 2300, "KZ": 1800, "MZ": 2000, "NO": 2200,
    "RU": 2200,
}  # fmt: skip

_PLACE = re.compile(r"([+-]\d{4,6}?)([+-]\d{5,7})$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chief place of a time zone, in decimal degrees."""

    zone: str
    latitude: float
    longitude: float


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance on the sphere in kilometres, from decimal degrees: exact enough to tell one place from another."""
    north = radians(lat2 - lat1) / 2
    east = radians(lon2 - lon1) / 2
    half = sin(north) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def is_on_globe(latitude: float, longitude: float) -> bool:
    """True for degrees that exist."""
    return abs(latitude) <= 90 and abs(longitude) <= 180


def _degrees(text: str) -> float:
    """ISO 6709 to decimal degrees: "+5230" is 52.5, "-0731515" is -73.2542."""
    sign = -1 if text.startswith("-") else 1
    digits = text[1:]
    whole = 2 + len(digits) % 2
    degrees, rest = int(digits[:whole]), digits[whole:]
    minutes, seconds = int(rest[:2]), int(rest[2:] or 0)
    return sign * (degrees + minutes / 60 + seconds / 3600)


@lru_cache(maxsize=1)
def anchors() -> dict[str, tuple[Anchor, ...]]:
    """Chief places by country code; the country's main zone comes first."""
    found: dict[str, tuple[Anchor, ...]] = {}
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, place, zone = line.split("\t")[:3]
            latitude, longitude = _PLACE.match(place).groups()
            anchor = Anchor(zone, _degrees(latitude), _degrees(longitude))
            found[code] = (*found.get(code, ()), anchor)
    return found


def _nearest(country: str, latitude: float, longitude: float) -> tuple[Anchor, float] | None:
    """The country's nearest chief place and the way there in kilometres; None for a country without zones."""
    ways = [
        (anchor, kilometres(latitude, longitude, anchor.latitude, anchor.longitude))
        for anchor in anchors().get(country, ())
    ]
    return min(ways, key=lambda pair: pair[1], default=None)


def is_near(country: str, latitude: float, longitude: float) -> bool:
    """False when the point can't lie in the country; coarse on purpose: it must not accuse a right one."""
    found = _nearest(country, latitude, longitude)
    return found is None or found[1] <= WIDE_REACH_KM.get(country, REACH_KM)


def zone_of(country: str, latitude: float | None, longitude: float | None) -> str:
    """The most likely IANA zone of a place: that of the nearest chief place, or the country's main one."""
    found = anchors().get(country, ())
    if not found:
        return "Etc/UTC"
    if latitude is None or longitude is None:
        return found[0].zone
    return _nearest(country, latitude, longitude)[0].zone
