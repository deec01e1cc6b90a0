"""Compares words however they are spelt: called by lists that look for words in a few rows, without the index.

Umlauts are found under both spellings: "Städte" by "stadte" and by "staedte".
"""

from twinning.sorting import fold

QUERY_LIMIT = 200
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def words_of(query: str) -> list[str]:
    """The folded words of a query, each once."""
    folded = (fold(word) for word in query[:QUERY_LIMIT].split())
    return list(dict.fromkeys(word for word in folded if word))


def spellings(text: str) -> str:
    """A text folded both ways: "Städte" as "stadte" and as "staedte"."""
    plain, german = fold(text), fold(text.translate(_GERMAN))
    return plain if plain == german else f"{plain} {german}"
