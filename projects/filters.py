"""Filters of the list of projects: what the address asks for, which projects fit, how many each choice would leave.

Pure functions over words, so that counts can be checked against brute force. Called by `projects.listing` and by
the list of events.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

# In the order of the form. English in every language, so that addresses can be passed on.
KEYS = ("city", "theme", "state", "year", "organisation")
# A project may be asked for by several cities that take part in it; of the other keys one value counts.
SEVERAL = frozenset({"city"})
MOST_VALUES = 5

Pair = tuple[str, str]
Facets = Mapping[str, frozenset[str]]


class Values(Protocol):
    """What Django's QueryDict offers."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters that apply, as (key, value) in the order of KEYS, and the keys whose value nobody knows."""

    pairs: tuple[Pair, ...] = ()
    ignored: tuple[str, ...] = ()

    def first(self, key: str) -> str:
        """The value that the form's field shows; "" for all."""
        return next((value for name, value in self.pairs if name == key), "")

    def further(self, key: str) -> tuple[str, ...]:
        """Values beyond the first one, which the form has to carry along."""
        return tuple(value for name, value in self.pairs if name == key)[1:]

    def without(self, pair: Pair) -> tuple[Pair, ...]:
        """All filters but one."""
        return tuple(other for other in self.pairs if other != pair)


def parse(values: Values, known: Mapping[str, Container[str]], keys: Sequence[str] = KEYS) -> Selection:
    """The filters of an address; empty values mean nothing, values that are not `known` are left out and named.

    Other lists of the upper floors have their own `keys`.
    """
    pairs: list[Pair] = []
    ignored: list[str] = []
    for key in keys:
        asked = list(dict.fromkeys(value.strip() for value in values.getlist(key) if value.strip()))
        fitting = [value for value in asked if value in known.get(key, ())]
        if len(fitting) < len(asked):
            ignored.append(key)
        pairs += [(key, value) for value in fitting[: MOST_VALUES if key in SEVERAL else 1]]
    return Selection(tuple(pairs), tuple(ignored))


def fits(facets: Facets, pairs: Iterable[Pair]) -> bool:
    """True when a project has every value that is asked for."""
    return all(value in facets[key] for key, value in pairs)


def counts(
    projects: Iterable[Facets], selection: Selection, keys: Sequence[str] = KEYS
) -> dict[str, Counter[str]]:
    """For each value of each key: how many projects would be left if the form's field showed it instead."""
    found: dict[str, Counter[str]] = {key: Counter() for key in keys}
    shown = {key: (key, selection.first(key)) for key in keys}
    for facets in projects:
        missed = [pair for pair in selection.pairs if pair[1] not in facets[pair[0]]]
        for key in keys:
            if not missed or missed == [shown[key]]:
                found[key].update(facets[key])
    return found


def way_out(projects: Sequence[Facets], selection: Selection) -> tuple[Pair, int] | None:
    """When none fits: the filter without which most projects would be left, and how many; None if no one helps."""
    left = {
        pair: sum(fits(facets, selection.without(pair)) for facets in projects) for pair in selection.pairs
    }
    best = max(left, key=lambda pair: left[pair], default=None)
    return (best, left[best]) if best and left[best] else None


def query(pairs: Iterable[Pair], **others: str | int) -> str:
    """The query string of an address: filters first, then `others` that are not empty; "?" when there is nothing."""
    items = [*pairs, *((key, str(value)) for key, value in others.items() if value)]
    return f"?{urlencode(items)}"
