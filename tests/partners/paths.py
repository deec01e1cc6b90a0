"""Reads drawn path data back, so that tests can ask what a reader of the map sees."""

import re
from math import dist

Ring = list[tuple[float, float]]

SUBPATH = re.compile(r"M([^MLlz]+)l([^MLlz]+)(z?)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def read(path: str) -> list[Ring]:
    """Return the subpaths of land or borders as lists of absolute points."""
    assert SUBPATH.sub("", path) == ""
    lines = []
    for start, steps, _ in SUBPATH.findall(path):
        (x, y), numbers = map(float, NUMBER.findall(start)), list(map(float, NUMBER.findall(steps)))
        line = [(x, y)]
        for dx, dy in zip(numbers[0::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x, y))
        lines.append(line)
    return lines


def winding(rings: list[Ring], x: float, y: float) -> list[int]:
    """How often each ring goes round a point."""
    out = []
    for ring in rings:
        turns = 0
        for (x0, y0), (x1, y1) in zip([ring[-1], *ring], ring, strict=False):
            if (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                turns += 1 if y1 > y0 else -1
        out.append(turns)
    return out


def filled(rings: list[Ring], x: float, y: float) -> bool:
    """Tell whether a point is filled under fill-rule="evenodd"."""
    return sum(map(abs, winding(rings, x, y))) % 2 == 1


def filled_nonzero(rings: list[Ring], x: float, y: float) -> bool:
    """Tell whether a point is filled under fill-rule="nonzero"."""
    return sum(winding(rings, x, y)) != 0


def edge_distance(rings: list[Ring], x: float, y: float) -> float:
    """Distance of a point from the nearest edge."""
    return min(
        _from_edge(start, end, (x, y))
        for ring in rings
        for start, end in zip([ring[-1], *ring], ring, strict=False)
    )


def _from_edge(start: tuple[float, float], end: tuple[float, float], point: tuple[float, float]) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = (point[0] - start[0]) * dx + (point[1] - start[1]) * dy
    length = dx * dx + dy * dy  # may vanish although the points differ
    share = min(1.0, max(0.0, along / length)) if length else 0.0
    return dist(point, (start[0] + share * dx, start[1] + share * dy))


def longest_edge(rings: list[Ring]) -> float:
    return max(
        dist(start, end) for ring in rings for start, end in zip([ring[-1], *ring], ring, strict=False)
    )
