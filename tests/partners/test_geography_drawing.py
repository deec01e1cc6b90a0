"""Discs and sheets, read back from their path data."""

from functools import cache
from math import hypot, sqrt

import pytest

from partners.distance import measure
from partners.geography import draw_disc, draw_sheet, is_land, pin, rim_point, suggest_half_width
from partners.geography.projection import Projection

from .paths import Ring as Outline
from .paths import edge_distance, filled, filled_nonzero, longest_edge, read
from .places import AUCKLAND, HANNOVER, LAND, MADRID, SEA, SUVA, TROMSO, TWINS, Place

GLOBE = 20_015
DISCS = [
    (HANNOVER, 9600, "sqrt"),
    (HANNOVER, 9600, "linear"),
    (HANNOVER, GLOBE, "linear"),
    (MADRID, GLOBE, "linear"),
    (AUCKLAND, 9600, "sqrt"),
    (AUCKLAND, GLOBE, "linear"),
    (TROMSO, 9600, "sqrt"),
    (TROMSO, GLOBE, "linear"),
    (SUVA, 9600, "sqrt"),
    (SUVA, GLOBE, "linear"),
    (Place("South Pole", -90, 0), 9600, "linear"),
    (Place("North Pole", 90, 0), GLOBE, "linear"),
]
BLANTYRE, HIROSHIMA, LEIPZIG = TWINS[3], TWINS[5], TWINS[6]

every_disc = pytest.mark.parametrize(
    ("home", "reach", "law"), DISCS, ids=[f"{home.name}-{reach}-{law}" for home, reach, law in DISCS]
)


@cache
def outlines(home: Place, reach: float, law: str) -> list[Outline]:
    return read(draw_disc(home.lat, home.lon, reach_km=reach, law=law).path)


def on_disc(home: Place, reach: float, law: str, place: Place) -> tuple[float, float] | None:
    """Where a place is drawn, None if the disc does not show it."""
    x, y = Projection(home.lat, home.lon, reach_km=reach, radius=300, law=law).point(place.lat, place.lon)
    return (x, y) if hypot(x, y) < 299 else None


def sheet(place: Place, half_width_km: float, home: Place = HANNOVER):
    return draw_sheet(place.lat, place.lon, half_width_km=half_width_km, home_lat=home.lat, home_lon=home.lon)


def on_sheet(city: Place, half_width_km: float, lat: float, lon: float) -> tuple[float, float]:
    return Projection(city.lat, city.lon, reach_km=half_width_km, radius=600).point(lat, lon)


@every_disc
def test_disc_shows_known_land_and_sea(home: Place, reach: float, law: str) -> None:
    shapes = outlines(home, reach, law)
    seen = [(place, on_disc(home, reach, law, place)) for place in LAND + SEA]
    wrong = [place.name for place, spot in seen if spot and filled(shapes, *spot) != (place in LAND)]
    assert wrong == []


@every_disc
def test_disc_agrees_with_the_data_all_over_the_globe(home: Place, reach: float, law: str) -> None:
    shapes = outlines(home, reach, law)
    wrong = []
    for lat in range(-85, 90, 10):
        for lon in range(-180, 180, 15):
            spot = on_disc(home, reach, law, Place("", lat, lon))
            if not spot:
                continue
            seen = {filled(shapes, *spot), filled_nonzero(shapes, *spot)}
            if seen != {is_land(lat, lon)} and edge_distance(shapes, *spot) > 3:
                wrong.append((lat, lon))
    assert wrong == []


@every_disc
def test_disc_has_no_slash(home: Place, reach: float, law: str) -> None:
    assert longest_edge(outlines(home, reach, law)) < 70


@every_disc
def test_disc_stays_in_its_circle(home: Place, reach: float, law: str) -> None:
    assert all(hypot(x, y) < 300.1 for ring in outlines(home, reach, law) for x, y in ring)


@pytest.mark.parametrize(("law", "largest"), [("sqrt", 28_000), ("linear", 40_000)])
@pytest.mark.parametrize("home", [HANNOVER, MADRID, AUCKLAND, TROMSO, SUVA], ids=lambda home: home.name)
def test_disc_stays_light(home: Place, law: str, largest: int) -> None:
    assert len(draw_disc(home.lat, home.lon, law=law).path) < largest


def test_disc_is_the_same_every_time() -> None:
    assert draw_disc(HANNOVER.lat, HANNOVER.lon) == draw_disc(HANNOVER.lat, HANNOVER.lon)


def test_disc_deep_inside_a_continent_is_full() -> None:
    shapes = read(draw_disc(HANNOVER.lat, HANNOVER.lon, reach_km=60, law="linear", detail="local").path)
    assert len(shapes) == 1
    assert filled(shapes, 0, 0)
    assert min(hypot(x, y) for x, y in shapes[0]) > 299


@pytest.mark.parametrize("sea", SEA[:5], ids=lambda place: place.name)
def test_disc_out_at_sea_is_empty(sea: Place) -> None:
    assert draw_disc(sea.lat, sea.lon, reach_km=30, law="linear").path == ""


def test_disc_keeps_the_small_island_of_its_home() -> None:
    assert filled(outlines(SUVA, GLOBE, "linear"), *on_disc(SUVA, GLOBE, "linear", Place("", -17.8, 178)))


def test_disc_of_a_continent_shows_its_seas() -> None:
    path = draw_disc(HANNOVER.lat, HANNOVER.lon, reach_km=1350, law="linear", detail="europe").path
    shapes = read(path)
    projection = Projection(HANNOVER.lat, HANNOVER.lon, reach_km=1350, radius=300)
    places = {"Berlin": (52.52, 13.4), "London": (51.5, -0.3), "North Sea": (56, 3), "Adriatic": (43, 15.5)}
    seen = {name: filled(shapes, *projection.point(*place)) for name, place in places.items()}
    assert seen == {"Berlin": True, "London": True, "North Sea": False, "Adriatic": False}


def test_disc_refuses_a_reach_beyond_the_globe() -> None:
    with pytest.raises(ValueError, match="no disc of 30000 km"):
        draw_disc(0, 0, reach_km=30_000)


@pytest.mark.parametrize(
    ("reach", "law", "rings"),
    [
        (9600, "sqrt", [(500, 68.5), (1000, 96.8), (2500, 153.1), (5000, 216.5), (7500, 265.2)]),
        (9600, "linear", [(2500, 78.1), (5000, 156.2), (7500, 234.4)]),
        (1350, "linear", [(500, 111.1), (1000, 222.2)]),
    ],
)
def test_disc_rings_carry_round_distances(reach: float, law: str, rings: list) -> None:
    disc = draw_disc(HANNOVER.lat, HANNOVER.lon, reach_km=reach, law=law)
    assert [(ring.km, ring.r) for ring in disc.rings] == rings


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_pin_lies_at_the_distance_and_bearing_of_its_city(twin: Place) -> None:
    leg = measure(HANNOVER.lat, HANNOVER.lon, twin.lat, twin.lon)
    point, true = (
        pin(twin.lat, twin.lon, HANNOVER.lat, HANNOVER.lon),
        rim_point(leg.bearing, 300 * sqrt(leg.km / 9600)),
    )
    assert hypot(point.x - true.x, point.y - true.y) < 1


def test_pin_beyond_the_reach_lies_outside_the_circle() -> None:
    point = pin(
        HIROSHIMA.lat, HIROSHIMA.lon, HANNOVER.lat, HANNOVER.lon, reach_km=1350, radius=300, law="linear"
    )
    assert hypot(point.x, point.y) > 1900


def test_pin_refuses_coordinates_out_of_range() -> None:
    with pytest.raises(ValueError, match="longitude 200 is not between"):
        pin(0, 200, 0, 0)


def test_rim_point_lies_in_the_direction() -> None:
    east, north_west = rim_point(90, 300), rim_point(315, 100)
    assert (east.x, east.y) == (300, 0)
    assert (north_west.x, north_west.y) == (-70.7, -70.7)


def test_sheet_shows_coast_and_islands_of_hiroshima() -> None:
    shapes = read(sheet(HIROSHIMA, 90).land)
    land = {"city hall": (34.386, 132.455), "Miyajima": (34.27, 132.30), "inland": (34.5, 132.6)}
    sea = {"Hiroshima Bay": (34.25, 132.41), "off Kurahashi": (34.05, 132.35)}
    assert [name for name, spot in land.items() if not filled(shapes, *on_sheet(HIROSHIMA, 90, *spot))] == []
    assert [name for name, spot in sea.items() if filled(shapes, *on_sheet(HIROSHIMA, 90, *spot))] == []


def test_sheet_inland_is_all_land_with_a_border() -> None:
    drawing = sheet(LEIPZIG, 260)
    assert drawing.land == "M-604-264l1208 0 0 528-1208 0z"
    border = read(drawing.borders)
    assert edge_distance(border, *on_sheet(LEIPZIG, 260, 50.86, 14.83)) < 10  # Germany, Poland, Czechia


def test_sheet_out_at_sea_has_no_land() -> None:
    drawing = sheet(Place("North Sea", 56, 3), 90)
    assert (drawing.land, drawing.borders) == ("", "")


def test_sheet_on_the_date_line_is_whole() -> None:
    taveuni = Place("Taveuni", -16.82, 179.97)
    shapes = read(sheet(taveuni, 90).land)
    assert filled(shapes, *on_sheet(taveuni, 90, -16.9, 179.98))
    assert filled(shapes, *on_sheet(taveuni, 90, -16.9, -179.95))
    assert edge_distance(shapes, *on_sheet(taveuni, 90, -16.85, 180)) > 15  # no seam


@pytest.mark.parametrize("half_width", [90, 210, 420])
@pytest.mark.parametrize(
    "city",
    [Place("Turku", 60.45, 22.27), Place("Stockholm", 59.33, 18.07), Place("Bergen", 60.39, 5.32)],
    ids=lambda city: city.name,
)
def test_sheet_of_a_ragged_coast_stays_light(city: Place, half_width: int) -> None:
    drawing = sheet(city, half_width)
    assert 1000 < len(drawing.land) + len(drawing.borders) <= 8000
    assert all(abs(x) <= 604 and abs(y) <= 264 for ring in read(drawing.land) for x, y in ring)


@pytest.mark.parametrize("twin", [BLANTYRE, HIROSHIMA], ids=lambda twin: twin.name)
def test_sheet_thread_arrives_from_the_direction_of_home(twin: Place) -> None:
    bearing = measure(twin.lat, twin.lon, HANNOVER.lat, HANNOVER.lon).bearing
    start = rim_point(bearing, 900)
    assert sheet(twin, 90).way == f"M{start.x:.0f} {start.y:.0f}L0 0"


def test_sheet_thread_begins_at_a_ring_if_home_is_in_view() -> None:
    x, y = on_sheet(LEIPZIG, 330, HANNOVER.lat, HANNOVER.lon)
    way = sheet(LEIPZIG, 330).way
    assert way.startswith(f"M{x - 12:.0f} {y:.0f}a12 12 0 1 0 24 0a12 12 0 1 0-24 0M")
    assert way.endswith("L0 0")


def test_sheet_of_home_has_no_thread() -> None:
    assert sheet(HANNOVER, 330).way == ""


def test_sheet_rings_are_round_distances_apart() -> None:
    drawing = sheet(HIROSHIMA, 90)
    assert drawing.step_km == 15
    assert drawing.rings == [100, 200, 300, 400, 500, 600]


@pytest.mark.parametrize("wrong", [{"half_width_km": 0}, {"half_width_km": -5}, {"home_lat": 100}], ids=str)
def test_sheet_refuses_what_makes_no_map(wrong: dict) -> None:
    with pytest.raises(ValueError, match="no disc of|is not between"):
        draw_sheet(52, 9, **({"half_width_km": 90, "home_lat": 52, "home_lon": 9} | wrong))


def test_suggested_width_is_narrow_at_a_coast_and_wide_inland() -> None:
    widths = {twin.name: suggest_half_width(twin.lat, twin.lon) for twin in TWINS}
    assert widths == {
        "Bristol": 90,
        "Perpignan": 90,
        "Rouen": 110,
        "Blantyre": 110,
        "Poznań": 330,
        "Hiroshima": 90,
        "Leipzig": 260,
    }


def test_suggested_width_far_from_everything_is_the_widest() -> None:
    assert suggest_half_width(47.0, 67.0) == 420  # Kazakh steppe
    assert suggest_half_width(0, -140) == 420  # Pacific
