"""Draws the maps of the portal as SVG path data.

`manage.py build_map` calls these functions and stores the strings: the disc
round the home city (home page, list of cities), and for each partner city the
sheet that stands in for a photograph. All paths are made for
`fill-rule="evenodd"` and look the same under "nonzero".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, dist, hypot, radians, sin

from partners.distance import check_coordinates, measure
from partners.geography import land, rings
from partners.geography.projection import Law, Point, Projection, antipode
from partners.geography.svg import path_data

Line = list[tuple[float, float]]

SMALLEST_ISLAND = 1.0  # square units on a disc

# View box of a sheet: -600 -260 1200 520. Paths reach a little over its edge.
SHEET_WIDTH, SHEET_HEIGHT, BLEED = 600, 260, 4
SHEET_CORNER = hypot(SHEET_WIDTH + BLEED, SHEET_HEIGHT + BLEED)
WAY_LENGTH = 900
KNOT = 12  # radius of the ring that marks home
ENOUGH_COAST = 300  # units of outline in the middle of a sheet
LARGEST_SHEET = 8_000  # characters of path data
HALF_WIDTHS_KM = (90, 110, 140, 170, 210, 260, 330, 420)

RING_DISTANCES_KM = (500, 1000, 2500, 5000, 7500, 10_000, 12_500, 15_000, 17_500)
SHEET_STEPS_KM = (10, 15, 20, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle of equal distance: kilometres on the earth, radius in the drawing."""

    km: int
    r: float


@dataclass(frozen=True, slots=True)
class Disc:
    """Land round a home city in a circle of the given radius round 0, 0."""

    path: str
    rings: list[Ring]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Surroundings of a city, which lies at 0, 0 of the view box -600 -260 1200 520.

    land, borders, way: path data to fill, to stroke, to stroke in red.
    rings: radii of the range rings, `step_km` apart on the ground.
    """

    land: str
    borders: str
    rings: list[float]
    way: str
    step_km: int


def draw_disc(
    lat: float,
    lon: float,
    *,
    reach_km: float = 9600,
    radius: float = 300,
    law: Law = "sqrt",
    tolerance_px: float = 0.7,
    detail: land.Detail = "world",
) -> Disc:
    """Draw the land within `reach_km` of a place, the place in the middle and north up.

    Raises ValueError for coordinates out of range or a reach beyond half the
    earth's circumference (20,015 km).
    """
    projection = Projection(lat, lon, reach_km=reach_km, radius=radius, law=law)
    shapes = _shapes(
        projection,
        detail,
        tolerance_px,
        lambda outline: rings.clip_to_disc(outline, radius),
        rings.circle(radius),
    )
    path = path_data(_worth_drawing(shapes, SMALLEST_ISLAND), decimals=1)
    return Disc(path, _range_rings(projection))


def _range_rings(projection: Projection) -> list[Ring]:
    """Round distances whose circles keep apart from the home city, the rim and each other."""
    out: list[Ring] = []
    for km in RING_DISTANCES_KM:
        r = projection.length(km)
        inner = out[-1].r + 0.08 * projection.radius if out else 0.2 * projection.radius
        if inner <= r <= 0.94 * projection.radius:
            out.append(Ring(km, round(r, 1)))
    return out


def pin(
    lat: float,
    lon: float,
    home_lat: float,
    home_lon: float,
    *,
    reach_km: float = 9600,
    radius: float = 300,
    law: Law = "sqrt",
) -> Point:
    """Return where a city lies on the disc of the home city, in the same units.

    A city beyond the reach lies outside the circle; `rim_point` gives the
    place where its thread crosses the rim.
    """
    check_coordinates(lat, lon)
    projection = Projection(home_lat, home_lon, reach_km=reach_km, radius=radius, law=law)
    x, y = projection.point(lat, lon)
    return Point(round(x, 1), round(y, 1))


def rim_point(bearing: float, radius: float) -> Point:
    """Return the point `radius` units from the centre in a direction (degrees from north)."""
    angle = radians(bearing)
    return Point(round(radius * sin(angle), 1), round(-radius * cos(angle), 1))


def draw_sheet(
    lat: float,
    lon: float,
    *,
    half_width_km: float,
    home_lat: float,
    home_lon: float,
) -> Sheet:
    """Draw coasts and borders round a city and the thread that arrives from home.

    True in direction and distance from the city. Raises ValueError for
    coordinates out of range or a half width that is not positive.
    """
    projection = Projection(lat, lon, reach_km=half_width_km, radius=SHEET_WIDTH)
    check_coordinates(home_lat, home_lon)
    step = next((km for km in SHEET_STEPS_KM if km >= half_width_km / 6), SHEET_STEPS_KM[-1])
    coarse = 1.0
    while True:
        land_path, border_path = _land_path(projection, coarse), _border_path(projection, coarse)
        if len(land_path) + len(border_path) <= LARGEST_SHEET:
            break
        coarse *= 1.4
    return Sheet(
        land=land_path,
        borders=border_path,
        rings=[round(projection.length(step * i), 1) for i in range(1, 7)],
        way=_way(projection, home_lat, home_lon),
        step_km=step,
    )


def _land_path(projection: Projection, coarse: float) -> str:
    width, height = SHEET_WIDTH + BLEED, SHEET_HEIGHT + BLEED
    shapes = _shapes(
        projection,
        "local",
        0.9 * coarse,
        lambda outline: rings.clip_to_box(outline, width, height),
        [(-width, -height), (width, -height), (width, height), (-width, height)],
    )
    return path_data(_worth_drawing(shapes, 10 * coarse))


def _border_path(projection: Projection, coarse: float) -> str:
    width, height = SHEET_WIDTH + BLEED, SHEET_HEIGHT + BLEED
    pieces = [
        piece
        for line in _border_lines(projection)
        for piece in rings.clip_line_to_box(rings.simplify(line, 0.9 * coarse), width, height)
    ]
    return path_data(pieces, closed=False, smallest=2)


def _border_lines(projection: Projection) -> list[Line]:
    reach = projection.reach_km * SHEET_CORNER / SHEET_WIDTH
    lines = land.borders_near(projection.lat, projection.lon, reach)
    return [projection.points(line) for line in lines]


def _way(projection: Projection, home_lat: float, home_lon: float) -> str:
    """The thread from home: from beyond the edge, or from a small ring if home is in view.

    A straight line through the middle of this projection is a great circle.
    """
    x, y = projection.point(home_lat, home_lon)
    if hypot(x, y) < 3 * KNOT:
        return ""
    if abs(x) < SHEET_WIDTH - KNOT and abs(y) < SHEET_HEIGHT - KNOT:
        share, r = 1 - KNOT / hypot(x, y), KNOT
        knot = f"M{x - r:.0f} {y:.0f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0"
        return f"{knot}M{x * share:.0f} {y * share:.0f}L0 0"
    bearing = measure(projection.lat, projection.lon, home_lat, home_lon).bearing
    start = rim_point(bearing, WAY_LENGTH)
    return f"M{start.x:.0f} {start.y:.0f}L0 0"


def suggest_half_width(lat: float, lon: float) -> int:
    """Return the half width (90 to 420 km) of the closest sheet with a coast or border in view.

    In view means: enough of it in the middle of the sheet, which is left when
    a narrow card crops it. Without one within reach it is the widest sheet.
    """
    widest = HALF_WIDTHS_KM[-1]
    projection = Projection(lat, lon, reach_km=widest, radius=SHEET_WIDTH)
    outlines = _outlines(projection, "local", 1.0)
    lines = [[*outline, outline[0]] for outline in outlines] + _border_lines(projection)
    for half_width in HALF_WIDTHS_KM:
        scale = widest / half_width
        box = SHEET_HEIGHT * 4 / 3 / scale, SHEET_HEIGHT / scale
        seen = [piece for line in lines for piece in rings.clip_line_to_box(line, *box)]
        length = sum(dist(a, b) for piece in seen for a, b in pairwise(piece)) * scale
        if length >= ENOUGH_COAST:
            return half_width
    return widest


def _shapes(
    projection: Projection,
    detail: land.Detail,
    tolerance: float,
    clip: Callable[[Line], Line],
    whole: Line,
) -> list[Line]:
    """Return the closed outlines of land, cut to a frame whose full outline is `whole`.

    Azimuthal projections turn a ring that holds the antipode inside out. So
    the whole frame is drawn beneath if the antipode is land, and each ring
    that goes round the frame without entering it changes that once.
    """
    full = land.holds(_near(projection, detail), *antipode(projection.lat, projection.lon))
    shapes = []
    for outline in _outlines(projection, detail, tolerance):
        shape = clip(outline)
        if shape:
            shapes.append(shape)
        elif rings.turns(outline) % 2:
            full = not full
    return [whole, *shapes] if full else shapes


def _near(projection: Projection, detail: land.Detail) -> list[list[land.Place]]:
    reach = projection.reach_km
    if detail == "local":
        reach *= SHEET_CORNER / SHEET_WIDTH
    return land.rings_near(projection.lat, projection.lon, reach, detail)


def _outlines(projection: Projection, detail: land.Detail, tolerance: float) -> list[Line]:
    """Project and simplify the rings of land, those out of sight included."""
    out = []
    for ring in _near(projection, detail):
        line = rings.project(ring, projection.point, tolerance=tolerance / 2, radius=projection.radius)
        out.append(rings.simplify([*line, line[0]], tolerance)[:-1])
    return [outline for outline in out if len(outline) > 2]


def _worth_drawing(shapes: Iterable[Line], smallest: float) -> list[Line]:
    """Leave small islands and lakes out, but never the island on which the city lies."""
    return [shape for shape in shapes if abs(rings.area(shape)) >= smallest or rings.turns(shape)]
