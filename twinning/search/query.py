"""Asks the index: what the search pages call.

A page costs two queries: one ranks (and is remembered for ten seconds), one looks whether what it found is public
right now. Help with spelling is one more, where nothing was found; suggestions are two.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from twinning import memory
from twinning.catalogue import entries
from twinning.catalogue import find as entry_of
from twinning.languages import Served, written
from twinning.search.answers import Found, Hit, Suggestion, Wanted
from twinning.search.corrections import corrections
from twinning.search.passages import Marker, in_language, shortened
from twinning.search.ranking import CAP, Asked, Late, ask, asked, statement
from twinning.search.suggestions import titles

__all__ = ["PER_PAGE", "Found", "Hit", "Suggestion", "Wanted", "find", "spelling", "suggest"]

PER_PAGE = 20
Key = tuple[str, int]
Ranked = tuple[Found, tuple[Key, ...]]


def find(wanted: Wanted, after: str = "") -> Found:
    """The page of hits that follows the cursor `after` ("" or nonsense: the first page)."""
    found, keys = memory.recall(("search", wanted, after), partial(_rank, wanted, after))
    public = live(keys)
    hits = tuple(hit for hit, key in zip(found.hits, keys, strict=True) if key in public)
    gone = len(keys) - len(hits)
    return replace(found, hits=hits, total=found.total - gone) if gone else found


def _rank(wanted: Wanted, after: str) -> Ranked:
    for is_loose in (False, True):
        query = asked(wanted.text, wanted.language, is_loose=is_loose)
        if query.is_empty or (is_loose and not query.can_be_loose):
            break
        sql, params = statement(wanted, query, _cursor(after), PER_PAGE + 1)
        try:
            answer = ask(sql, params)
        except Late:
            return Found(is_late=True), ()
        if answer["total"]:
            return _found(answer, wanted, query, is_loose=is_loose)
    return Found(), ()


def _cursor(after: str) -> tuple[int, str, int] | None:
    score, _, rest = after.partition("~")
    kind, _, number = rest.partition("~")
    if entry_of(kind) is None or not _is_number(score) or not _is_number(number):
        return None
    return int(score), kind, int(number)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _found(answer: dict[str, Any], wanted: Wanted, query: Asked, *, is_loose: bool) -> Ranked:
    rows = answer["hits"] or []
    shown = rows[:PER_PAGE]
    marker = Marker(query.words, is_prefix=not wanted.text[-1:].isspace())
    after = "{score}~{kind}~{object_id}".format(**shown[-1]) if len(rows) > PER_PAGE else ""
    found = Found(
        hits=tuple(_hit(row, wanted.language, marker) for row in shown),
        total=min(answer["total"], CAP),
        is_capped=answer["rows"] > CAP,
        after=after,
        kinds=_most_first(answer["kinds"], str),
        cities=_most_first(answer["cities"], int),
        themes=_most_first(answer["themes"], int),
        is_loose=is_loose,
    )
    return found, tuple((row["kind"], row["object_id"]) for row in shown)


def _most_first(counts: Mapping[str, int] | None, key: type) -> dict:
    return {key(name): count for name, count in Counter(counts or {}).most_common()}


def _hit(row: dict[str, Any], reader: str, marker: Marker) -> Hit:
    title = written(row["title"], row["title_language"], reader)
    found_in = row["found_in"] if row["found_in"] != reader else ""
    texts = [row["summary"]] if row["summary_language"] == row["found_in"] else []
    passage = marker.passage([*texts, row["body"]], row["found_in"])
    language = row["found_in"]
    if not passage:
        passage, language = marker.marked(shortened(row["own_summary"]), reader), row["own_summary_language"]
    return Hit(
        kind=row["kind"],
        label=entry_of(row["kind"]).label,
        url=row["url"],
        title=title,
        title_html=in_language(marker.marked(title.text, title.language), title.language, reader),
        passage=in_language(passage, language, reader),
        found_in=found_in,
        cities=tuple(row["cities"]),
        when=(_day(row["starts_on"]), _day(row["ends_on"])),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def live(keys: Iterable[Key]) -> set[Key]:
    """Which of these things anybody may see right now: one query over the kinds that occur."""
    numbers: dict[str, list[int]] = {}
    for kind, number in keys:
        numbers.setdefault(kind, []).append(number)
    # One column, because a queryset that brings columns of its own would put them in between.
    parts = [
        entry.queryset()
        .filter(pk__in=numbers[entry.key])
        .order_by()
        .values_list(Concat(Value(f"{entry.key}~"), Cast("pk", CharField())), flat=True)
        for entry in entries()
        if entry.key in numbers
    ]
    if not parts:
        return set()
    names = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(kind, int(number)) for kind, _, number in (name.partition("~") for name in names)}


def suggest(text: str, language: str, limit: int = 8) -> list[Suggestion]:
    """Public things whose names hold what somebody is typing, the likeliest first; nothing for one letter."""
    rows = memory.recall(("suggest", text, language, limit), partial(titles, text, language, limit))
    public = live((row["kind"], row["object_id"]) for row in rows)
    return [
        Suggestion(title=_title(row, language), url=row["url"], label=entry_of(row["kind"]).label)
        for row in rows
        if (row["kind"], row["object_id"]) in public
    ]


def _title(row: dict[str, Any], reader: str) -> Served:
    return written(row["title"], row["title_language"], reader)


def spelling(text: str, language: str) -> list[str]:
    """The query spelt as words that occur: at most three, the best first; nothing when every word occurs."""
    return memory.recall(("spelling", text, language), partial(corrections, text, language))
