"""Distance, bearing and what the signpost makes of them."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.distance import (
    COMPASS_POINTS,
    LONGEST_KM,
    Leg,
    compass_index,
    compass_point,
    hue,
    measure,
    plate_share,
    side,
)

from .places import HANNOVER, TWINS, Twin

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
places = st.tuples(latitudes, longitudes)
bearings = st.floats(-720, 720)


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_measure_agrees_with_reference(twin: Twin) -> None:
    leg = measure(HANNOVER.lat, HANNOVER.lon, twin.lat, twin.lon)
    assert leg.km == pytest.approx(twin.km, abs=0.1)
    assert leg.bearing == pytest.approx(twin.bearing, abs=0.1)
    assert compass_point(leg.bearing) == twin.point


def test_back_bearing_is_not_the_opposite_of_the_bearing() -> None:
    leg = measure(HANNOVER.lat, HANNOVER.lon, 51.45523, -2.59665)
    assert leg.back_bearing == pytest.approx(78.3, abs=0.1)
    assert leg.bearing - 180 == pytest.approx(88.0, abs=0.1)


def test_measure_from_a_place_to_itself_has_no_length() -> None:
    assert measure(HANNOVER.lat, HANNOVER.lon, HANNOVER.lat, HANNOVER.lon) == Leg(0.0, 0.0, 180.0)


def test_measure_across_the_date_line_takes_the_short_way() -> None:
    leg = measure(-18, 179.5, -18, -179.5)
    assert leg.km == pytest.approx(105.9, abs=0.1)
    assert side(leg.bearing) == "e"


def test_measure_along_the_equator_is_a_sixth_of_the_turn() -> None:
    assert measure(0, 0, 0, 60).km == pytest.approx(6378.137 * 2 * 3.14159265 / 6, abs=0.01)


@pytest.mark.parametrize(
    ("lat", "lon"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (nan, 0), (0, nan), (inf, 0), (0, -inf)]
)
def test_measure_refuses_coordinates_out_of_range(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="is not between"):
        measure(lat, lon, 0, 0)
    with pytest.raises(ValueError, match="is not between"):
        measure(0, 0, lat, lon)


@given(places, places)
def test_measure_is_symmetric(a: tuple[float, float], b: tuple[float, float]) -> None:
    there, back = measure(*a, *b), measure(*b, *a)
    assert there.km == pytest.approx(back.km, abs=1e-6)


@given(places, places)
def test_measure_stays_in_range(a: tuple[float, float], b: tuple[float, float]) -> None:
    leg = measure(*a, *b)
    assert 0 <= leg.km <= LONGEST_KM
    assert 0 <= leg.bearing < 360
    assert 0 <= leg.back_bearing < 360


@given(places, places, places)
def test_measure_has_no_shorter_detour(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    assert measure(*a, *c).km <= measure(*a, *b).km + measure(*b, *c).km + 1e-6


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(-80, 80), st.floats(-170, 170))
def test_bearing_back_is_the_bearing_of_the_way_back(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    there, back = measure(lat1, lon1, lat2, lon2), measure(lat2, lon2, lat1, lon1)
    if 1 < there.km < 19_000:
        assert (there.back_bearing - back.bearing + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("bearing", "point"),
    [
        (0, "N"),
        (11.24, "N"),
        (11.25, "NNE"),
        (90, "E"),
        (180, "S"),
        (337.5, "NNW"),
        (348.75, "N"),
        (360, "N"),
        (-90, "W"),
    ],
)
def test_compass_point(bearing: float, point: str) -> None:
    assert compass_point(bearing) == point


@given(bearings)
def test_compass_sector_holds_the_bearing(bearing: float) -> None:
    off = (bearing - compass_index(bearing) * 22.5 + 180) % 360 - 180
    assert -11.25 - 1e-9 <= off <= 11.25 + 1e-9


@given(bearings)
def test_compass_point_opposite_lies_eight_sectors_on(bearing: float) -> None:
    opposite = COMPASS_POINTS[(compass_index(bearing) + 8) % 16]
    assert compass_point(bearing + 180) == opposite or bearing % 22.5 == pytest.approx(11.25, abs=1e-6)


@pytest.mark.parametrize(
    ("bearing", "expected"), [(0, "e"), (45, "e"), (179.9, "e"), (180, "w"), (268, "w"), (359.9, "w")]
)
def test_side(bearing: float, expected: str) -> None:
    assert side(bearing) == expected


@pytest.mark.parametrize(("bearing", "expected"), [(0, 0), (120.6, 121), (359.6, 0), (-1e-20, 0), (360, 0)])
def test_hue_is_the_rounded_bearing(bearing: float, expected: int) -> None:
    assert hue(bearing) == expected


@given(bearings)
def test_hue_stays_on_the_wheel(bearing: float) -> None:
    assert 0 <= hue(bearing) < 360


@pytest.mark.parametrize("function", [compass_point, side, hue])
@pytest.mark.parametrize("bearing", [nan, inf, -inf])
def test_direction_refuses_what_is_no_angle(function, bearing: float) -> None:
    with pytest.raises(ValueError, match="is not a number of degrees"):
        function(bearing)


def test_plate_share_is_the_root_of_the_share_of_the_distance() -> None:
    assert plate_share(215.3, 9600) == 0.15
    assert plate_share(9600, 9600) == 1.0
    assert plate_share(0, 9600) == 0.0


def test_plate_share_of_a_farther_city_is_the_whole_plate() -> None:
    assert plate_share(12_000, 9600) == 1.0


@pytest.mark.parametrize(("km", "longest"), [(-1, 100), (1, 0), (1, -5), (nan, 100), (1, inf)])
def test_plate_share_refuses_impossible_distances(km: float, longest: float) -> None:
    with pytest.raises(ValueError, match="no share"):
        plate_share(km, longest)


@given(st.floats(0, 20_000), st.floats(0, 20_000))
def test_plate_share_keeps_the_order_of_distances(a: float, b: float) -> None:
    near, far = sorted((a, b))
    assert 0 <= plate_share(near, 20_000) <= plate_share(far, 20_000) <= 1
