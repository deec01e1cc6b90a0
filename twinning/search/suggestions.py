"""Titles for somebody who is still typing: looks into names alone, and at a few hundred rows at most."""

from typing import Any

from twinning.search.ranking import Late, ask, asked

SHORTEST, MOST = 2, 300

_STATEMENT = """
WITH own_names AS MATERIALIZED (
  SELECT id FROM search_indexedtext WHERE names @@ (SELECT %(own_begun)s::tsquery) LIMIT %(most)s
),
pool AS MATERIALIZED (
  (TABLE own_names)
  UNION (
    SELECT id FROM search_indexedtext WHERE names @@ (SELECT %(all_begun)s::tsquery)
    LIMIT (SELECT CASE WHEN (SELECT count(*) FROM own_names) < %(most)s THEN %(most)s ELSE 0 END))
),
best AS (
  SELECT kind, object_id,
    max(CASE WHEN key = %(key)s THEN 3 WHEN starts_with(key, %(key)s) THEN 2 ELSE 0 END) + max(
      (names @@ %(own_begun)s::tsquery AND language = %(language)s)::int) AS fit,
    max(importance) AS importance
  FROM pool JOIN search_indexedtext USING (id) GROUP BY kind, object_id
  ORDER BY fit DESC, importance DESC, kind, object_id LIMIT %(limit)s
)
SELECT coalesce(json_agg(shown), '[]')::text FROM (
  SELECT kind, object_id, own.title, own.title_language, own.url
  FROM best JOIN search_indexedtext AS own USING (kind, object_id) WHERE own.language = %(language)s
  ORDER BY fit DESC, best.importance DESC, kind, object_id
) AS shown
"""


def titles(text: str, language: str, limit: int) -> list[dict[str, Any]]:
    """Rows with kind, object_id, title, title_language and url."""
    query = asked(text, language, shortest=SHORTEST)
    if query.is_empty or (len(query.key) < SHORTEST and not query.words[0].is_unspaced):
        return []
    params = {**query.texts, "key": query.key, "language": language}
    try:
        return ask(_STATEMENT, {**params, "most": MOST, "limit": limit})
    except Late:
        return []
