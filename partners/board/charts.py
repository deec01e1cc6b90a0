"""Bars of a chart as numbers for SVG attributes. Pure arithmetic; each chart stands beside the table it is made of."""

from dataclasses import dataclass

LABEL, WIDTH, NUMBER = 250, 832, 40
BAR, GAP = 18, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle with its number; `series` is 0 for the first, 1 for the second."""

    series: int
    y: int
    width: int
    text_x: int
    text_y: int
    value: int


@dataclass(frozen=True, slots=True)
class Group:
    """A label with its bars."""

    label: str
    y: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that templates/admin/board/chart.html draws; `summary` says it in words."""

    groups: list[Group]
    height: int
    summary: str
    width: int = WIDTH
    x: int = LABEL
    label_x: int = LABEL - 10
    bar: int = BAR


def bars(rows: list[tuple[str, list[int]]]) -> Chart:
    """Horizontal bars, as many for each label as it has numbers above zero, drawn to one scale."""
    top = max((value for _label, values in rows for value in values), default=0) or 1
    room = WIDTH - LABEL - NUMBER
    groups, y = [], GAP // 2
    for label, values in rows:
        shown = [(series, value) for series, value in enumerate(values) if value] or [(0, 0)]
        drawn = [
            Bar(
                series=series,
                y=y + number * BAR,
                width=round(room * value / top),
                text_x=LABEL + round(room * value / top) + 8,
                text_y=y + number * BAR + BAR - 4,
                value=value,
            )
            for number, (series, value) in enumerate(shown)
        ]
        groups.append(Group(label, y + len(shown) * BAR // 2 + 5, drawn))
        y += len(shown) * BAR + GAP
    summary = "; ".join(f"{label}: {' / '.join(map(str, values))}" for label, values in rows)
    return Chart(groups, y, summary)
