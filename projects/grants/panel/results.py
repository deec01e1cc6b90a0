"""What scores come to: weighted means of single reviews, their mean and their spread. Pure: no Django, no database.

Called by the pages of reviewers, cases and sessions, by the minutes and by the statistics.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

BEST = 5
WEIGHTS = range(1, 6)
_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sum of one review: `points` of `most`, and the same from 0 to 5 (`mean`)."""

    points: int
    most: int
    mean: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """Several reviews together: mean and spread (standard deviation), both from 0 to 5, over `count` reviews."""

    mean: Decimal
    spread: Decimal
    count: int


def in_bounds(value: int, weight: int) -> bool:
    """Points go from 0 to 5, weights from 1 to 5."""
    return 0 <= value <= BEST and weight in WEIGHTS


def weigh(scores: Iterable[tuple[int, int]]) -> Weighed | None:
    """One review from its (points, weight); None without scores. Raises ValueError for what is out of bounds."""
    pairs = list(scores)
    if not pairs:
        return None
    if not all(in_bounds(value, weight) for value, weight in pairs):
        raise ValueError("Points go from 0 to 5, weights from 1 to 5.")
    points = sum(value * weight for value, weight in pairs)
    weights = sum(weight for _value, weight in pairs)
    return Weighed(points, BEST * weights, _rounded(Decimal(points) / weights, _HUNDREDTH))


def together(means: Sequence[Decimal]) -> Result | None:
    """Mean and spread of reviews, rounded to a tenth for reading; None without reviews."""
    if not means:
        return None
    mean = sum(means, Decimal(0)) / len(means)
    variance = sum(((value - mean) ** 2 for value in means), Decimal(0)) / len(means)
    return Result(_rounded(mean, _TENTH), _rounded(variance.sqrt(), _TENTH), len(means))


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, rounding=ROUND_HALF_UP)
