"""Sums in words in six languages, and signs that no font has."""

from decimal import Decimal

import pytest

from projects.grants.letters.words import in_words
from twinning.typesetting.glyphs import shown


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        ("2000", "de", "zweitausend Euro"),
        ("1.01", "de", "ein Euro und ein Cent"),
        ("1234.56", "de", "eintausendzweihundertvierunddreißig Euro und sechsundfünfzig Cent"),
        ("1", "en", "one euro"),
        ("1800.50", "en", "one thousand eight hundred euros and fifty cents"),
        ("2000", "fr", "deux mille euros"),
        ("1000000", "fr", "un million d’euros"),
        ("80.01", "fr", "quatre-vingts euros et un centime"),
        ("2000", "pl", "dwa tysiące euro"),
        ("0.22", "pl", "zero euro i dwadzieścia dwa centy"),
        ("0.12", "pl", "zero euro i dwanaście centów"),
        ("2000", "ja", "二千ユーロ"),
        ("1800", "ar", "ألف وثمانمائة يورو"),
        ("2000", "uk", "zweitausend Euro"),
    ],
)
def test_a_sum_is_written_out(amount: str, language: str, words: str) -> None:
    assert in_words(Decimal(amount), language) == words


def test_signs_without_a_shape_become_squares() -> None:
    assert shown("Łódź 鶴 طائر €") == "Łódź 鶴 طائر €"
    assert shown("🎭!") == "□!"
