"""Finds public things whatever the spelling or language: reads only the catalogue.

Everything public is folded in Python (a few hundred rows at most); a hit in the title counts most, a hit in the
reader's language more than one in another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from twinning.catalogue import Entry, entries
from twinning.languages import Served, all_columns, column, current
from twinning.richtext import plain_text
from twinning.sorting import fold

QUERY_LIMIT = 200
TITLE, OTHER_TITLE, NAME, TEXT, OTHER_TEXT = 5, 4, 4, 2, 1


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is, where it stands, and how well it fits (higher is better)."""

    label: str | Promise
    url: str
    title: Served
    summary: Served
    weight: int


def words_of(query: str) -> list[str]:
    """The folded words of a query; German umlauts are found under both spellings by `spellings`."""
    return [fold(word) for word in query[:QUERY_LIMIT].split()]


def spellings(text: str) -> str:
    """A text folded both ways: "Städte" as "stadte" and as "staedte"."""
    plain = fold(text)
    german = fold(text.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))
    return plain if plain == german else f"{plain} {german}"


def _plain_values(obj: Model, lookup: str) -> Iterator[str]:
    """Texts without a language: a field, or a field of prefetched rows ("other_names__name")."""
    first, _, rest = lookup.partition("__")
    value = getattr(obj, first)
    if not rest:
        yield value or ""
        return
    for row in value.all():
        yield from _plain_values(row, rest)


def _texts(entry: Entry, obj: Model, language: str) -> Iterator[tuple[int, str]]:
    """(weight, text) of everything that may match."""
    for name in entry.search:
        is_title = name == entry.title
        own = column(name, language)
        for other in all_columns(name):
            text = getattr(obj, other) or ""
            if text:
                mine = other == own
                weight = (TITLE if mine else OTHER_TITLE) if is_title else (TEXT if mine else OTHER_TEXT)
                yield weight, plain_text(text) if "<" in text else text
    for lookup in entry.plain:
        yield from ((NAME, text) for text in _plain_values(obj, lookup) if text)


def _weight(entry: Entry, obj: Model, words: list[str], language: str) -> int:
    """How well the object fits: every word must occur somewhere; the best place of each counts."""
    best = dict.fromkeys(words, 0)
    for weight, text in _texts(entry, obj, language):
        folded = spellings(text)
        for word in words:
            if weight > best[word] and word in folded:
                best[word] = weight
    return sum(best.values()) if all(best.values()) else 0


def search(query: str) -> list[Hit]:
    """Everything public that holds all words of `query`, best first; nothing for an empty query."""
    words = words_of(query)
    if not words:
        return []
    language = current()
    hits = []
    for entry in entries():
        related = {lookup.partition("__")[0] for lookup in entry.plain if "__" in lookup}
        for obj in entry.queryset().prefetch_related(*related):
            weight = _weight(entry, obj, words, language)
            if weight:
                hits.append(
                    Hit(
                        entry.label,
                        obj.get_absolute_url(),
                        entry.title_of(obj),
                        entry.summary_of(obj),
                        weight,
                    )
                )
    return sorted(hits, key=lambda hit: -hit.weight)
