"""Makes the coasts and borders in `partners/data` from Natural Earth topologies.

A developer runs it when Natural Earth publishes a new edition; the portal
itself only reads the result. `partners/data/README.md` says how.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, groupby, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from partners.geography.land import DATA, GRID, LONGEST_BLOCK, WIDEST_BLOCK
from partners.geography.rings import area, simplify

KM_PER_DEGREE = 111.195

Place = tuple[float, float]  # longitude, latitude
Line = list[Place]


def read(path: Path, name: str) -> tuple[list[Line], list[list[list[int]]]]:
    """Return the arcs of a topology and, per feature of `name`, its rings as arc numbers."""
    topology = json.loads(path.read_text())
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        xs = accumulate(step[0] for step in arc)
        ys = accumulate(step[1] for step in arc)
        arcs.append([(x * kx + x0, y * ky + y0) for x, y in zip(xs, ys, strict=True)])
    features = topology["objects"][name]["geometries"]
    return arcs, [list(rings_of(feature)) for feature in features]


def rings_of(feature: dict[str, Any]) -> Iterator[list[int]]:
    """Yield the rings of a polygon or multipolygon, holes included."""
    polygons = feature.get("arcs", [])
    for polygon in [polygons] if feature["type"] == "Polygon" else polygons:
        yield from polygon


def assemble(numbers: Iterable[int], arcs: list[Line]) -> Line:
    """Join arcs to a closed ring; a negative number is an arc taken backwards."""
    ring: Line = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def on_seam(place: Place) -> bool:
    return abs(abs(place[0]) - 180) < 1e-6


def sew(rings: list[Line]) -> list[Line]:
    """Join pieces of land that the source cut along the 180th meridian.

    The edges on the meridian are taken out; each loose end goes on with the
    beginning that lies nearest to it. Without this a hairline crosses Chukotka.
    """
    closed, loose = [], []
    for ring in rings:
        pieces = split(ring, lambda a, b: on_seam(a) and on_seam(b))
        (closed if pieces == [ring] else loose).append(pieces)
    chains = [piece for pieces in loose for piece in pieces if len(piece) > 1]
    sewn = [ring for pieces in closed for ring in pieces]
    while chains:
        ring = chains.pop()
        while True:
            end = ring[-1][1]
            nearest = min([ring, *chains], key=lambda chain: abs(chain[0][1] - end))
            if nearest is ring:
                break
            chains.remove(nearest)
            ring = ring + nearest
        sewn.append([*ring, ring[0]])
    return sewn


def split(ring: Line, cut: Callable[[Place, Place], bool]) -> list[Line]:
    """Take the edges out for which cut(a, b) is true; a closed ring has no first piece."""
    pieces: list[Line] = [[ring[0]]]
    for a, b in pairwise(ring):
        if cut(a, b):
            pieces.append([b])
        else:
            pieces[-1].append(b)
    if len(pieces) > 1:
        pieces[0] = pieces.pop() + pieces[0][1:]
    return pieces


def thin(line: Line, tolerance_km: float) -> Line:
    """Simplify in a plane that is true to scale at the middle of the line."""
    lats = [lat for _, lat in line]
    scale = cos(radians((min(lats) + max(lats)) / 2)) * KM_PER_DEGREE
    plane = [(lon * scale, lat * KM_PER_DEGREE) for lon, lat in unwrap(line)]
    return [(x / scale, y / KM_PER_DEGREE) for x, y in simplify(plane, tolerance_km)]


def size(ring: Line) -> float:
    """Area of a small ring in square kilometres, good to some per cent."""
    scale = cos(radians(sum(lat for _, lat in ring) / len(ring))) * KM_PER_DEGREE
    return abs(area([(lon * scale, lat * KM_PER_DEGREE) for lon, lat in unwrap(ring)]))


def unwrap(line: Line) -> Line:
    """Let longitudes run on past 180 degrees instead of jumping to -180."""
    lon, out = line[0][0], []
    for place in line:
        lon += (place[0] - lon + 180) % 360 - 180
        out.append((lon, place[1]))
    return out


def blocks(line: Line) -> list[list[int]]:
    """Cut a line into blocks: first point, then steps, all in grid units.

    Neighbouring blocks share a point; no block is long or wide, so that a
    reader can pass over the far ones by their frames.
    """
    grid = [(round(lon * GRID), round(lat * GRID)) for lon, lat in unwrap(line)]
    points = [point for point, _ in groupby(grid)]
    out, first = [], 0
    while first < len(points) - 1:
        last = end_of_block(points, first)
        out.append(encode(points[first : last + 1]))
        first = last
    return out


def end_of_block(points: list[tuple[int, int]], first: int) -> int:
    """Return the index of the last point that still fits into the block begun at `first`."""
    west = east = points[first][0]
    stop = min(first + LONGEST_BLOCK, len(points) - 1)
    for i in range(first + 1, stop + 1):
        west, east = min(west, points[i][0]), max(east, points[i][0])
        if east - west > WIDEST_BLOCK * GRID:
            return max(i - 1, first + 1)
    return stop


def encode(points: list[tuple[int, int]]) -> list[int]:
    x, y = points[0]
    out = [(x + 180 * GRID) % (360 * GRID) - 180 * GRID, y]
    for (x0, y0), (x1, y1) in pairwise(points):
        out += [x1 - x0, y1 - y0]
    return out


def write(name: str, lines: Iterable[Line]) -> None:
    """Store lines as compressed JSON; the same input always gives the same bytes."""
    content = {"grid": GRID, "lines": [blocks(line) for line in lines if len(line) > 1]}
    text = json.dumps(content, separators=(",", ":")).encode()
    target = DATA / f"{name}.json.gz"
    target.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{target.name}: {len(content['lines'])} lines, {target.stat().st_size} bytes")


def import_land(path: Path, name: str, tolerance_km: float, smallest_km2: float) -> None:
    arcs, features = read(path, "land")
    rings = sew([assemble(ring, arcs) for rings in features for ring in rings])
    rings = [ring for ring in rings if size(ring) >= smallest_km2]
    write(name, [ring for ring in (thin(ring, tolerance_km) for ring in rings) if len(ring) > 3])


def import_borders(path: Path, name: str, tolerance_km: float) -> None:
    """Keep what two countries share: an arc used once is a coast."""
    arcs, features = read(path, "countries")
    uses = Counter(arc for rings in features for arc in {max(n, ~n) for ring in rings for n in ring})
    shared = [arcs[number] for number, count in sorted(uses.items()) if count > 1]
    shared = [arc for arc in shared if not all(map(on_seam, arc))]
    write(name, [thin(arc, tolerance_km) for arc in shared])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds the topologies named in the README")
    folder = parser.parse_args().folder
    import_land(folder / "land-50m.json", "land-50m", tolerance_km=1.0, smallest_km2=20)
    import_land(folder / "land-10m.json", "land-10m", tolerance_km=0.1, smallest_km2=0.3)
    import_borders(folder / "countries-10m.json", "borders-10m", tolerance_km=0.1)


if __name__ == "__main__":
    main()
