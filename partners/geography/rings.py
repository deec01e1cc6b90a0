"""Lines and rings: refining on the globe, simplifying and clipping in the plane.

Used by the drawing functions and by the import of the land data. A ring is a
list of points without repetition of the first one; `simplify` also takes open
lines.

Clipping pushes what lies outside onto the edge instead of cutting it off. A
ring then still goes round every inner point as often as before, so a lake, a
continent that holds the whole picture and a coast that leaves and returns need
no case of their own.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import atan2, ceil, cos, hypot, pi, radians, sin, sqrt

Pair = tuple[float, float]
Line = list[Pair]

RIM_STEP = radians(4)  # a chord of 4 degrees stays within 0.06 % of the radius
LONGEST_EDGE = 5.0  # degrees; longer edges are halved before any test
DEEPEST_HALVING = 18


def project(
    ring: Sequence[Pair],
    point: Callable[[float, float], Pair],
    *,
    tolerance: float,
    radius: float,
) -> Line:
    """Project a ring of (lon, lat), halving its edges until each midpoint lies true.

    An edge is straight in longitude and latitude, as the data means it; its
    image may be curved, near the antipode strongly so. `tolerance` is the
    allowed distance of the true midpoint from the drawn one, in drawing units;
    it grows with the distance beyond `radius`, where nothing is seen.
    """
    plane = [point(lat, lon) for lon, lat in ring]
    out: Line = []
    for (start, end), (start_xy, end_xy) in zip(edges(ring), edges(plane), strict=True):
        out.append(start_xy)
        ahead = start[0] + (end[0] - start[0] + 180) % 360 - 180
        _refine(out, (start, start_xy), ((ahead, end[1]), end_xy), point, (tolerance, radius), 0)
    return out


def _refine(
    out: Line,
    start: tuple[Pair, Pair],
    end: tuple[Pair, Pair],
    point: Callable[[float, float], Pair],
    limits: tuple[float, float],
    depth: int,
) -> None:
    """Append the points needed between start and end, both (geographic, plane)."""
    (lon0, lat0), (x0, y0) = start
    (lon1, lat1), (x1, y1) = end
    if depth == DEEPEST_HALVING:
        return
    middle = ((lon0 + lon1) / 2, (lat0 + lat1) / 2)
    x, y = point(middle[1], middle[0])
    tolerance, radius = limits
    beyond = min(hypot(x0, y0), hypot(x, y), hypot(x1, y1)) - radius
    missed = hypot(x - (x0 + x1) / 2, y - (y0 + y1) / 2)
    short = abs(lon1 - lon0) + abs(lat1 - lat0) <= LONGEST_EDGE
    if short and missed <= max(tolerance, beyond / 2):
        return
    _refine(out, start, (middle, (x, y)), point, limits, depth + 1)
    out.append((x, y))
    _refine(out, (middle, (x, y)), end, point, limits, depth + 1)


def simplify(line: Sequence[Pair], tolerance: float) -> Line:
    """Drop points nearer than `tolerance` to the line that remains (Douglas and Peucker 1973)."""
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        farthest, distance = _farthest(line, first, last)
        if distance > tolerance:
            keep[farthest] = True
            stack += [(first, farthest), (farthest, last)]
    return [point for point, kept in zip(line, keep, strict=True) if kept]


def _farthest(line: Sequence[Pair], first: int, last: int) -> tuple[int, float]:
    """Return index and distance of the point between first and last farthest from their chord."""
    (x0, y0), (x1, y1) = line[first], line[last]
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    index, worst = first, -1.0
    for i in range(first + 1, last):
        px, py = line[i][0] - x0, line[i][1] - y0
        share = (px * dx + py * dy) / square if square else 0.0
        share = 0.0 if share < 0 else 1.0 if share > 1 else share
        px, py = px - share * dx, py - share * dy
        distance = px * px + py * py
        if distance > worst:
            index, worst = i, distance
    return index, sqrt(worst) if worst > 0 else 0.0


def edges(ring: Sequence[Pair]) -> list[tuple[Pair, Pair]]:
    """The edges of a closed ring, the one that closes it first."""
    return [(ring[i - 1], ring[i]) for i in range(len(ring))]


def area(ring: Sequence[Pair]) -> float:
    """Signed area by the shoelace formula, in squared units."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in edges(ring)) / 2


def turns(ring: Sequence[Pair]) -> int:
    """Return how often a ring goes round the origin."""
    return round(sum(_swept(start, end) for start, end in edges(ring)) / (2 * pi))


def _swept(start: Pair, end: Pair) -> float:
    """The angle under which the origin sees a straight edge, signed."""
    (x0, y0), (x1, y1) = start, end
    return atan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1)


def clip_to_disc(ring: Sequence[Pair], radius: float) -> Line:
    """Return a ring with its outer parts pushed to the circle round the origin.

    Empty if no part of the outline lies inside: then `turns` tells whether the
    ring goes round the whole disc or lies beside it.
    """
    if all(_within(point, radius) for point in ring):
        return list(ring)
    walk = [(start, end, _inner_part(start, end, radius)) for start, end in edges(ring)]
    entries = [i for i, (start, _, part) in enumerate(walk) if part and not _within(start, radius)]
    if not entries:
        return []
    walk = walk[entries[0] :] + walk[: entries[0] + 1]  # once round, the first entry again
    out: Line = []
    left, swept = None, 0.0
    for start, end, part in walk:
        if part is None:
            swept += _swept(start, end)
            continue
        entry, leave = _along(start, end, part[0]), _along(start, end, part[1])
        if not _within(start, radius):
            if left is not None:
                out += _rim(left, swept + _swept(start, entry), radius)
            out.append(entry)
        out.append(leave)
        left, swept = leave, _swept(leave, end)
    return out[:-2]


def _within(point: Pair, radius: float) -> bool:
    return point[0] ** 2 + point[1] ** 2 <= radius**2


def _inner_part(start: Pair, end: Pair, radius: float) -> tuple[float, float] | None:
    """Return the shares of an edge at which it enters and leaves the disc, None if it misses it."""
    inside = _within(start, radius), _within(end, radius)
    if all(inside):
        return 0.0, 1.0
    (x0, y0), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    a, b = dx * dx + dy * dy, x0 * dx + y0 * dy
    square = b * b - a * (x0 * x0 + y0 * y0 - radius * radius)
    root = sqrt(max(square, 0.0))
    enters, leaves = (-b - root) / (a or 1), (-b + root) / (a or 1)
    if not any(inside):
        return (enters, leaves) if square > 0 and enters > 0 and leaves < 1 else None
    return (0.0, min(leaves, 1.0)) if inside[0] else (max(enters, 0.0), 1.0)


def _along(start: Pair, end: Pair, share: float) -> Pair:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _rim(start: Pair, swept: float, radius: float) -> Line:
    """Points on the circle after `start`, before the end of the swept angle."""
    first = atan2(start[1], start[0])
    count = ceil(abs(swept) / RIM_STEP)
    angles = [first + swept * i / count for i in range(1, count)]
    return [(radius * cos(angle), radius * sin(angle)) for angle in angles]


def circle(radius: float) -> Line:
    """The whole rim, in the direction of the coasts of the land data."""
    return [(radius, 0.0), *_rim((radius, 0.0), 2 * pi, radius)]


def clip_to_box(ring: Sequence[Pair], half_width: float, half_height: float) -> Line:
    """Return a ring with its outer parts pushed to the box round the origin.

    Empty if no part of the outline lies inside, as in `clip_to_disc`.
    """
    out = list(ring)
    for axis, sign, limit in _sides(half_width, half_height):
        out = _clip_side(out, axis, sign, limit)
    out = _without_spikes(out, half_width, half_height)
    inner = any(abs(x) < half_width or abs(y) < half_height for x, y in out)
    return out if inner else []


def _sides(half_width: float, half_height: float) -> list[tuple[int, int, float]]:
    return [(0, 1, half_width), (0, -1, half_width), (1, 1, half_height), (1, -1, half_height)]


def _clip_side(ring: Line, axis: int, sign: int, limit: float) -> Line:
    """One step of Sutherland and Hodgman 1974: keep sign * coordinate <= limit."""
    out: Line = []
    for start, end in edges(ring):
        over_start, over_end = sign * start[axis] - limit, sign * end[axis] - limit
        if (over_start > 0) != (over_end > 0):
            x, y = _along(start, end, over_start / (over_start - over_end))
            out.append((sign * limit, y) if axis == 0 else (x, sign * limit))
        if over_end <= 0:
            out.append(end)
    return out


def _without_spikes(ring: Line, half_width: float, half_height: float) -> Line:
    """Take out what runs to and fro on the edge of the box."""
    sides = _sides(half_width, half_height)

    def needless(a: Pair, b: Pair, c: Pair) -> bool:
        return b in (a, c) or any(
            a[axis] == b[axis] == c[axis] == sign * limit for axis, sign, limit in sides
        )

    before = None
    while before != len(ring):
        before, out = len(ring), []
        for point in ring:
            while len(out) > 1 and needless(out[-2], out[-1], point):
                out.pop()
            out.append(point)
        while len(out) > 2 and needless(out[-2], out[-1], out[0]):
            out.pop()
        while len(out) > 2 and needless(out[-1], out[0], out[1]):
            out.pop(0)
        ring = out
    return ring


def clip_line_to_box(line: Sequence[Pair], half_width: float, half_height: float) -> list[Line]:
    """Return the pieces of an open line that lie inside the box round the origin."""
    pieces: list[Line] = []
    for start, end in pairwise(line):
        part = _part_in_box(start, end, half_width, half_height)
        if part is None:
            continue
        entry, leave = _along(start, end, part[0]), _along(start, end, part[1])
        if pieces and pieces[-1][-1] == entry:
            pieces[-1].append(leave)
        else:
            pieces.append([entry, leave])
    return pieces


def _part_in_box(start: Pair, end: Pair, half_width: float, half_height: float) -> tuple[float, float] | None:
    """Return the shares of an edge at which it enters and leaves (Liang and Barsky 1984)."""
    first, last = 0.0, 1.0
    for axis, sign, limit in _sides(half_width, half_height):
        over, rise = sign * start[axis] - limit, sign * (end[axis] - start[axis])
        if rise == 0:
            if over > 0:
                return None
        elif rise > 0:
            last = min(last, -over / rise)
        else:
            first = max(first, -over / rise)
    return (first, last) if first < last else None
