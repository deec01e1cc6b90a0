"""The projects on the map: a line for every city, as wide as there are projects, and bows between partner cities.

Counting and geometry are plain functions; the discs and their lettering are those of the partner cities
(partners.maps). Geography never mirrors: the drawing is the same in every writing direction. The list of connections
says the same in words. Called by `projects.listing`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import Any, Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.city import City
from partners.geography.labels import Pin, place_labels, text_width
from partners.geography.projection import Point
from partners.mapdrawing import MapDrawing
from partners.maps import RADIUS, DiscMap, disc_map, drawings
from projects.filters import query
from twinning import memory
from twinning.cldr import listed
from twinning.languages import current, served
from twinning.municipality.models import Municipality
from twinning.sorting import sort_key

Kind = MapDrawing.Kind
Spot = tuple[float, float]
THINNEST, PER_PROJECT, WIDEST = 1.5, 0.55, 14.0
# How far a bow leaves the straight line, as a share of its length.
BEND = 0.22
PIECES = 12
# Lettering of the small disc is so much larger than that of the large one (map.css, .spot).
SMALL_SCALE = 26 / 14


class Taking(Protocol):
    """A project as far as the map is concerned: its address word and the keys of its cities."""

    slug: str
    cities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Connections:
    """How many projects join home with a city, two cities with each other, and several cities with home."""

    lines: Counter[int]
    bows: Counter[frozenset[int]]
    groups: Counter[frozenset[int]]


# --- counting and geometry ------------------------------------------------------------------------
def connections(projects: Iterable[Taking]) -> Connections:
    """Count what joins whom. A project of three partner cities is three lines, three bows and one group."""
    found = Connections(Counter(), Counter(), Counter())
    for project in projects:
        towns = sorted(set(project.cities))
        found.lines.update(towns)
        found.bows.update(frozenset(pair) for pair in combinations(towns, 2))
        if len(towns) > 1:
            found.groups[frozenset(towns)] += 1
    return found


def width(projects: int) -> float:
    """Width of a line in units of the map; it stops growing before it covers its neighbours."""
    return round(min(THINNEST + PER_PROJECT * projects, WIDEST), 2)


def line(end: Spot) -> str:
    """Path data of the straight way from home, which lies at 0 0."""
    return f"M0 0L{end[0]:g} {end[1]:g}"


def control(start: Spot, end: Spot) -> Spot:
    """The point towards which a bow between two places bends: away from home, clear of the straight lines."""
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1)
    middle = (x1 + x2) / 2, (y1 + y2) / 2
    if not length:
        return middle
    across = -(y2 - y1) / length, (x2 - x1) / length
    outward = 1 if middle[0] * across[0] + middle[1] * across[1] >= 0 else -1
    bent = (middle[i] + outward * BEND * length * across[i] for i in (0, 1))
    return tuple(round(value, 1) for value in bent)


def bow(start: Spot, end: Spot) -> str:
    """Path data of a bow between two places."""
    (x1, y1), (x2, y2), (x, y) = start, end, control(start, end)
    return f"M{x1:g} {y1:g}Q{x:g} {y:g} {x2:g} {y2:g}"


def bow_points(start: Spot, end: Spot) -> list[Spot]:
    """The bow as a line of short pieces, for names to keep clear of."""
    middle, points = control(start, end), []
    for step in range(PIECES + 1):
        t = step / PIECES
        share = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
        points.append(tuple(share[0] * start[i] + share[1] * middle[i] + share[2] * end[i] for i in (0, 1)))
    return points


# --- drawing --------------------------------------------------------------------------------------
def _ends(
    found: Connections, spots: Mapping[int, Spot], shown: set[int]
) -> dict[frozenset[int], tuple[Spot, Spot]]:
    """Both ends of each bow that touches a city in `shown` and has places for both."""
    pairs = {pair: sorted(pair) for pair in found.bows if pair & shown}
    return {
        pair: (spots[first], spots[second])
        for pair, (first, second) in pairs.items()
        if first in spots and second in spots
    }


def _letter(result: DiscMap, lines: list[list[Spot]], scale: float) -> None:
    """Place the names anew, clear of the bows; `scale` enlarges the lettering."""
    named = [{"name": result.home["name"], "x": 0.0, "y": 0.0}, *result.places]
    pins = [Pin(spot["x"] / scale, spot["y"] / scale, text_width(str(spot["name"]))) for spot in named]
    ticks = [Point(ring["x"], ring["y"]) for ring in result.rings if ring["label"]]
    shrunk = [[(x / scale, y / scale) for x, y in line] for line in lines]
    home, *labels = place_labels(pins, ticks=ticks, lines=shrunk, limit=RADIUS / scale)
    result.home |= {"x": round(home.x * scale, 1), "y": round(home.y * scale, 1), "anchor": home.anchor}
    for spot, label in zip(result.places, labels, strict=True):
        at = {"label_x": round(label.x * scale, 1), "label_y": round(label.y * scale, 1)}
        spot |= at | {"anchor": label.anchor}


def _disc(
    drawing: MapDrawing | None,
    home: Municipality,
    towns: list[City],
    shown: set[int],
    found: Connections,
    *,
    is_small: bool = False,
) -> DiscMap | None:
    """A disc that names the towns in `shown`; the others only lend their places to bows.

    The small one does without ring numbers and the name of home, which the large one beside it has.
    """
    result = disc_map(drawing, home, towns, unnamed_km=1e9)
    if result is None:
        return None
    by_class = {town.place_class: town for town in towns}
    name = str(result.home["name"])
    spots: dict[int, Spot] = {}
    for place in result.places:
        town = by_class[str(place["place_class"])]
        spots[town.pk] = place["x"], place["y"]
        place["name"] = served(town, "name").text
    result.places = [place for place in result.places if by_class[str(place["place_class"])].pk in shown]
    result.arrows, result.ways = [], []
    bows = _ends(found, spots, shown)
    result.ties = [
        {"path": line(spots[key]), "width": width(number)}
        for key, number in found.lines.items()
        if key in shown and key in spots
    ] + [{"path": bow(*ends), "width": width(found.bows[pair])} for pair, ends in bows.items()]
    if is_small:
        result.home["name"] = ""
        for ring in result.rings:
            ring["label"] = ""
    _letter(result, [bow_points(*ends) for ends in bows.values()], SMALL_SCALE if is_small else 1)
    names = [str(place["name"]) for place in result.places]
    result.description = _(
        "Lines between %(home)s and: %(cities)s. The wider a line, the more projects. The list names all connections."
    ) % {"home": name, "cities": listed(names)}
    return result


def _discs(
    home: Municipality, stored: Mapping[str, MapDrawing], towns: list[City], found: Connections
) -> tuple[DiscMap | None, DiscMap | None]:
    """The large disc and the small one. Towns that are all near, or all far, need one disc only."""
    near, far = stored.get(Kind.HOME_NEAR), stored.get(Kind.HOME)
    reach = near.details["reach_km"] if near else 0
    close = {town.pk for town in towns if town.distance_km <= reach}
    rest = {town.pk for town in towns} - close
    if not close:
        return _disc(far, home, towns, rest, found) if rest else None, None
    nearby = [town for town in towns if town.pk in close]
    small = _disc(far, home, towns, rest, found, is_small=True) if rest else None
    return _disc(near, home, nearby, close, found), small


def _caption(result: DiscMap, home: str, *, is_true: bool) -> None:
    result.title = _("Projects near %(home)s") % {"home": home} if is_true else _("Projects in the world")
    true = _("Nearby: every length is true, measured from %(home)s.") % {"home": home}
    result.caption = true if is_true else _("The world: near towns are drawn larger.")


# --- what the page shows --------------------------------------------------------------------------
def _rows(
    found: Connections, projects: Iterable[Taking], cities: Mapping[int, City], home: str
) -> list[dict[str, Any]]:
    """Every connection with its number of projects and the way to them; the most frequent ones come first."""
    names = {key: served(city, "name") for key, city in cities.items()}
    only = {frozenset(project.cities): project.slug for project in projects}

    def row(keys: list[int], number: int, url: str) -> dict[str, Any]:
        return {"home": home, "names": [names[key] for key in keys], "count": number, "url": url}

    def by_name(keys: Iterable[int]) -> list[int]:
        return sorted(keys, key=lambda key: sort_key(names[key].text, current()))

    def address(keys: Iterable[int]) -> str:
        return reverse("projects:project-list") + query(("city", cities[key].slug) for key in keys)

    lines = [row([key], number, address([key])) for key, number in found.lines.items()]
    groups = [
        row(
            by_name(group),
            number,
            address(by_name(group))
            if number > 1
            else reverse("projects:project-detail", kwargs={"slug": only[group]}),
        )
        for group, number in found.groups.items()
    ]

    def order(entry: dict[str, Any]) -> Any:
        return -entry["count"], [sort_key(name.text, current()) for name in entry["names"]]

    return [*sorted(lines, key=order), *sorted(groups, key=order)]


def context(
    home: Municipality, user: object, projects: Iterable[Taking], cities: Mapping[int, City]
) -> dict[str, Any]:
    """Everything that templates/projects/map.html names: `large` and `small` (map_disc.html), `connections`."""
    rows = list(projects)
    found = connections(rows)
    kinds = (Kind.HOME_NEAR, Kind.HOME)
    stored = memory.recall_for(user, ("drawings", kinds), lambda: drawings(*kinds))
    # A place that is not confirmed yet stands in the list, but on no map.
    towns = [cities[key] for key in found.lines if cities[key].distance_km is not None]
    large, small = _discs(home, stored, towns, found)
    name = served(home, "name").text
    near = stored.get(Kind.HOME_NEAR)
    if large:
        reach = near.details["reach_km"] if near else 0
        _caption(large, name, is_true=any(town.distance_km <= reach for town in towns))
    if small:
        _caption(small, name, is_true=False)
    return {"large": large, "small": small, "connections": _rows(found, rows, cities, name)}
