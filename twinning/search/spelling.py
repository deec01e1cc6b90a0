"""Compares and marks words however they are spelt: called by the finder and by the page of results.

Umlauts are found under both spellings: "Städte" by "stadte" and by "staedte".
"""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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


@lru_cache(maxsize=4096)
def _letters(sign: str, german: bool) -> str:
    """One character folded, under the German spelling or the plain one; texts are made of few different ones."""
    return fold(sign.translate(_GERMAN) if german else sign)


def _places(text: str, words: Sequence[str]) -> set[int]:
    """Indices of the characters of `text` that belong to one of the words."""
    found: set[int] = set()
    for german in (False, True):
        signs = [_letters(sign, german) for sign in text]
        origin = [index for index, letters in enumerate(signs) for _letter in letters]
        folded = "".join(signs)
        for word in words:
            start = folded.find(word)
            while start >= 0:
                found.update(origin[start : start + len(word)])
                start = folded.find(word, start + len(word))
    return found


def marked(text: str, words: Sequence[str]) -> SafeString:
    """`text` as HTML with `<mark>` around each of the folded `words`."""
    places = _places(text, words)
    pieces: list[tuple[bool, str]] = []
    for index, sign in enumerate(text):
        is_hit = index in places
        if pieces and pieces[-1][0] == is_hit:
            pieces[-1] = (is_hit, pieces[-1][1] + sign)
        else:
            pieces.append((is_hit, sign))
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if hit else part,) for hit, part in pieces)
    )
