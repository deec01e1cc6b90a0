"""Maps as the templates draw them: stored land plus pins, labels and rings in the reader's language.

Called by the presenters of home, overview and city page; `templates/components/map_disc.html` names the shapes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.city import City
from partners.geography.drawing import pin, rim_point
from partners.geography.labels import Label, Pin, place_labels, text_width
from partners.geography.projection import Point
from partners.mapdrawing import MapDrawing
from partners.words import kilometres
from twinning.languages import served
from twinning.municipality.models import Municipality

RADIUS = 300
# Ring labels stand on the ray to the west-north-west, where the Atlantic leaves room.
LABEL_X, LABEL_Y, LABEL_DROP = -0.883, -0.469, 4
RIM = 283


@dataclass(slots=True)
class DiscMap:
    """Everything that map_disc.html draws."""

    title: str
    description: str
    land: str
    home: dict[str, object]
    caption: str = ""
    rings: list[dict[str, object]] = field(default_factory=list)
    ways: list[dict[str, object]] = field(default_factory=list)
    places: list[dict[str, object]] = field(default_factory=list)
    hubs: list[dict[str, object]] = field(default_factory=list)
    minor: list[dict[str, object]] = field(default_factory=list)
    arrows: list[dict[str, object]] = field(default_factory=list)
    ties: list[dict[str, object]] = field(default_factory=list)


def drawings(*kinds: str) -> dict[str, MapDrawing]:
    """The stored home maps of these kinds by kind; one query, empty before the first `build_map`."""
    return {drawing.kind: drawing for drawing in MapDrawing.objects.filter(kind__in=kinds, city=None)}


def drawings_with_sheets(kind: str, cities: Iterable[int]) -> tuple[MapDrawing | None, dict[int, MapDrawing]]:
    """One home map, and the map sheets of these cities by the city's key; one query."""
    wanted = Q(kind=kind, city=None) | Q(kind=MapDrawing.Kind.SHEET, city__in=list(cities))
    rows = list(MapDrawing.objects.filter(wanted))
    home = next((row for row in rows if row.kind == kind), None)
    return home, {row.city_id: row for row in rows if row.city_id}


def _rings(drawing: MapDrawing) -> list[dict[str, object]]:
    rings = []
    for ring in drawing.details["rings"]:
        label = _("%(km)s km") % {"km": kilometres(ring["km"])} if ring["km"] >= 1000 else ""
        x, y = round(LABEL_X * ring["r"]), round(LABEL_Y * ring["r"]) + LABEL_DROP
        rings.append({"r": ring["r"], "label": label, "x": x, "y": y})
    return rings


@lru_cache(maxsize=256)
def _labels(pins: tuple[Pin, ...], ticks: tuple[Point, ...]) -> tuple[Label, ...]:
    """Labels placed without overlap; the same towns in the same language are placed once per process."""
    return tuple(place_labels(pins, ticks=ticks))


def _position(city: City, home: Municipality, drawing: MapDrawing) -> tuple[float, float]:
    point = pin(
        city.latitude,
        city.longitude,
        home.latitude,
        home.longitude,
        reach_km=drawing.details["reach_km"],
        radius=RADIUS,
        law=drawing.details["law"],
    )
    return point.x, point.y


def disc_map(
    drawing: MapDrawing | None,
    home: Municipality,
    cities: Iterable[City],
    minor: Iterable[City] = (),
    *,
    unnamed_km: float = 0,
) -> DiscMap | None:
    """A disc with its towns; those beyond the rim become arrows. None before the land has been drawn.

    `minor` are places of districts and solidarity: thin lines, hollow dots, no colour of their own. Towns nearer
    than `unnamed_km` stand too close together for names on this map; another map names them.
    """
    if drawing is None:
        return None
    name = served(home, "name").text
    result = DiscMap(
        title=_("Map with %(home)s in the middle") % {"home": name},
        description=_("Lines lead from %(home)s to its partner cities, each in its true direction.")
        % {"home": name},
        land=drawing.land,
        home={"name": name},
        rings=_rings(drawing),
    )
    reach = drawing.details["reach_km"]
    # A place that is not confirmed yet stands on no map; signpost and lists name it all the same.
    towns, others = ([city for city in group if city.distance_km is not None] for group in (cities, minor))
    inside = [city for city in towns if city.distance_km <= reach]
    outside = [city for city in (*towns, *others) if city.distance_km > reach]
    small = [city for city in others if city.distance_km <= reach]
    _add_towns(result, drawing, home, inside, small, unnamed_km)
    result.arrows = [_arrow(city, reach) for city in outside]
    result.ways += [
        {"x": rim_point(city.bearing, RIM).x, "y": rim_point(city.bearing, RIM).y} for city in outside
    ]
    return result


def _add_towns(
    result: DiscMap,
    drawing: MapDrawing,
    home: Municipality,
    inside: list[City],
    small: list[City],
    unnamed_km: float,
) -> None:
    """Pins, ways and labels of the towns within the rim."""
    towns = [*inside, *small]
    names = ["" if (city.distance_km or 0) < unnamed_km else served(city, "name").text for city in towns]
    spots = [_position(city, home, drawing) for city in towns]
    home_name = str(result.home["name"])
    pins = (
        Pin(0, 0, text_width(home_name)),
        *(Pin(x, y, text_width(text)) for (x, y), text in zip(spots, names, strict=True)),
    )
    ticks = tuple(Point(ring["x"], ring["y"]) for ring in result.rings if ring["label"])
    home_label, *labels = _labels(pins, ticks)
    result.home |= {"x": home_label.x, "y": home_label.y, "anchor": home_label.anchor}
    for city, text, (x, y), label in zip(towns, names, spots, labels, strict=True):
        spot = {"name": text, "x": x, "y": y, "label_x": label.x, "label_y": label.y, "anchor": label.anchor}
        is_small = city in small
        result.ways.append({"x": x, "y": y, "thin": is_small})
        (result.minor if is_small else result.places).append(spot | {"place_class": city.place_class})


def _arrow(city: City, reach: float) -> dict[str, object]:
    """A town beyond the rim: an arrow head on its true bearing and how much farther it is."""
    tip, left, right = (
        rim_point(city.bearing, 300),
        rim_point(city.bearing - 2, 280),
        rim_point(city.bearing + 2, 280),
    )
    text = rim_point(city.bearing, 255)
    east = text.x > 0
    rest = _("%(km)s km farther") % {"km": kilometres((city.distance_km or 0) - reach)}
    return {
        "name": served(city, "name").text,
        "place_class": city.place_class,
        "path": f"M{tip.x} {tip.y}L{left.x} {left.y} {right.x} {right.y}z",
        "note": rest,
        "x": text.x - 14 if east else text.x + 14,
        "y": text.y,
        "note_y": text.y + 22,
        "anchor": "end" if east else "start",
    }


def spot_map(drawing: MapDrawing | None, home: Municipality, city: City) -> DiscMap | None:
    """The home map with one town on it, for the town's own page."""
    result = disc_map(drawing, home, [city]) if city.distance_km else None
    if result:
        words = {
            "city": served(city, "name").text,
            "km": kilometres(city.distance_km),
            "home": result.home["name"],
        }
        result.title = _("Where it lies: %(city)s, %(km)s km from %(home)s") % words
        result.description = ""
        for ring in result.rings:
            ring["label"] = ""
        # Lettering is large on this small map: both names keep clear of their dots.
        result.home |= {"x": -14, "y": 34, "anchor": "middle"}
        for place in result.places:
            place |= {"label_x": place["x"], "label_y": place["y"] - 20, "anchor": "middle"}
    return result
