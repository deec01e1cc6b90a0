"""Makes the rows of the index out of public things: what is written in each language, and what it is found by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.utils.translation import override

from twinning.catalogue import Entry, entries
from twinning.languages import Served, column
from twinning.richtext import plain_text
from twinning.search.folding import fold
from twinning.search.models import IndexedText
from twinning.search.tokens import NAME, SUMMARY, TEXT, TITLE, Vector, filters

LONGEST_TITLE, LONGEST_URL = 300, 500
PlaceNames = Mapping[int, tuple[str, ...]]


def languages() -> tuple[str, ...]:
    """Those that the portal speaks."""
    return (*settings.PUBLISHED_LANGUAGES, settings.EASY_LANGUAGE)


def place_names() -> dict[int, tuple[str, ...]]:
    """Every name of every public city, by its number."""
    return {
        place.pk: tuple(dict.fromkeys((*_titles(entry, place), *filter(None, entry.names(place)))))
        for entry in entries()
        if entry.is_place
        for place in entry.queryset().prefetch_related(*entry.prefetch)
    }


def _titles(entry: Entry, obj: Model) -> Iterator[str]:
    """What it is called in any language that we write."""
    titles = (getattr(obj, column(entry.title, code)) for code in settings.MODELTRANSLATION_LANGUAGES)
    return (title for title in titles if title)


def _unpublished_titles(entry: Entry, obj: Model) -> Iterator[str]:
    """What a place is called in languages that we write names in but do not speak yet."""
    codes = set(settings.MODELTRANSLATION_LANGUAGES) - set(languages()) if entry.is_place else set()
    return (getattr(obj, column(entry.title, code)) for code in sorted(codes))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What all rows of a thing share."""

    names: tuple[str, ...]
    place_names: tuple[str, ...]
    cities: list[int]
    themes: list[int]


def rows_of(entry: Entry, obj: Model, places: PlaceNames) -> list[IndexedText]:
    """A row for each language: those that the portal speaks, and the one that it is written in."""
    cities = sorted(entry.cities(obj))
    facts = _Facts(
        names=tuple(filter(None, (*entry.names(obj), *_unpublished_titles(entry, obj)))),
        place_names=() if entry.is_place else tuple(name for key in cities for name in places.get(key, ())),
        cities=cities,
        themes=sorted(entry.themes(obj)),
    )
    own = (getattr(obj, entry.title_language),) if entry.title_language else ()
    return [_row(entry, obj, language, facts) for language in dict.fromkeys((*languages(), *own))]


def _row(entry: Entry, obj: Model, language: str, facts: _Facts) -> IndexedText:
    # Not every language that somebody writes in has pages: those are read under the portal's first one.
    read_in = language if language in languages() else settings.LANGUAGE_CODE
    with override(read_in):
        title, summary = entry.title_of(obj, language), entry.summary_of(obj, language)
        body = "\n".join(_texts(entry, obj, language))
        url = obj.get_absolute_url(read_in)
    first, last = entry.period(obj)
    names, words = _vectors(entry, language, (title, summary, body), facts)
    return IndexedText(
        kind=entry.key, object_id=obj.pk, language=language, url=url[:LONGEST_URL],
        title=title.text[:LONGEST_TITLE], title_language=title.language, key=fold(title.text)[:LONGEST_TITLE],
        summary=_plain(summary.text), summary_language=summary.language, body=body,
        cities=facts.cities, themes=facts.themes, starts_on=first, ends_on=last,
        importance=entry.importance, names=names, words=words,
    )  # fmt: skip


def _vectors(
    entry: Entry, language: str, texts: tuple[Served, Served, str], facts: _Facts
) -> tuple[str, str]:
    title, summary, body = texts
    names, words = Vector(language), Vector(language)
    # A name without a language counts for every reader, a title for those of its own.
    if title.language == language or entry.title_language:
        names.add(title.text, TITLE)
        words.add(title.text, TITLE)
    for name in facts.names:
        names.add(name, NAME)
        words.add(name, NAME)
    if summary.language == language:
        words.add(_plain(summary.text), SUMMARY)
    words.add(body, TEXT)
    words.add(" ".join(facts.place_names), TEXT)
    marks = filters(entry.key, facts.cities, facts.themes)
    names.mark(marks)
    words.mark(marks)
    return str(names), str(words)


def _plain(text: str) -> str:
    return (plain_text(text) if "<" in text else text).replace("\x00", "")


def _texts(entry: Entry, obj: Model, language: str) -> Iterator[str]:
    """What is written in this language beside title and summary, and what has no language."""
    for name in entry.search:
        if name not in (entry.title, entry.summary) and language in settings.MODELTRANSLATION_LANGUAGES:
            yield _plain(getattr(obj, column(name, language)) or "")
    for name in entry.plain:
        if name not in (entry.title, entry.summary):
            yield _plain(str(getattr(obj, name) or ""))
