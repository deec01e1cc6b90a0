"""Finds public things whatever the spelling or language: reads only the catalogue.

Everything public is compared in Python, a few hundred rows at most; what folding a text gives is remembered, because
the same texts come again with each search. A hit in the title counts most, one in the reader's language more than one
in another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise

from twinning import memory
from twinning.catalogue import Entry, entries
from twinning.languages import Served, column, current
from twinning.richtext import plain_text
from twinning.search.spelling import spellings, words_of

TITLE, OTHER_TITLE, NAME, TEXT, OTHER_TEXT = 5, 4, 4, 2, 1


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is, where it stands, and how well it fits (higher is better).

    `found_in` is the language in which a word was found when it is not the reader's, else "".
    """

    label: str | Promise
    url: str
    title: Served
    summary: Served
    weight: int
    found_in: str


@dataclass(frozen=True, slots=True)
class _Match:
    """The best place of one word: 0 is none."""

    weight: int = 0
    language: str = ""


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return spellings(plain_text(text) if "<" in text else text)


@lru_cache(maxsize=256)
def _columns(field: str) -> tuple[tuple[str, str], ...]:
    """(language, column) of a translated field."""
    return tuple((code, column(field, code)) for code in settings.MODELTRANSLATION_LANGUAGES)


def _plain_values(obj: Model, lookup: str) -> Iterator[str]:
    """Texts without a language: a field, or a field of prefetched rows ("other_names__name")."""
    first, _, rest = lookup.partition("__")
    value = getattr(obj, first)
    if not rest:
        yield value or ""
        return
    for row in value.all():
        yield from _plain_values(row, rest)


def _texts(entry: Entry, obj: Model, reader: str) -> Iterator[tuple[_Match, str]]:
    """Everything that may match, with what a match there is worth; among equals the first one counts."""
    for lookup in entry.plain:
        worth = TEXT if lookup == entry.summary else NAME
        yield from ((_Match(worth), text) for text in _plain_values(obj, lookup) if text)
    for field in entry.search:
        is_title = field == entry.title
        own, other = (TITLE, OTHER_TITLE) if is_title else (TEXT, OTHER_TEXT)
        for language, name in _columns(field):
            text = getattr(obj, name)
            if text:
                yield _Match(own) if language == reader else _Match(other, language), text


def _best(texts: list[tuple[_Match, str]], words: list[str]) -> list[_Match]:
    """The best match of each word in the folded texts of an object."""
    best = {word: _Match() for word in words}
    for match, folded in texts:
        for word in words:
            if match.weight > best[word].weight and word in folded:
                best[word] = match
    return list(best.values())


def _rows(entry: Entry, reader: str) -> list[tuple[Model, list[tuple[_Match, str]]]]:
    """The entry's public rows, each with its folded texts and what a match in them is worth to `reader`."""
    related = {lookup.partition("__")[0] for lookup in entry.plain if "__" in lookup}
    rows = entry.queryset().prefetch_related(*related)
    return [(row, [(match, _folded(text)) for match, text in _texts(entry, row, reader)]) for row in rows]


def search(query: str) -> list[Hit]:
    """Everything public that holds all words of `query`, best first; nothing for an empty query."""
    words, reader = words_of(query), current()
    hits = []
    for entry in entries() if words else ():
        for obj, texts in memory.recall(("search", entry.key, reader), partial(_rows, entry, reader)):
            matches = _best(texts, words)
            if all(match.weight for match in matches):
                hits.append(_hit(entry, obj, matches))
    return sorted(hits, key=lambda hit: -hit.weight)


def _hit(entry: Entry, obj: Model, matches: list[_Match]) -> Hit:
    return Hit(
        label=entry.label,
        url=obj.get_absolute_url(),
        title=entry.title_of(obj),
        summary=entry.summary_of(obj),
        weight=sum(match.weight for match in matches),
        found_in=next((match.language for match in matches if match.language), ""),
    )
