"""Bars as SVG: where each stands and how long it is. Pure; templates/admin/grants/records draws what comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from twinning.cldr import decimal_number

THOUSAND = Decimal(1000)
STEPS = (1, 2, 5)
# Upright bars: the area in which they stand, and the width of a pair with its gap.
LEFT, RIGHT, TOP, FLOOR = 60, 720, 24, 240
BAR, BETWEEN = 38, 4
# Lying bars.
ROW, THICK, NAMES, LONGEST = 32, 22, 206, 292


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle with the number beside it."""

    x: int
    y: int
    width: int
    height: int
    text: str
    text_x: int
    text_y: int
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or number at its place; for a line of the grid, `y` is the line's."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn."""

    width: int
    height: int
    bars: list[Bar]
    names: list[Mark]
    grid: list[Mark]


def thousands(amount: Decimal) -> str:
    """A sum in thousands with one decimal at most, in the reader's writing."""
    return decimal_number(round(amount / THOUSAND, 1 if amount < 10 * THOUSAND else 0))


def step(most: Decimal) -> Decimal:
    """The distance of the lines: 1, 2 or 5 times a power of ten, so that at most five lines are needed."""
    size = Decimal(1)
    while True:
        for factor in STEPS:
            if size * factor * 4 >= most:
                return size * factor
        size *= 10


def upright(rows: Sequence[tuple[str, Decimal, Decimal]]) -> Chart:
    """For each name two bars beside each other, over a grid in thousands."""
    most = max((max(first, second) for _name, first, second in rows), default=Decimal(0))
    gap = step(max(most, THOUSAND))
    lines = ceil(max(most, gap) / gap)
    scale = (FLOOR - TOP) / float(gap * lines)
    bars, names = [], []
    for index, (name, *pair) in enumerate(rows):
        middle = LEFT + round((index + 0.5) * (RIGHT - LEFT) / len(rows))
        names.append(Mark(name, middle, FLOOR + 28))
        for kind, x, amount in zip(
            "ab", (middle - BAR - BETWEEN // 2, middle + BETWEEN // 2), pair, strict=True
        ):
            height = round(float(amount) * scale)
            bars.append(
                Bar(x, FLOOR - height, BAR, height, thousands(amount), x + BAR // 2, FLOOR - height - 6, kind)
            )
    grid = [
        Mark(thousands(gap * line), LEFT - 8, FLOOR - round(float(gap * line) * scale))
        for line in range(lines + 1)
    ]
    return Chart(740, 285, bars, names, grid)


def lying(rows: Sequence[tuple[str, Decimal]]) -> Chart:
    """One bar for each name, from the start of the line."""
    most = max((amount for _name, amount in rows), default=Decimal(0)) or Decimal(1)
    bars, names = [], []
    for index, (name, amount) in enumerate(rows):
        top = 6 + index * ROW
        width = round(float(amount / most) * LONGEST)
        names.append(Mark(name, NAMES - 10, top + 17))
        bars.append(Bar(NAMES, top, width, THICK, thousands(amount), NAMES + width + 8, top + 17, "b"))
    return Chart(560, 8 + len(rows) * ROW, bars, names, [])
