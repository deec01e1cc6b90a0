"""The azimuthal projection: true directions, and distances by the two laws."""

from math import atan2, degrees, hypot, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.distance import measure
from partners.geography.projection import FARTHEST_KM, Projection, antipode, window

from .places import AUCKLAND, HANNOVER, MADRID, SUVA, TROMSO, TWINS, Twin

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def azimuth(x: float, y: float) -> float:
    """Direction of a point of the drawing, degrees clockwise from north."""
    return degrees(atan2(x, -y)) % 360


def linear(lat: float, lon: float, reach_km: float = 20_000) -> Projection:
    """One unit of the drawing is one kilometre."""
    return Projection(lat, lon, reach_km=reach_km, radius=reach_km)


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_radius_and_azimuth_of_a_twin_town_are_those_of_the_geodesic(twin: Twin) -> None:
    leg = measure(HANNOVER.lat, HANNOVER.lon, twin.lat, twin.lon)
    x, y = linear(HANNOVER.lat, HANNOVER.lon).point(twin.lat, twin.lon)
    assert hypot(x, y) == pytest.approx(leg.km, rel=0.0035)
    assert azimuth(x, y) == pytest.approx(leg.bearing, abs=0.2)


@pytest.mark.parametrize("home", [MADRID, AUCKLAND, TROMSO, SUVA], ids=lambda home: home.name)
@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_radius_and_azimuth_hold_for_other_homes(home, twin: Twin) -> None:
    leg = measure(home.lat, home.lon, twin.lat, twin.lon)
    x, y = linear(home.lat, home.lon).point(twin.lat, twin.lon)
    assert hypot(x, y) == pytest.approx(leg.km, rel=0.0057)  # the flattening of the earth at worst
    if leg.km < 17_000:
        assert (azimuth(x, y) - leg.bearing + 180) % 360 - 180 == pytest.approx(0, abs=0.35)


@given(latitudes, longitudes, latitudes, longitudes)
def test_square_root_law_keeps_the_azimuth(lat: float, lon: float, lat2: float, lon2: float) -> None:
    x, y = linear(lat, lon).point(lat2, lon2)
    u, v = Projection(lat, lon, reach_km=20_000, radius=20_000, law="sqrt").point(lat2, lon2)
    assert hypot(u, v) == pytest.approx(sqrt(hypot(x, y) * 20_000), abs=1e-3)
    if hypot(x, y) > 1:
        assert (azimuth(x, y) - azimuth(u, v) + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


def test_centre_lies_at_the_origin() -> None:
    assert linear(HANNOVER.lat, HANNOVER.lon).point(HANNOVER.lat, HANNOVER.lon) == (0, 0)


@given(latitudes, longitudes)
def test_antipode_lies_on_the_outermost_circle(lat: float, lon: float) -> None:
    there = antipode(lat, lon)
    assert -90 <= there[0] <= 90
    assert -180 <= there[1] <= 180
    assert hypot(*linear(lat, lon).point(*there)) == pytest.approx(FARTHEST_KM, abs=0.01)


def test_north_is_up_and_east_is_right() -> None:
    projection = linear(50, 10)
    x, y = projection.point(60, 10)
    assert (x, y) == (pytest.approx(0, abs=1e-9), pytest.approx(-1111.9, abs=0.1))
    x, y = projection.point(50, 11)
    assert x == pytest.approx(71.5, abs=0.1)
    assert abs(y) < 1


def test_ring_radius_follows_the_law() -> None:
    assert Projection(0, 0, reach_km=10_000, radius=300).length(2500) == 75
    assert Projection(0, 0, reach_km=10_000, radius=300, law="sqrt").length(2500) == 150


@pytest.mark.parametrize(
    "wrong",
    [{"lat": 91}, {"lon": 181}, {"reach_km": 0}, {"reach_km": 20_100}, {"radius": 0}, {"law": "cubic"}],
    ids=str,
)
def test_projection_refuses_what_makes_no_map(wrong: dict) -> None:
    with pytest.raises(ValueError, match="is not between|no disc of|unknown law"):
        Projection(**({"lat": 0, "lon": 0, "reach_km": 100, "radius": 300} | wrong))


@given(st.floats(-89, 89), longitudes, st.floats(1, 20_000), latitudes, longitudes)
def test_window_holds_the_whole_disc(lat: float, lon: float, reach: float, lat2: float, lon2: float) -> None:
    if hypot(*linear(lat, lon).point(lat2, lon2)) > reach:
        return
    south, north, half = window(lat, lon, reach)
    assert south - 1e-9 <= lat2 <= north + 1e-9
    assert abs((lon2 - lon + 180) % 360 - 180) <= half + 1e-6 or abs(lat2) > 89.999


def test_window_at_a_pole_goes_all_round() -> None:
    assert window(89, 20, 500) == (pytest.approx(84.5, abs=0.01), 90, 180)
