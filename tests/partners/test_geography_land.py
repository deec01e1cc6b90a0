"""The stored coasts: valid is not enough, they must be right at known places."""

from itertools import pairwise

import pytest

from partners.geography import is_land
from partners.geography.land import DATA, GRID, _load, borders_near, holds, rings_near

from .places import HANNOVER, LAND, SEA, SUVA, TROMSO, Place

FILES = ["land-50m", "land-10m", "borders-10m"]


@pytest.mark.parametrize("detail", ["world", "europe", "local"])
@pytest.mark.parametrize("place", LAND, ids=lambda place: place.name)
def test_land_is_land(place: Place, detail: str) -> None:
    assert is_land(place.lat, place.lon, detail)


@pytest.mark.parametrize("detail", ["world", "europe", "local"])
@pytest.mark.parametrize("place", SEA, ids=lambda place: place.name)
def test_sea_is_sea(place: Place, detail: str) -> None:
    assert not is_land(place.lat, place.lon, detail)


def test_is_land_refuses_coordinates_out_of_range() -> None:
    with pytest.raises(ValueError, match="latitude 99 is not between"):
        is_land(99, 0)


@pytest.mark.parametrize("reach", [50, 1000, 9600])
@pytest.mark.parametrize("home", [HANNOVER, TROMSO, SUVA], ids=lambda home: home.name)
def test_far_coasts_may_be_chords_without_changing_what_is_near(home: Place, reach: float) -> None:
    near, whole = rings_near(home.lat, home.lon, reach, "world"), rings_near(0, 0, 20_000, "world")
    for lat in range(-80, 90, 20):
        for lon in range(-170, 180, 20):
            if (
                home.lat - reach / 111.3 < lat < home.lat + reach / 111.3
                and abs(lon - home.lon) < reach / 111.3
            ):
                assert holds(near, lat, lon) == holds(whole, lat, lon), (lat, lon)


def test_rings_near_a_city_are_far_shorter_than_all() -> None:
    near = sum(map(len, rings_near(HANNOVER.lat, HANNOVER.lon, 100, "local")))
    assert near < 0.1 * sum(map(len, rings_near(0, 0, 20_000, "local")))


def test_borders_near_a_city_hold_its_border() -> None:
    lines = borders_near(53.43, 14.55, 50)  # Szczecin, 12 km from Germany
    assert any(abs(lon - 14.4) < 0.1 and abs(lat - 53.3) < 0.2 for line in lines for lon, lat in line)
    assert borders_near(-18.1416, 178.4419, 300) == []


def test_data_stays_small() -> None:
    assert sum((DATA / f"{name}.json.gz").stat().st_size for name in FILES) < 2_000_000


@pytest.mark.parametrize("name", FILES)
def test_blocks_join_and_stay_in_range(name: str) -> None:
    for line in _load(name):
        for block in line:
            assert -180 * GRID <= block.lons[0] < 180 * GRID
            assert -90 * GRID < block.south <= block.north < 84 * GRID
            assert 1 < len(block.lons) <= 65
        for before, after in pairwise(line):
            assert (before.lons[-1] - after.lons[0]) % (360 * GRID) == 0
            assert before.lats[-1] == after.lats[0]


@pytest.mark.parametrize("name", FILES[:2])
def test_rings_of_land_are_closed_on_the_globe(name: str) -> None:
    for ring in _load(name):
        assert (ring[-1].lons[-1] - ring[0].lons[0]) % (360 * GRID) == 0
        assert ring[-1].lats[-1] == ring[0].lats[0]


@pytest.mark.parametrize("name", FILES[:2])
def test_no_coast_runs_along_the_180th_meridian(name: str) -> None:
    for ring in _load(name):
        for block in ring:
            edges = pairwise(zip(block.lons, block.lats, strict=True))
            assert not [
                (a, b) for a, b in edges if abs(a[0]) == abs(b[0]) == 180 * GRID and abs(a[1] - b[1]) > 20
            ]


@pytest.mark.parametrize("name", FILES[:2])
def test_only_antarctica_goes_round_a_pole(name: str) -> None:
    round_a_pole = []
    for ring in _load(name):
        if sum(block.lons[-1] - block.lons[0] for block in ring):
            round_a_pole.append(max(block.north for block in ring) / GRID)
    assert len(round_a_pole) == 1
    assert -64 < round_a_pole[0] < -60
