"""The words that occur in public texts, for help with spelling: written by `twinning.search.indexing`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from twinning.search.folding import fold, letters, words_of
from twinning.search.models import IndexedText, IndexedWord

SHORTEST, LONGEST = 3, 40
BATCH = 2_000
_COLUMNS = ("language", "title_language", "summary_language", "title", "summary", "body")


def _words(row: IndexedText) -> Iterator[tuple[str, str]]:
    """Each word of a row with its folded form; signs without spaces only where they spell a foreign word."""
    texts = [row.title, row.body]
    if row.summary_language == row.language:
        texts.append(row.summary)
    for text in texts:
        for word in words_of(text):
            key = fold(word.text)
            if SHORTEST <= len(key) <= LONGEST and not key.isdecimal() and len(word.text) <= LONGEST:
                yield key, word.text


def _counted(rows: Iterable[IndexedText]) -> dict[tuple[str, str], Counter[str]]:
    """How often each word occurs in each spelling, by language and folded form."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        for key, word in _words(row):
            found[row.language, key][word] += 1
    return found


def _entries(rows: Iterable[IndexedText]) -> list[IndexedWord]:
    return [
        IndexedWord(
            language=language,
            key=key,
            word=spellings.most_common(1)[0][0],
            letters=letters(key),
            count=spellings.total(),
        )
        for (language, key), spellings in sorted(_counted(rows).items())
    ]


def add(rows: Iterable[IndexedText]) -> None:
    """Take in words that were not there; those that nobody writes any more go with the next count."""
    IndexedWord.objects.bulk_create(_entries(rows), ignore_conflicts=True, batch_size=BATCH)


@transaction.atomic
def count_anew() -> None:
    """Put the words of all indexed texts in place of those that are there."""
    words = _entries(IndexedText.objects.only(*_COLUMNS).iterator(chunk_size=500))
    IndexedWord.objects.all().delete()
    IndexedWord.objects.bulk_create(words, batch_size=BATCH)
