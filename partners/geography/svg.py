"""Short SVG path data. Used by the drawing functions only."""

from collections.abc import Iterable, Sequence

Pair = tuple[float, float]


def path_data(
    lines: Iterable[Sequence[Pair]], *, decimals: int = 0, closed: bool = True, smallest: int = 3
) -> str:
    """Return one path for many lines, with relative steps on a grid of `decimals` places.

    A line that has fewer than `smallest` different points on that grid is left out.
    Rounding does not add up: each step starts at the rounded place reached.
    """
    scale = 10**decimals
    return "".join(
        _subpath(steps, scale) + ("z" if closed else "")
        for line in lines
        if len(steps := _steps(line, scale)) >= smallest
    )


def _steps(line: Sequence[Pair], scale: int) -> list[tuple[int, int]]:
    """The first point, then the steps to the next ones, in grid units."""
    steps: list[tuple[int, int]] = []
    x = y = 0
    for px, py in line:
        step = round(px * scale) - x, round(py * scale) - y
        if not steps or step != (0, 0):
            steps.append(step)
            x, y = x + step[0], y + step[1]
    return steps


def _subpath(steps: list[tuple[int, int]], scale: int) -> str:
    numbers = [_number(value, scale) for step in steps for value in step]
    return "M" + _packed(numbers[:2]) + "l" + _packed(numbers[2:])


def _packed(numbers: list[str]) -> str:
    """Join numbers; a minus sign needs no space before it."""
    return "".join(numbers[:1]) + "".join(n if n[0] == "-" else f" {n}" for n in numbers[1:])


def _number(units: int, scale: int) -> str:
    if scale == 1:
        return str(units)
    text = f"{units / scale:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
