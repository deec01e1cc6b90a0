"""The one statement that ranks: finds candidates cheaply, scores them, counts them and returns a page.

Called by `twinning.search.query`. However common a word is, at most a few thousand rows are looked at: first those
with the words in a title of the reader's language, then in any title, then in texts of the reader's language, then in
any. Only where few rows fit does it matter how often a word occurs.
"""

import json
from collections.abc import Iterable, Mapping
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
    """A query as the index reads it: `exact` has whole words alone, `any` also what begins like the last one."""

    words: tuple[Word, ...]
    own: str
    any: str
    exact: str
    key: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked that could be found."""
        return not self.words


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
            wanted(word, codes, is_prefix=word is last and len(fold(word.text)) >= shortest) for word in words
        )

    return Asked(
        words=words,
        own=query((language,), with_prefix=True),
        any=query(every, with_prefix=True),
        exact=query(every, with_prefix=False),
        key=fold(" ".join(text[:LONGEST_QUERY].split())),
    )


_POOL = """
  SELECT id FROM (
    (SELECT id, 1 AS tier FROM search_indexedtext WHERE names @@ {own} {period} LIMIT {most})
    UNION ALL (SELECT id, 2 FROM search_indexedtext WHERE names @@ {any} {period} LIMIT {most})
    UNION ALL (SELECT id, 3 FROM search_indexedtext WHERE words @@ {own} {period} LIMIT {most})
    UNION ALL (SELECT id, 4 FROM search_indexedtext WHERE words @@ {any} {period} LIMIT {most})
  ) AS candidates GROUP BY id
"""

_SCORED = """
  SELECT kind, object_id,
    (1000 * (
      8 * max((key = %(key)s)::int)
      + 3 * max((names @@ %(any)s::tsquery)::int) + max((names @@ %(exact)s::tsquery)::int)
      + 1.5 * max((language = %(language)s)::int) + max(importance) / 100.0
      + CASE WHEN (SELECT count(*) FROM {pool}) <= %(few)s THEN max(ts_rank(words, %(any)s::tsquery)) ELSE 0 END
    ))::int AS score,
    (array_agg(id ORDER BY (language = %(language)s) DESC, (names @@ %(any)s::tsquery) DESC, language))[1] AS id,
    min(cities) AS cities, min(themes) AS themes
  FROM {pool} JOIN search_indexedtext USING (id) GROUP BY kind, object_id
"""

_STATEMENT = """
WITH pool AS MATERIALIZED ({pool}),
scored AS MATERIALIZED ({scored}),
{wide}
page AS (
  SELECT * FROM scored {cursor} ORDER BY score DESC, kind, object_id LIMIT %(page)s
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
  'rows', (SELECT count(*) FROM pool),
  'total', (SELECT count(*) FROM scored),
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
    pool = {"period": period, "most": CAP + 1}
    wide = ""
    if narrowing:
        wider = _POOL.format(own="%(own)s::tsquery", any="%(any)s::tsquery", **pool)
        wide = (
            f"wide_pool AS MATERIALIZED ({wider}), wide AS MATERIALIZED ({_SCORED.format(pool='wide_pool')}),"
        )
    sql = _STATEMENT.format(
        pool=_POOL.format(own="%(own_here)s::tsquery", any="%(any_here)s::tsquery", **pool),
        scored=_SCORED.format(pool="pool"),
        wide=wide,
        counted="wide" if narrowing else "scored",
        cursor=_CURSOR if cursor else "",
        of_kind="kind = ANY(%(kinds)s)" if wanted_.kinds else "true",
        of_city="%(city)s = ANY(cities)" if wanted_.city else "true",
        of_theme="%(theme)s = ANY(themes)" if wanted_.theme else "true",
    )
    score, kind, object_id = cursor or (0, "", 0)
    return sql, {
        "own": query.own, "any": query.any, "exact": query.exact, "key": query.key,
        "own_here": f"({query.own}){narrowing}", "any_here": f"({query.any}){narrowing}",
        "language": wanted_.language, "few": FEW, "page": page, "kinds": list(wanted_.kinds),
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
        f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}; SET LOCAL jit = off; "
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
