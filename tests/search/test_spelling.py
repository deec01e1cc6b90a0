"""Words are compared and marked however they are spelt."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinning.search.spelling import marked, spellings, words_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Poznań", "poznan", "<mark>Poznań</mark>"),
        ("Alte Städte", "staedt", "Alte <mark>Städt</mark>e"),
        ("Alte Städte", "stadt", "Alte <mark>Städt</mark>e"),
        ("Kammerchor", "chor", "Kammer<mark>chor</mark>"),
        ("Łódź", "lodz", "<mark>Łódź</mark>"),
        ("Große Straße", "strasse", "Große <mark>Straße</mark>"),
        ("広島の平和", "平和", "広島の<mark>平和</mark>"),
        ("Chor & <Chor>", "chor", "<mark>Chor</mark> &amp; &lt;<mark>Chor</mark>&gt;"),
        ("Nichts", "chor", "Nichts"),
        ("", "chor", ""),
        ("aaa", "aa", "<mark>aa</mark>a"),
    ],
)
def test_hit_is_marked_as_it_is_written(text: str, query: str, shown: str) -> None:
    assert marked(text, words_of(query)) == shown


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


@given(TEXT, TEXT)
def test_marking_never_changes_the_text(text: str, query: str) -> None:
    shown = marked(text, words_of(query))
    assert html.unescape(re.sub("</?mark>", "", shown)) == html.unescape(html.escape(text))


@given(TEXT)
def test_a_text_is_found_by_each_of_its_own_words(text: str) -> None:
    assert all(word in spellings(text) for word in words_of(text))
