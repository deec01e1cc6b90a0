"""Help with spelling: words that occur in public texts and look like the ones that somebody typed."""

from twinning.search.folding import Word, fold, letters
from twinning.search.ranking import Late, ask, words_asked

BEST, PER_WORD = 3, 12
# A word of so few texts is offered only while one of them is public: it may be a name that was taken back.
RARE = 5

_STATEMENT = """
SELECT coalesce(json_agg(found), '[]')::text FROM (
  SELECT asked.key AS asked, near.key, near.word, near.language, near.count
  FROM unnest(%(keys)s::text[], %(letters)s::text[]) AS asked(key, letters)
  CROSS JOIN LATERAL (
    (SELECT key, word, language, count FROM search_indexedword WHERE key = asked.key LIMIT 1)
    UNION ALL
    (SELECT * FROM (
       SELECT key, word, language, count FROM search_indexedword
       WHERE letters %% asked.letters
         AND length(letters) BETWEEN length(asked.letters) - 3 AND length(asked.letters) + 3
       ORDER BY similarity(letters, asked.letters) DESC, count DESC LIMIT %(most)s
     ) AS alike
     WHERE count > %(rare)s OR EXISTS (
       SELECT FROM search_indexedtext
       -- As a word, or as the pairs of letters that stand for it in Japanese.
       WHERE words @@ (quote_literal(alike.language || '~' || alike.key)::tsquery || (
         SELECT string_agg(quote_literal(alike.language || '~' || substr(alike.key, place, 2)), ' & ')::tsquery
         FROM generate_series(1, greatest(length(alike.key) - 1, 1)) AS place))))
  ) AS near
) AS found
"""


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added, left out or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, sign in enumerate(one, 1):
        last, before, row = before, row, [index]
        for place, letter in enumerate(other, 1):
            best = min(before[place] + 1, row[-1] + 1, before[place - 1] + (sign != letter))
            if index > 1 and place > 1 and sign == other[place - 2] and one[index - 2] == letter:
                best = min(best, last[place - 2] + 1)
            row.append(best)
    return row[-1]


def _allowed(word: str) -> int:
    return 1 if len(word) < 5 else 2 if len(word) < 9 else 3


def _near(word: Word, rows: list[dict], language: str) -> list[str]:
    """What the word may have been meant to be, the likeliest first; empty when it occurs as it is."""
    key = fold(word.text)
    if any(row["key"] == key for row in rows):
        return []
    ranked = sorted(
        (distance(key, row["key"]), row["language"] != language, -row["count"], row["word"]) for row in rows
    )
    return list(dict.fromkeys(found for far, _foreign, _count, found in ranked if far <= _allowed(key)))


def corrections(text: str, language: str) -> list[str]:
    """The query with the words that do not occur put right: at most three, the best first."""
    words = words_asked(text, language)
    keys = [fold(word.text) for word in words]
    if not keys:
        return []
    try:
        rows = ask(
            _STATEMENT,
            {"keys": keys, "letters": [letters(key) for key in keys], "most": PER_WORD, "rare": RARE},
        )
    except Late:
        return []
    near = {
        word: _near(word, [row for row in rows if row["asked"] == fold(word.text)], language)
        for word in words
    }
    found = []
    for place in range(BEST):
        if any(place < len(choice) for choice in near.values()):
            found.append(
                _put(
                    text,
                    {word: choice[min(place, len(choice) - 1)] for word, choice in near.items() if choice},
                )
            )
    return list(dict.fromkeys(found))


def _put(text: str, chosen: dict[Word, str]) -> str:
    for word, better in sorted(chosen.items(), key=lambda pair: -pair[0].start):
        text = text[: word.start] + better + text[word.end :]
    return text
