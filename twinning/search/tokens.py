"""Writes words as PostgreSQL compares them: vectors for the index, queries for search.

A token is a form of a word with its language before it ("de~stadt"), so that each row answers in its own language and
a query can ask for one language or for all. Filters are tokens too ("=k~city", "=c~12", "=t~3"): a rare one keeps
a common word cheap. Nothing is left to the server's own parsers and stemmers, which differ between versions.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from twinning.search.folding import Word, fold, forms, pairs, wanted_pairs, words_of

TITLE, SUMMARY, TEXT, NAME = "A", "B", "C", "D"
# How often one token is counted, and how far into a text: enough to rank by, small enough to keep.
MOST, FARTHEST, LONGEST_TEXT = 4, 16_000, 40_000
SHORTEST_PREFIX = 3


@dataclass(slots=True)
class Vector:
    """A tsvector in the making, for a row of one language."""

    language: str
    _places: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _position: int = 0

    def add(self, text: str, weight: str) -> None:
        """Put in all words of a text."""
        for word in words_of(text[:LONGEST_TEXT]):
            for group in _tokens(word, self.language):
                self._position = min(self._position + 1, FARTHEST)
                for token in group:
                    places = self._places[f"{self.language}~{token}"]
                    if len(places) < MOST:
                        places.append(f"{self._position}{weight}")

    def mark(self, tokens: Iterable[str]) -> None:
        """Put in filters."""
        for token in tokens:
            self._places.setdefault(token, [])

    def __str__(self) -> str:
        return " ".join(
            f"'{token}':{','.join(places)}" if places else f"'{token}'"
            for token, places in sorted(self._places.items())
        )


def _tokens(word: Word, language: str) -> Iterable[tuple[str, ...]]:
    """The tokens that stand at one place each."""
    return ((pair,) for pair in pairs(word.text)) if word.is_unspaced else (forms(word.text, language),)


def filters(kind: str, cities: Iterable[int], themes: Iterable[int]) -> list[str]:
    """The tokens of what a row can be filtered by."""
    return [f"=k~{kind}", *(f"=c~{city}" for city in cities), *(f"=t~{theme}" for theme in themes)]


def either(tokens: Iterable[str]) -> str:
    """A query for any of the tokens."""
    return "(" + " | ".join(f"'{token}'" for token in tokens) + ")"


def wanted(word: Word, languages: Iterable[str], *, is_prefix: bool = False, is_loose: bool = False) -> str:
    """A query for a word in texts of any of the languages; `is_prefix`: or for one that begins like it; `is_loose`:
    some of its pairs will do, where there are no spaces.
    """
    if word.is_unspaced:
        asked = wanted_pairs(word.text)
        ending = ":*" if len(asked[0]) == 1 else ""
        joint = " | " if is_loose else " & "
        runs = (joint.join(f"'{language}~{pair}'{ending}" for pair in asked) for language in languages)
        return "(" + " | ".join(f"({run})" for run in runs) + ")"
    found: list[str] = []
    for language in languages:
        # The first form is the plain one; what is typed out ("ae") begins the same words.
        found.extend(f"'{language}~{form}'" for form in forms(word.text, language))
        if is_prefix:
            found.append(f"'{language}~{fold(word.text)}':*")
    return "(" + " | ".join(dict.fromkeys(found)) + ")"
