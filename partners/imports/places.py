"""The cities that we know, found by any of their names; and where a list says that a city lies.

Read once per run and kept up to date by the kinds that make cities. Names are compared squeezed, so "Poznan",
"POZNAŃ" and "Posen" are one city.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from partners.city import City, CityName
from partners.imports.countries import squeeze
from partners.imports.problems import problem
from partners.imports.registry import Reading
from partners.imports.whereabouts import is_near, is_on_globe, kilometres
from partners.tasks import draw_maps
from twinning.languages import all_columns
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality

# Farther than this from the city of that name, coordinates mean another place.
SAME_PLACE_KM = 50

_ADDITION = re.compile(r"\s*\([^()]*\)\s*$")
_NAMES = (*all_columns("name"), "local_name")


@dataclass(frozen=True, slots=True)
class Place:
    """A city that we know."""

    pk: int
    country: str
    latitude: float | None
    longitude: float | None


class Places:
    """Known cities by squeezed name, and the home town."""

    def __init__(self) -> None:
        self.home = current_home()
        self.home_names = {squeeze(name) for name in _names_of(self.home)}
        self.has_new_places = False
        self.by_name: defaultdict[str, list[Place]] = defaultdict(list)
        self._load()

    def _load(self) -> None:
        """All cities in two queries; only the columns that are needed, because cities carry long texts."""
        rows = City.objects.rewrite(False).order_by("pk")
        cities = {}
        for pk, country, latitude, longitude, *names in rows.values_list(
            "pk", "country", "latitude", "longitude", *_NAMES
        ).iterator(chunk_size=2000):
            cities[pk] = Place(pk, str(country), latitude, longitude)
            for name in names:
                self._enter(name, cities[pk])
        for pk, name in CityName.objects.order_by("pk").values_list("city", "name").iterator(chunk_size=2000):
            self._enter(name, cities[pk])

    def _enter(self, name: str | None, place: Place) -> None:
        key = squeeze(name or "")
        if key and place not in self.by_name[key]:
            self.by_name[key].append(place)

    def learn(self, city: City, name: str) -> None:
        """A city that was made in this run."""
        self.has_new_places = True
        self._enter(name, Place(city.pk, str(city.country), city.latitude, city.longitude))

    def finish(self) -> None:
        """Have the maps of new cities drawn, once for all of them."""
        if self.has_new_places:
            draw_maps.enqueue()

    def named(self, name: str) -> list[Place]:
        """Known cities of that name, an addition in brackets left aside when nothing else fits."""
        return self.by_name.get(squeeze(name)) or self.by_name.get(squeeze(_ADDITION.sub("", name))) or []

    def find(self, name: str, country: str) -> Place | None:
        """The known city of that name in a country."""
        return next((place for place in self.named(name) if place.country == country), None)

    def is_home(self, name: str, country: str | None) -> bool:
        """True for the home town; a missing country counts as ours."""
        return squeeze(name) in self.home_names and (not country or country == self.home.country)

    def settle_country(self, reading: Reading, name: str, column: str) -> str:
        """The country of a city without one, from the only known city of that name; adds to the problems."""
        countries = sorted({place.country for place in self.named(name)})
        if len(countries) == 1:
            reading.values[column] = countries[0]
            reading.problems.append(problem("country_by_city", city=name, country=countries[0]))
            return countries[0]
        code = "several_countries" if countries else "no_country"
        reading.problems.append(problem(code, city=name))
        return ""


def _names_of(home: Municipality) -> Iterator[str]:
    for column in all_columns("name"):
        if getattr(home, column):
            yield getattr(home, column)


def identity_of(place: Place | None, name: str, country: str) -> str:
    """What two lines about the same city have in common."""
    return f"#{place.pk}" if place else f"{squeeze(_ADDITION.sub('', name)) or name}|{country}"


def judge_coordinates(reading: Reading, place: Place | None, name: str, country: str) -> None:
    """Leave out coordinates that can't be those of the city, and say why; what stays is noted as its spot."""
    values = reading.values
    latitude, longitude = values.get("lat"), values.get("lon")
    if latitude is None and longitude is None:
        return
    found = _doubt(latitude, longitude, place, name, country)
    if found:
        reading.problems.append(found)
        values["lat"] = values["lon"] = None
    else:
        reading.spot, reading.place = spot_of(latitude, longitude), squeeze(name)


def spot_of(latitude: float, longitude: float) -> str:
    """Coordinates as text, a metre exact."""
    return f"{latitude:.5f},{longitude:.5f}"


def _doubt(
    latitude: float | None, longitude: float | None, place: Place | None, name: str, country: str
) -> dict[str, Any] | None:
    if latitude is None or longitude is None:
        return problem("half_place")
    degrees = {"lat": f"{latitude:g}", "lon": f"{longitude:g}"}
    fits = _fits(latitude, longitude, place, country)
    if not fits and _fits(longitude, latitude, place, country):
        return problem("turned_degrees", **degrees)
    if not is_on_globe(latitude, longitude):
        return problem("off_globe", **degrees)
    if fits:
        return None
    if place and place.latitude is not None:
        km = round(kilometres(latitude, longitude, place.latitude, place.longitude))
        return problem("other_place", km=km, city=name, **degrees)
    return problem("other_country", country=country, **degrees)


def _fits(latitude: float, longitude: float, place: Place | None, country: str) -> bool:
    """True when the city may lie there: near the one that we know, else in or near its country."""
    if not is_on_globe(latitude, longitude):
        return False
    if place and place.latitude is not None and place.longitude is not None:
        return kilometres(latitude, longitude, place.latitude, place.longitude) <= SAME_PLACE_KM
    return is_near(country, latitude, longitude)
