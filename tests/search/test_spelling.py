"""Words are compared however they are spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinning.search.spelling import spellings, words_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("  ", []),
        ("Chor chor CHOR", ["chor"]),
        ("Straße Łódź", ["strasse", "lodz"]),
        ("\u0301", []),
    ],
)
def test_query_gives_its_words_once(query: str, words: list[str]) -> None:
    assert words_of(query) == words


def test_umlauts_fold_both_ways() -> None:
    assert spellings("Städte") == "stadte staedte"
    assert spellings("Chor") == "chor"


@given(TEXT)
def test_a_text_is_found_by_each_of_its_own_words(text: str) -> None:
    assert all(word in spellings(text) for word in words_of(text))
