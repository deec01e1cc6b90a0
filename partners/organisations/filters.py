"""Which entries of the directory fit what an address asks for, and how many each choice would leave.

Pure functions over words, so that counts can be checked against brute force. Called by `directory`.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

# In the order of the form. English in every language, so that addresses can be passed on.
KEYS = ("kind", "city", "theme", "language")
HOME = "home"

Facets = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: one value per key ("" for all), and words of a name."""

    values: Mapping[str, str]
    words: tuple[str, ...] = ()
    query: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters that apply, as (key, value), the words of a name last."""
        pairs = [(key, value) for key, value in self.values.items() if value]
        return [*pairs, ("q", self.query)] if self.query else pairs

    def without(self, key: str) -> str:
        """The query string that asks for the rest; "?" when nothing is left."""
        rest = [pair for pair in self.pairs if pair[0] != key]
        return f"?{urlencode(rest)}" if rest else "?"


def parse(get: Mapping[str, str], known: Mapping[str, Container[str]]) -> dict[str, str]:
    """The value of each key; what nobody knows counts as "all"."""
    return {key: value if (value := get.get(key, "")) in known[key] else "" for key in KEYS}


def fits(facets: Facets, name: str, asked: Asked, leave_out: str = "") -> bool:
    """True for an entry with every value that is asked for, whose folded `name` holds every word."""
    values = ((key, value) for key, value in asked.values.items() if value and key != leave_out)
    return all(value in facets[key] for key, value in values) and all(word in name for word in asked.words)


def counts(entries: Iterable[tuple[Facets, str]], asked: Asked) -> dict[str, Counter[str]]:
    """For each value of each key: how many entries would be left if it were chosen instead."""
    found: dict[str, Counter[str]] = {key: Counter() for key in KEYS}
    for facets, name in entries:
        for key in KEYS:
            if fits(facets, name, asked, leave_out=key):
                found[key].update(facets[key])
    return found
