"""Where projects stand on an axis of years: arithmetic without Django. Called by `projects.listing`.

Positions are percentages of the axis's length, from its start. A day lies where it begins, so a project that ends on
the last day of a year reaches the first day of the next one.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

YEARS = 5
# How many whole years the axis shows before the present one, and before a year that was asked for.
BEFORE_TODAY, BEFORE_ASKED = 3, 2
# Titles start where their bar starts, up to here; later ones stand at the end of the row.
LAST_INDENT, STEP = 40, 5
SLIVER = 0.8


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of something; no last day means an open end."""

    first: date
    last: date | None

    @property
    def end(self) -> date | None:
        """The day after the last one."""
        return self.last and self.last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on the axis: where it starts, how long it is, and how much of that length is done.

    `came`: it began before the axis does; `goes_on`: it ends after the axis, or has no end.
    """

    start: float
    width: float
    done: float
    came: bool
    goes_on: bool

    @property
    def is_late(self) -> bool:
        """Starts so late that its title has to stand at the end of the row."""
        return self.start > LAST_INDENT + STEP

    @property
    def indent(self) -> int:
        """Where the title starts, in steps of STEP per cent."""
        return min(int(self.start // STEP) * STEP, LAST_INDENT)

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return self.start + self.width


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole years from `first` on."""

    first: int
    length: int = YEARS

    @property
    def years(self) -> range:
        """The years on it."""
        return range(self.first, self.first + self.length)

    def place(self, day: date) -> float:
        """Where a day lies, in per cent; below 0 or above 100 beside the axis."""
        of_year = (day.timetuple().tm_yday - 1) / (366 if calendar.isleap(day.year) else 365)
        return (day.year + of_year - self.first) / self.length * 100

    def bar(self, span: Span, today: date) -> Bar | None:
        """The bar of a span; None when it lies beside the axis."""
        first, now = self.place(span.first), self.place(today)
        end = self.place(span.end) if span.end else 100.0
        if first >= 100 or end <= 0 or end <= first:
            return None
        start, stop = max(first, 0.0), min(end, 100.0)
        start = min(start, 100 - SLIVER)
        width = max(stop - start, SLIVER)
        done = min(max(now - start, 0.0), width)
        return Bar(
            start=round(start, 2),
            width=round(width, 2),
            done=round(done, 2),
            came=first < 0,
            goes_on=span.end is None or end > 100,
        )


def whole(first: date, first_precision: str, last: date | None, last_precision: str) -> Span:
    """The span that dates of a precision ("day", "month", "year") mean: a month and a year count as a whole."""
    start = {"year": first.replace(month=1, day=1), "month": first.replace(day=1)}.get(first_precision, first)
    if last is None:
        return Span(start, None)
    month_end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    stop = {"year": last.replace(month=12, day=31), "month": month_end}.get(last_precision, last)
    return Span(start, stop)


def choose_axis(spans: Iterable[Span], today: date, year: int | None = None) -> Axis:
    """The years to show: around `year` if one was asked for, else around today, else where there is something."""
    if year is not None:
        return Axis(year - BEFORE_ASKED)
    axis, rows = Axis(today.year - BEFORE_TODAY), list(spans)
    if not rows or any(axis.bar(span, today) for span in rows):
        return axis
    over = [span.last.year for span in rows if span.last and span.last.year < axis.first]
    if over:
        return Axis(max(over) - YEARS + 1)
    return Axis(min(span.first.year for span in rows))
