"""Places the names of cities beside their pins so that they do not cover one another.

Called with the pins of one map when `manage.py build_map` draws it, once per
language, because names differ in length. The result is the same for the same pins.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import Literal, NamedTuple

from partners.geography.projection import Point
from partners.geography.rings import clip_line_to_box

PIN_RADIUS = 9.0  # with its outline
SIZES = ((14.0, 1.0), (23.0, 0.3))  # lettering on wide and on narrow screens, and its weight
TICK_WIDTH, TICK_HEIGHT = 48.0, 12.0
ROUNDS = 20

# Price of one square unit of label over something, and of one unit outside the frame.
OVER_LABEL, OVER_PIN, OVER_THREAD, OVER_TICK, OUTSIDE = 1.0, 1.5, 6.0, 0.5, 200.0

# Position beside the pin: offset and anchor of the text, then what the choice costs for a pin
# east, west of the home city, and for the home city itself.
CANDIDATES = (
    (11.0, 5.0, "start", 0, 12, 30),
    (-11.0, 5.0, "end", 12, 0, 30),
    (0.0, -15.0, "middle", 8, 8, 0),
    (0.0, 24.0, "middle", 10, 10, 6),
    (8.0, -9.0, "start", 6, 16, 20),
    (-8.0, -9.0, "end", 16, 6, 20),
    (8.0, 20.0, "start", 7, 17, 22),
    (-8.0, 20.0, "end", 17, 7, 22),
)

Anchor = Literal["start", "middle", "end"]
Line = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Pin:
    """A named place of a map; `width` is its name's width at 14 units (see `text_width`).

    A pin at 0, 0 is the home city; a thread runs from there to every other pin.
    """

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands: SVG x, y (baseline) and text-anchor, in left-to-right direction."""

    x: float
    y: float
    anchor: Anchor


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Option:
    label: Label
    boxes: list[Box]  # one per size of lettering
    cost: float


def text_width(text: str, size: float = 14) -> float:
    """Estimate the width of bold text in the units of `size`, on the safe side.

    Latin letters count 0.6 of the size, East Asian ones the whole size, marks nothing.
    """
    return size * sum(
        0.0 if unicodedata.combining(letter) else 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6
        for letter in text
    )


def place_labels(
    pins: Sequence[Pin], *, ticks: Sequence[Point] = (), lines: Sequence[Line] = (), limit: float = 308
) -> list[Label]:
    """Return one label per pin, in the same order.

    ticks: centres of the ring numbers, which are kept free if possible.
    lines: further lines between pins, which are kept clear of names as the threads from home are.
    limit: half the width of the square view box.
    Each label in turn takes the position that costs least beside the others,
    until none wants to move.
    """
    positions = range(len(CANDIDATES))
    threads = [*([(0.0, 0.0), (pin.x, pin.y)] for pin in pins), *lines]
    options = [[_option(pin, n, pins, ticks, threads, limit) for n in positions] for pin in pins]
    chosen = [min(choice, key=lambda option: option.cost) for choice in options]
    for _ in range(ROUNDS):
        before = list(chosen)
        for i, choice in enumerate(options):
            others = chosen[:i] + chosen[i + 1 :]
            chosen[i] = min(choice, key=lambda option: option.cost + _clash(option, others))
        if chosen == before:
            break
    return [option.label for option in chosen]


def _option(
    pin: Pin,
    position: int,
    pins: Sequence[Pin],
    ticks: Sequence[Point],
    threads: Sequence[Line],
    limit: float,
) -> _Option:
    """One position of a label and what it costs, the other labels apart."""
    dx, dy, anchor, *preferences = CANDIDATES[position]
    label = Label(round(pin.x + dx, 1), round(pin.y + dy, 1), anchor)
    boxes = [_box(label, pin.width * size / SIZES[0][0], size) for size, _ in SIZES]
    kind = 2 if pin.x == pin.y == 0 else 0 if pin.x >= 0 else 1
    cost = preferences[kind] + sum(
        weight * _standing_cost(box, pins, ticks, threads, limit)
        for box, (_, weight) in zip(boxes, SIZES, strict=True)
    )
    return _Option(label, boxes, cost)


def _box(label: Label, width: float, size: float) -> Box:
    """The frame of a text: capitals rise 0.75 of its size, tails hang 0.25."""
    left = label.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * width
    return Box(left, label.y - 0.75 * size, left + width, label.y + 0.25 * size)


def _standing_cost(
    box: Box, pins: Sequence[Pin], ticks: Sequence[Point], threads: Sequence[Line], limit: float
) -> float:
    """What a label covers that does not move: pins, threads, ring numbers, the outside."""
    cost = OUTSIDE * sum(max(0.0, over - limit) for over in (-box[0], -box[1], box[2], box[3]))
    for pin in pins:
        cost += OVER_PIN * _overlap(box, _around(pin, PIN_RADIUS, PIN_RADIUS))
    for thread in threads:
        cost += OVER_THREAD * _thread_in(box, thread)
    for tick in ticks:
        cost += OVER_TICK * _overlap(box, _around(tick, TICK_WIDTH / 2, TICK_HEIGHT / 2))
    return cost


def _around(centre: Pin | Point, half_width: float, half_height: float) -> Box:
    x, y = centre.x, centre.y
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def _overlap(a: Box, b: Box) -> float:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return width * height if width > 0 and height > 0 else 0.0


def _thread_in(box: Box, thread: Line) -> float:
    """Length of a line inside a box."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    moved = [(px - x, py - y) for px, py in thread]
    inside = clip_line_to_box(moved, box.right - x, box.bottom - y)
    return sum(dist(*pair) for piece in inside for pair in pairwise(piece))


def _clash(option: _Option, others: Sequence[_Option]) -> float:
    """How much a label overlaps the others, by size of lettering."""
    return OVER_LABEL * sum(
        weight * _overlap(option.boxes[i], other.boxes[i])
        for other in others
        for i, (_, weight) in enumerate(SIZES)
    )


def tick_bearing(bearings: Sequence[float], preferred: float = 298, apart: float = 25) -> int:
    """Return a direction for the ring numbers that no thread takes.

    The preferred one if every thread is `apart` degrees away, else the middle
    of the widest gap between threads (whole degrees from north).
    """
    if all(abs((b - preferred + 180) % 360 - 180) >= apart for b in bearings):
        return round(preferred) % 360
    ordered = sorted(b % 360 for b in bearings)
    gaps = [
        ((after - before) % 360 or 360, before)
        for before, after in zip(ordered, ordered[1:] + ordered[:1], strict=True)
    ]
    width, before = max(gaps)
    return round(before + width / 2) % 360
