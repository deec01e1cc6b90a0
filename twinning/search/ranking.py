"""The one statement that ranks: finds candidates cheaply, scores them, counts them and returns a page.

Called by `twinning.search.query`. However common a word is, at most a few thousand rows are looked at: first those
with the words in a title of the reader's language, then in any title, then in texts of the reader's language, then in
any. Only where few rows fit does it matter how often a word occurs.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection

from twinning.search.answers import Wanted
from twinning.search.folding import Word, fold, words_of
from twinning.search.rows import languages
from twinning.search.stopwords import STOPWORDS
from twinning.search.tokens import SHORTEST_PREFIX, either, wanted

MOST_WORDS, LONGEST_QUERY = 8, 200
CAP, FEW = 1_000, 200
SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the index reads it: in texts of the reader's language ("own") or of all; with whole words alone
    ("exact") or also what begins like the last one ("begun").
    """

    words: tuple[Word, ...]
    key: str
    texts: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked that could be found."""
        return not self.words

    @property
    def can_be_loose(self) -> bool:
        """Whether it has parts of which some may do."""
        return len(self.words) > 1 or any(word.is_unspaced for word in self.words)

    @property
    def has_prefix(self) -> bool:
        """Whether the last word may be a beginning."""
        return self.texts["own_exact"] != self.texts["own_begun"]


def words_asked(text: str, language: str) -> tuple[Word, ...]:
    """The words of a query that say something, each once."""
    found = {fold(word.text): word for word in words_of(text[:LONGEST_QUERY])}
    found.pop("", None)
    telling = {key: word for key, word in found.items() if key not in STOPWORDS.get(language, ())}
    return tuple((telling or found).values())[:MOST_WORDS]


def asked(text: str, language: str, *, is_loose: bool = False, shortest: int = SHORTEST_PREFIX) -> Asked:
    """Read a query; `is_loose`: any of its words will do; `shortest`: letters that are enough for a beginning."""
    text = text.replace("\x00", " ")
    words = words_asked(text, language)
    every = tuple(dict.fromkeys((language, *languages(), "uk", "tr")))
    joint = " | " if is_loose else " & "

    def query(codes: Iterable[str], *, with_prefix: bool) -> str:
        last = words[-1] if words and with_prefix and not text[-1:].isspace() else None
        return joint.join(
            wanted(
                word,
                codes,
                is_prefix=word is last and len(fold(word.text)) >= shortest,
                is_loose=is_loose,
            )
            for word in words
        )

    return Asked(
        words=words,
        key=fold(" ".join(text[:LONGEST_QUERY].split())),
        texts={
            "own_exact": query((language,), with_prefix=False),
            "own_begun": query((language,), with_prefix=True),
            "all_exact": query(every, with_prefix=False),
            "all_begun": query(every, with_prefix=True),
        },
    )


# The queries stand in subqueries so that the planner does not weigh every word of them: the plan is always the same.
_LOOK = """{name}_{number} AS MATERIALIZED (
  SELECT id, kind, object_id, language, key, importance, cities, themes, {is_title} AS is_title
  FROM search_indexedtext WHERE {column} @@ (SELECT {query}::tsquery) {narrowed}
  LIMIT (SELECT CASE WHEN {enough} THEN 0 ELSE %(most)s + 1 END)
),
"""

_SCORED = """{name}_pool AS MATERIALIZED (
  {all}
),
{name} AS MATERIALIZED (
  SELECT kind, object_id,
    (1000 * (
      8 * max((key = %(key)s)::int) + 3 * max(is_title::int) + coalesce(max(exact::int), 0)
      + 1.5 * max((language = %(language)s)::int) + max(importance) / 100.0 + coalesce(max(often), 0)
    ))::int AS score,
    (array_agg(id ORDER BY (language = %(language)s) DESC, is_title DESC, language))[1] AS id,
    min(cities) AS cities, min(themes) AS themes
  FROM {name}_pool LEFT JOIN LATERAL (
    SELECT is_title AND names @@ (SELECT %(all_exact)s::tsquery) AS exact,
      ts_rank(words, (SELECT %(all_begun)s::tsquery)) AS often
    FROM search_indexedtext AS whole
    WHERE whole.id = CASE WHEN (SELECT count(*) FROM {name}_pool) <= %(few)s THEN {name}_pool.id END
  ) AS close ON true
  GROUP BY kind, object_id
),
{name}_rows AS (SELECT {rows}),
"""

_STATEMENT = """
WITH {candidates}
page AS (
  SELECT * FROM hit {cursor} ORDER BY score DESC, kind, object_id LIMIT %(page)s
),
shown AS (
  SELECT page.score, page.kind, page.object_id, page.cities, found.language AS found_in, found.summary, found.body,
    found.summary_language, found.title AS found_title, own.title, own.title_language, own.url,
    own.summary AS own_summary, own.summary_language AS own_summary_language, found.starts_on, found.ends_on
  FROM page JOIN search_indexedtext AS found ON found.id = page.id
  JOIN search_indexedtext AS own
    ON own.kind = page.kind AND own.object_id = page.object_id AND own.language = %(language)s
  ORDER BY score DESC, kind, object_id
)
SELECT json_build_object(
  'rows', (TABLE hit_rows),
  'total', (SELECT count(*) FROM hit),
  'hits', (SELECT json_agg(shown) FROM shown),
  'kinds', (SELECT json_object_agg(kind, n) FROM (
     SELECT kind, count(*) AS n FROM {counted} WHERE {of_city} AND {of_theme} GROUP BY kind) AS k),
  'cities', (SELECT json_object_agg(city, n) FROM (
     SELECT unnest(cities) AS city, count(*) AS n FROM {counted} WHERE {of_kind} AND {of_theme} GROUP BY 1) AS c),
  'themes', (SELECT json_object_agg(theme, n) FROM (
     SELECT unnest(themes) AS theme, count(*) AS n FROM {counted} WHERE {of_kind} AND {of_city} GROUP BY 1) AS t)
)::text
"""
_PERIOD = (
    "AND starts_on IS NOT NULL AND starts_on <= coalesce(%(until)s::date, 'infinity')"
    " AND coalesce(ends_on, 'infinity') >= coalesce(%(since)s::date, '-infinity')"
)
_CURSOR = "WHERE score < %(score)s OR (score = %(score)s AND (kind, object_id) > (%(kind)s, %(object_id)s))"


_COUNT = "(SELECT count(*) FROM {name}_{number})"
_FOREIGN = "AND language <> %(language)s"


def _looks(name: str, period: str, which: str, *, first: int, query: str, unless: str) -> Iterator[str]:
    """Names and texts of the reader's language and of the others; none when those before have found enough."""
    in_titles, in_own = f"{_count(name, first)} + {_count(name, first + 1)}", _count(name, first + 2)
    looks = (
        ("names", "own", "", "0"),
        ("names", "all", _FOREIGN, _count(name, first)),
        ("words", "own", "", in_titles),
        ("words", "all", _FOREIGN, f"greatest({in_titles}, {in_own})"),
    )
    for number, (column, languages_, narrowed, before) in enumerate(looks, first):
        yield _LOOK.format(
            name=name,
            number=number,
            is_title=str(column == "names").lower(),
            column=column,
            query=f"%({languages_}_{query}{which})s",
            narrowed=f"{narrowed} {period}",
            enough=f"{before} > %(most)s OR {unless}",
        )


def _count(name: str, number: int) -> str:
    return _COUNT.format(name=name, number=number)


def _candidates(name: str, period: str, which: str, *, has_prefix: bool) -> str:
    """The looks into the index, each only when those before have found too little, and the scores."""
    looks = [*_looks(name, period, which, first=1, query="exact", unless="false")]
    if has_prefix:
        few = " + ".join(_count(name, number) for number in range(1, 5)) + " > %(few)s"
        looks += _looks(name, period, which, first=5, query="begun", unless=few)
    every = " UNION ALL ".join(f"TABLE {name}_{number}" for number in range(1, len(looks) + 1))
    found = [f"{_count(name, 1)} + {_count(name, 2)}", *(_count(name, number) for number in (3, 4))]
    if has_prefix:
        found += [f"{_count(name, 5)} + {_count(name, 6)}", *(_count(name, number) for number in (7, 8))]
    return "".join(looks) + _SCORED.format(name=name, all=every, rows=f"greatest({', '.join(found)})")


def statement(
    wanted_: Wanted, query: Asked, cursor: tuple[int, str, int] | None, page: int
) -> tuple[str, dict]:
    """The SQL of a page and its parameters."""
    marks = [
        either(f"=k~{kind}" for kind in wanted_.kinds) if wanted_.kinds else "",
        f"'=c~{wanted_.city}'" if wanted_.city else "",
        f"'=t~{wanted_.theme}'" if wanted_.theme else "",
    ]
    narrowing = "".join(f" & {mark}" for mark in marks if mark)
    period = _PERIOD if wanted_.since or wanted_.until else ""
    candidates = _candidates("hit", period, "_here", has_prefix=query.has_prefix)
    if narrowing:
        candidates += _candidates("wide", period, "", has_prefix=query.has_prefix)
    sql = _STATEMENT.format(
        candidates=candidates,
        counted="wide" if narrowing else "hit",
        cursor=_CURSOR if cursor else "",
        of_kind="kind = ANY(%(kinds)s)" if wanted_.kinds else "true",
        of_city="%(city)s = ANY(cities)" if wanted_.city else "true",
        of_theme="%(theme)s = ANY(themes)" if wanted_.theme else "true",
    )
    score, kind, object_id = cursor or (0, "", 0)
    return sql, {
        **query.texts,
        **{f"{name}_here": f"({text}){narrowing}" for name, text in query.texts.items()}, "key": query.key,
        "language": wanted_.language, "few": FEW, "most": CAP, "page": page, "kinds": list(wanted_.kinds),
        "city": wanted_.city, "theme": wanted_.theme, "since": wanted_.since, "until": wanted_.until,
        "score": score, "kind": kind, "object_id": object_id,
    }  # fmt: skip


class Late(Exception):
    """The database was not done in time."""


def ask(sql: str, params: Mapping[str, Any]) -> Any:
    """The JSON that a statement answers with; raises Late when it takes longer than SECONDS.

    Limits and settings go along with the statement, in one piece, so that they cost no journey of their own, and end
    with it. Without them one odd query would keep the database busy for everybody.
    """
    limited = (
        f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}; SET LOCAL jit = off; SET LOCAL enable_seqscan = off; "
        f"SET LOCAL pg_trgm.similarity_threshold = 0.25; {sql}"
    )
    if not connection.in_atomic_block:
        # The statements are a transaction of their own, and the settings end with it.
        return _answer(limited, params)
    try:
        return _answer(f"SAVEPOINT search; {limited}", params)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT search; RELEASE SAVEPOINT search")


def _answer(sql: str, params: Mapping[str, Any]) -> Any:
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, params)
        except OperationalError as error:
            raise Late from error
        return json.loads(cursor.fetchone()[0])
