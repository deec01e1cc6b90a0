"""Words fit whatever the spelling: folded, with and without umlauts, without endings, in pairs of signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinning.search.folding import fold, forms, letters, wanted_pairs, words_of
from twinning.search.tokens import Vector

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("de", "Städte", "staedte"),
        ("de", "Städte", "STADTE"),
        ("de", "Muenchen", "München"),
        ("de", "Muenchen", "Munchen"),
        ("de", "Partnerstädten", "Partnerstadt"),
        ("de", "Partnerstaedte", "Partnerstadt"),
        ("de", "Straße", "strasse"),
        ("de-simple", "Chöre", "Chor"),
        ("en", "Cities", "city"),
        ("fr", "amitiés", "amitie"),
        ("pl", "Poznaniu", "Poznań"),
        ("pl", "Łódź", "lodz"),
        ("ar", "والمدينة", "مدينه"),
        ("ar", "مُوسِيقَى", "موسيقي"),
        ("ar", "إسلام", "اسلام"),
        ("ar", "سلـــام", "سلام"),
        ("uk", "Київ", "київ"),
        ("ja", "２０２６", "٢٠٢٦"),
    ],
)
def test_word_of_a_text_fits_how_people_type_it(language: str, text: str, query: str) -> None:
    assert set(forms(text, language)) & set(forms(query, language))


@pytest.mark.parametrize(
    ("language", "text", "query"), [("de", "Chor", "Ohr"), ("en", "peace", "piece"), ("de", "Stadt", "Staat")]
)
def test_other_words_do_not_fit(language: str, text: str, query: str) -> None:
    assert not set(forms(text, language)) & set(forms(query, language))


@pytest.mark.parametrize(
    ("text", "query", "fits"),
    [
        ("広島の平和公園", "平和", True),
        ("広島の平和公園", "広島平和", True),
        ("広島の平和公園", "広島の公園", True),
        ("広島の平和公園", "園", True),
        ("ハノーファー市", "ﾊﾉｰﾌｧｰ", True),
        ("ヒロシマ", "ひろしま", True),
        ("広島の平和公園", "和平", False),
        ("ハノーファー市", "ハンブルク", False),
    ],
)
def test_signs_without_spaces_fit_by_pairs(text: str, query: str, fits: bool) -> None:
    vector = Vector("ja")
    vector.add(text, "C")
    (run,) = words_of(query)
    assert all(f"'ja~{pair}" in str(vector) for pair in wanted_pairs(run.text)) is fits


@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT, st.sampled_from(["de", "en", "fr", "pl", "ja", "ar", "uk"]))
def test_vector_holds_every_word_and_no_quote(text: str, language: str) -> None:
    vector = Vector(language)
    vector.add(text, "A")
    tokens = str(vector).split()
    # Each is quoted once, whatever the text holds: nothing of it can end a token early.
    assert all(token.count("'") == 2 and "\\" not in token for token in tokens)
    assert bool(tokens) == any(fold(word.text) for word in words_of(text))


@given(TEXT)
def test_letters_are_ascii_and_as_many(text: str) -> None:
    assert letters(text).isascii()
    assert len(letters(text)) == len(text)
