"""How well two slips fit together, told criterion by criterion. Pure: no Django, no database, no words.

`partners.board.wishes` makes a Wish of a slip, `partners.board.words` puts the reasons into sentences. What counts:

- A criterion counts only when both filled it in. "Other" group and "something else" say nothing, so they don't count.
  The place counts when both look for a certain place; "any twin town" asks for nothing.
- Size: the ranges overlap, or miss each other by at most 20 per cent.
- Age: one range lies inside the other; if they only overlap it fits partly.
- Months: at least one month of both is the same.
- Languages: one that both speak well or fluently fits; one that a side speaks only a little fits partly.
- Hosting: one can host and the other wants to travel.

Two slips are possible partners when

- they are in different places and each one's wish for a place includes the other's place,
- who or what they are about is the same: group, activity or a theme (a month and a language alone are no reason),
- at least one of them seeks something: of two offers, one must want to travel to where the other can host.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

ANYWHERE = "any"
HOME = "home"
NO_GROUP = NO_ACTIVITY = "other"
HOST, TRAVEL = "host", "travel"
# Sizes may miss each other by a fifth of the smaller number.
NEAR_NUMERATOR, NEAR_DENOMINATOR = 6, 5
OPEN_END = 10_000

Range = tuple[int | None, int | None]
Month = tuple[int, int]


class Verdict(StrEnum):
    """How two answers fit."""

    FITS = "fits"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Wish:
    """What one slip says about itself and about whom it looks for.

    `size` (people) and `age` (years) are ranges with an end open when None; `months` are (year, month) pairs;
    `place` and `wanted` hold the key of a city or "home", `wanted` also "any"; `languages` maps codes to "basic",
    "good" or "fluent".
    """

    kind: str
    group: str
    activity: str
    size: Range = (None, None)
    age: Range = (None, None)
    months: frozenset[Month] = frozenset()
    place: str = HOME
    wanted: str = ANYWHERE
    can_host: bool = False
    wants_to_travel: bool = False
    languages: tuple[tuple[str, str], ...] = ()
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion: both answers, what they share, and how they fit. Values as in Wish, never sentences."""

    criterion: str
    verdict: Verdict
    mine: Any
    theirs: Any
    shared: Any = None

    def swapped(self) -> "Reason":
        """The same reason seen from the other side."""
        return replace(self, mine=self.theirs, theirs=self.mine)


@dataclass(frozen=True, slots=True)
class Match:
    """All reasons of a pair, in the order in which they are shown."""

    reasons: tuple[Reason, ...] = field(default=())
    is_possible: bool = False

    @property
    def points(self) -> int:
        """How many criteria fit."""
        return sum(reason.verdict is Verdict.FITS for reason in self.reasons)

    @property
    def of(self) -> int:
        """How many criteria both filled in."""
        return len(self.reasons)


def compare(mine: Wish, theirs: Wish) -> Match:
    """How `theirs` fits `mine`. Symmetric: the other way round gives the same verdicts with the sides swapped."""
    found = (judge(mine, theirs) for judge in _CRITERIA)
    reasons = tuple(reason for reason in found if reason)
    return Match(reasons, _is_possible(mine, theirs, reasons))


# --- must-haves -----------------------------------------------------------------------------------
def _is_possible(mine: Wish, theirs: Wish, reasons: tuple[Reason, ...]) -> bool:
    fitting = {reason.criterion for reason in reasons if reason.verdict is Verdict.FITS}
    has_subject = not fitting.isdisjoint({"group", "activity", "themes"})
    somebody_seeks = "seeks" in {mine.kind, theirs.kind} or "hosting" in fitting
    return has_subject and somebody_seeks and places_fit(mine, theirs)


def places_fit(mine: Wish, theirs: Wish) -> bool:
    """Each is where the other looks for somebody; nobody needs this board to find a partner in the same place."""
    return (
        mine.place != theirs.place
        and mine.wanted in {ANYWHERE, theirs.place}
        and theirs.wanted in {ANYWHERE, mine.place}
    )


# --- one function per criterion; None when one side left it open ----------------------------------
def _yes(criterion: str, is_fit: bool, mine: Any, theirs: Any, shared: Any = None) -> Reason:
    return Reason(criterion, Verdict.FITS if is_fit else Verdict.NOT, mine, theirs, shared)


def _group(mine: Wish, theirs: Wish) -> Reason | None:
    if NO_GROUP in {mine.group, theirs.group}:
        return None
    same = mine.group == theirs.group
    return _yes("group", same, mine.group, theirs.group, mine.group if same else None)


def _activity(mine: Wish, theirs: Wish) -> Reason | None:
    if NO_ACTIVITY in {mine.activity, theirs.activity}:
        return None
    same = mine.activity == theirs.activity
    return _yes("activity", same, mine.activity, theirs.activity, mine.activity if same else None)


def _ends(span: Range) -> tuple[int, int] | None:
    low, high = span
    if low is None and high is None:
        return None
    return low or 0, OPEN_END if high is None else high


def _overlap(mine: tuple[int, int], theirs: tuple[int, int]) -> tuple[int, int] | None:
    low, high = max(mine[0], theirs[0]), min(mine[1], theirs[1])
    return (low, high) if low <= high else None


def _as_range(ends: tuple[int, int] | None) -> Range | None:
    return ends and (ends[0] or None, None if ends[1] == OPEN_END else ends[1])


def _size(mine: Wish, theirs: Wish) -> Reason | None:
    a, b = _ends(mine.size), _ends(theirs.size)
    if a is None or b is None:
        return None
    common = _overlap(a, b)
    smaller, larger = min(a[1], b[1]), max(a[0], b[0])
    is_near = larger * NEAR_DENOMINATOR <= smaller * NEAR_NUMERATOR
    return _yes("size", bool(common) or is_near, mine.size, theirs.size, _as_range(common))


def _months(mine: Wish, theirs: Wish) -> Reason | None:
    if not mine.months or not theirs.months:
        return None
    common = mine.months & theirs.months
    return _yes("months", bool(common), mine.months, theirs.months, common)


def _in_common(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(mine) & set(theirs)))


def _languages(mine: Wish, theirs: Wish) -> Reason | None:
    if not mine.languages or not theirs.languages:
        return None
    well = [[code for code, level in side.languages if level != "basic"] for side in (mine, theirs)]
    if shared := _in_common(*well):
        return Reason("languages", Verdict.FITS, mine.languages, theirs.languages, shared)
    shared = _in_common(dict(mine.languages), dict(theirs.languages))
    verdict = Verdict.PARTLY if shared else Verdict.NOT
    return Reason("languages", verdict, mine.languages, theirs.languages, shared)


def _ways(wish: Wish) -> tuple[str, ...]:
    return (HOST,) * wish.can_host + (TRAVEL,) * wish.wants_to_travel


def _hosting(mine: Wish, theirs: Wish) -> Reason | None:
    a, b = _ways(mine), _ways(theirs)
    if not a or not b:
        return None
    is_fit = (HOST in a and TRAVEL in b) or (TRAVEL in a and HOST in b)
    return _yes("hosting", is_fit, a, b)


def _age(mine: Wish, theirs: Wish) -> Reason | None:
    a, b = _ends(mine.age), _ends(theirs.age)
    if a is None or b is None:
        return None
    common = _overlap(a, b)
    if common is None:
        verdict = Verdict.NOT
    else:
        verdict = Verdict.FITS if common in (a, b) else Verdict.PARTLY
    return Reason("age", verdict, mine.age, theirs.age, _as_range(common))


def _place(mine: Wish, theirs: Wish) -> Reason | None:
    if ANYWHERE in {mine.wanted, theirs.wanted}:
        return None
    is_fit = places_fit(mine, theirs)
    return _yes("place", is_fit, (mine.place, mine.wanted), (theirs.place, theirs.wanted))


def _themes(mine: Wish, theirs: Wish) -> Reason | None:
    if not mine.themes or not theirs.themes:
        return None
    common = mine.themes & theirs.themes
    return _yes("themes", bool(common), mine.themes, theirs.themes, common)


_CRITERIA = (_group, _activity, _size, _months, _languages, _hosting, _age, _place, _themes)
