"""Where a place can lie, and what time it is there."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.imports.whereabouts import anchors, is_near, is_on_globe, kilometres, zone_of

DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_every_anchor_lies_on_the_globe_and_names_a_zone() -> None:
    found = [anchor for group in anchors().values() for anchor in group]
    assert len(found) > 400
    assert all(is_on_globe(anchor.latitude, anchor.longitude) for anchor in found)
    assert {anchor.zone for anchor in found} <= available_timezones()


def test_anchor_of_berlin_is_where_berlin_is() -> None:
    berlin = anchors()["DE"][0]
    assert (berlin.zone, round(berlin.latitude, 1), round(berlin.longitude, 1)) == (
        "Europe/Berlin",
        52.5,
        13.4,
    )


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [
        ("FR", 42.7, 2.9), ("PL", 52.4, 16.9), ("JP", 24.4, 124.2), ("CN", 25.0, 102.7), ("IN", 34.2, 77.6),
        ("MW", -15.8, 35.0), ("RU", 69.3, 88.2), ("BR", -8.1, -34.9), ("NO", 69.7, 30.0), ("US", 61.2, -149.9),
        ("MZ", -12.9, 40.5), ("DZ", 19.6, 5.8),
    ],
)  # fmt: skip
def test_far_corners_of_countries_are_not_accused(country: str, latitude: float, longitude: float) -> None:
    assert is_near(country, latitude, longitude)


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [("FR", 33.66, -95.56), ("DE", 9.7, 52.4), ("GB", -33.9, 151.2), ("JP", 48.9, 2.4)],
)
def test_places_of_the_same_name_elsewhere_are_found_out(
    country: str, latitude: float, longitude: float
) -> None:
    assert not is_near(country, latitude, longitude)


def test_country_without_zones_is_never_wrong() -> None:
    assert is_near("BV", 0.0, 0.0)
    assert zone_of("BV", None, None) == "Etc/UTC"


def test_zone_is_that_of_the_nearest_chief_place_or_the_main_one() -> None:
    assert zone_of("US", 34.05, -118.2) == "America/Los_Angeles"
    assert zone_of("US", None, None) == "America/New_York"
    assert zone_of("FR", 42.7, 2.9) == "Europe/Paris"


@given(DEGREES, DEGREES)
def test_distance_is_the_same_both_ways_and_never_longer_than_half_the_globe(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there, back = kilometres(*one, *other), kilometres(*other, *one)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016
