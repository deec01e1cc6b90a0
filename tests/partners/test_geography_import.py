"""From a topology to the portal's own form of the land data."""

import json
from pathlib import Path

import pytest

from partners.geography import import_natural_earth as script
from partners.geography import land

# Two countries that share the meridian 10, and an island cut in two by the 180th meridian.
# Arcs of a topology: first point, then steps, in units of a tenth of a degree.
TOPOLOGY = {
    "transform": {"scale": [0.1, 0.1], "translate": [-180, -90]},
    "arcs": [
        [[1900, 900], [0, 100]],  # the border, northward
        [[1900, 1000], [-100, 0], [0, -100], [100, 0]],  # coast of the western country
        [[1900, 900], [100, 0], [0, 100], [-100, 0]],  # coast of the eastern country
        [[3600, 900], [-50, 0], [0, 50], [50, 0], [0, -50]],  # the island west of the meridian
        [[0, 950], [50, 0], [0, -50], [-50, 0], [0, 50]],  # and east of it
    ],
    "objects": {
        "land": {
            "type": "GeometryCollection",
            "geometries": [{"type": "MultiPolygon", "arcs": [[[1, 2]], [[3]], [[4]]]}],
        },
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]]},
                {"type": "Polygon", "arcs": [[-1, 2]]},
                {"type": "MultiPolygon", "arcs": [[[3]], [[4]]]},
                {"type": None},
            ],
        },
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(script, "DATA", tmp_path)
    monkeypatch.setattr(land, "DATA", tmp_path)
    (tmp_path / "topology.json").write_text(json.dumps(TOPOLOGY))
    land._load.cache_clear()
    yield tmp_path
    land._load.cache_clear()


def places(name: str) -> list[list[tuple[float, float]]]:
    return [[place for block in line for place in block.places()] for line in land._load(name)]


def test_import_of_land_sews_the_island_together(folder: Path) -> None:
    script.import_land(folder / "topology.json", "test", 0.1, 1)
    island, continent = sorted(places("test"), key=lambda ring: max(lon for lon, _ in ring))
    assert {lon for lon, _ in continent} == {0, 10, 20}
    assert {round(lon) % 360 for lon, _ in island} >= {175, 185}
    assert not [a for a, b in zip(island, island[1:], strict=False) if a[0] % 360 == b[0] % 360 == 180]


def test_import_of_land_leaves_small_islands_out(folder: Path) -> None:
    script.import_land(folder / "topology.json", "test", 0.1, 700_000)
    assert len(places("test")) == 1


def test_import_of_borders_keeps_what_countries_share(folder: Path) -> None:
    script.import_borders(folder / "topology.json", "test", 0.1)
    assert places("test") == [[(10, 0), (10, 10)]]


def test_import_gives_the_same_bytes_for_the_same_input(folder: Path) -> None:
    script.import_borders(folder / "topology.json", "one", 0.1)
    script.import_borders(folder / "topology.json", "two", 0.1)
    assert (folder / "one.json.gz").read_bytes() == (folder / "two.json.gz").read_bytes()


def test_blocks_are_short_and_narrow() -> None:
    line = [(lon / 10, 0.0) for lon in range(0, 500)] + [(70.0, 0.0)]
    out = script.blocks(line)
    assert max(len(block) // 2 for block in out) == 65
    assert sum(len(block) // 2 - 1 for block in out) == len(line) - 1
    assert out[-1] == [49_900, 0, 20_100, 0]  # one long edge is a block of its own


def test_blocks_cross_the_date_line_without_a_jump() -> None:
    assert script.blocks([(179.0, 1.0), (-179.0, 1.5), (-178.0, 1.0)]) == [
        [179_000, 1000, 2000, 500, 1000, -500]
    ]
