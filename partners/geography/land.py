"""The coasts and borders of the world, read from `partners/data`.

Used by the drawing functions. Only the neighbourhood that is asked for comes
in full detail; farther away the outlines are shortened to chords that keep
out of it. Origin and form of the data: `partners/data/README.md`.
"""

import gzip
import json
from array import array
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Literal

from partners.distance import check_coordinates
from partners.geography.projection import window

DATA = Path(__file__).resolve().parent.parent / "data"
GRID = 1000  # units per degree
LONGEST_BLOCK = 64  # edges
WIDEST_BLOCK = 10  # degrees of longitude

# world: a whole hemisphere; europe: a continent; local: the surroundings of a city
Detail = Literal["world", "europe", "local"]
LAND_FILES = {"world": "land-50m", "europe": "land-50m", "local": "land-10m"}

Place = tuple[float, float]  # longitude, latitude in degrees


@dataclass(frozen=True, slots=True)
class Block:
    """A short stretch of a line in grid units, with its frame; longitudes do not jump."""

    lons: array
    lats: array
    west: int
    east: int
    south: int
    north: int

    def meets(self, south: float, north: float, lon: float, half: float) -> bool:
        """Tell whether the frame meets a box of degrees round the meridian `lon`."""
        if self.north < south * GRID or self.south > north * GRID:
            return False
        offset = (self.west + self.east) / (2 * GRID) - lon
        away = abs((offset + 180) % 360 - 180)
        return away <= half + (self.east - self.west) / (2 * GRID)

    def places(self) -> list[Place]:
        return [(x / GRID, y / GRID) for x, y in zip(self.lons, self.lats, strict=True)]


def rings_near(lat: float, lon: float, reach_km: float, detail: Detail) -> list[list[Place]]:
    """Return all rings of land, with every point only where they come near a disc.

    Rings are closed without repeating the first point and may cross the 180th
    meridian or go round a pole. A far block is replaced by its chord: both lie
    in the same frame outside the disc, so seen from there nothing changes.
    """
    south, north, half = window(lat, lon, reach_km)
    out = []
    for ring in _load(LAND_FILES[detail]):
        places: list[Place] = []
        for block in ring:
            stretch = block.places() if block.meets(south, north, lon, half) else _chord(block)
            places += stretch[:-1]
        if len(places) > 2:
            out.append(places)
    return out


def borders_near(lat: float, lon: float, reach_km: float) -> list[list[Place]]:
    """Return the stretches of land borders that come near a disc, as open lines."""
    south, north, half = window(lat, lon, reach_km)
    out: list[list[Place]] = []
    for line in _load("borders-10m"):
        goes_on = False
        for block in line:
            near = block.meets(south, north, lon, half)
            if near and goes_on:
                out[-1] += block.places()[1:]
            elif near:
                out.append(block.places())
            goes_on = near
    return out


def is_land(lat: float, lon: float, detail: Detail = "world") -> bool:
    """Tell whether a place is on land in the data of this detail.

    Raises ValueError for coordinates out of range.
    """
    check_coordinates(lat, lon)
    return holds(rings_near(lat, lon, 1, detail), lat, lon)


def holds(rings: list[list[Place]], lat: float, lon: float) -> bool:
    """Tell whether a place lies inside an odd number of rings.

    Counts the coasts on the way along the meridian to the North Pole, which is
    sea. So a ring needs neither a cut at 180 degrees nor an edge over the pole.
    """
    odd = False
    for ring in rings:
        lon0, lat0 = ring[-1]
        x0 = (lon0 - lon + 180) % 360 - 180
        for lon1, lat1 in ring:
            x1 = (lon1 - lon + 180) % 360 - 180
            if (x0 < 0) != (x1 < 0) and abs(x1 - x0) < 180:
                odd ^= lat0 + (lat1 - lat0) * x0 / (x0 - x1) > lat
            x0, lat0 = x1, lat1
    return odd


def _chord(block: Block) -> list[Place]:
    return [
        (block.lons[0] / GRID, block.lats[0] / GRID),
        (block.lons[-1] / GRID, block.lats[-1] / GRID),
    ]


@cache
def _load(name: str) -> tuple[tuple[Block, ...], ...]:
    """Read a file of lines; each process does it once per file."""
    content = json.loads(gzip.decompress((DATA / f"{name}.json.gz").read_bytes()))
    return tuple(tuple(_block(steps) for steps in line) for line in content["lines"])


def _block(steps: list[int]) -> Block:
    lons = array("i", accumulate(steps[0::2]))
    lats = array("i", accumulate(steps[1::2]))
    return Block(lons, lats, min(lons), max(lons), min(lats), max(lats))
