"""Facts of a slip in words, in several languages' grammar of lists and months."""

import datetime

import pytest
from django.utils.translation import override

from partners.board import facts


def days(*months: tuple[int, int]) -> list[datetime.date]:
    return [datetime.date(year, month, 1) for year, month in months]


@pytest.mark.parametrize(
    ("span", "text"),
    [
        ((None, None), ""),
        ((1, 1), "1 person"),
        ((40, 40), "40 people"),
        ((30, 45), "30 to 45 people"),
        ((30, None), "at least 30 people"),
        ((None, 20), "up to 20 people"),
    ],
)
def test_number_of_people(span: facts.Range, text: str) -> None:
    with override("en"):
        assert facts.people(span) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        ((None, None), ""),
        ((16, 16), "16 years"),
        ((9, 11), "9 to 11"),
        ((18, None), "from 18"),
        ((None, 12), "up to 12"),
        ((0, 3), "0 to 3"),
    ],
)
def test_ages(span: facts.Range, text: str) -> None:
    with override("en"):
        assert facts.ages(span) == text


@pytest.mark.parametrize(
    ("language", "months", "text"),
    [
        ("en", days(), "any time"),
        ("en", days((2027, 5)), "May 2027"),
        ("en", days((2027, 6), (2027, 5)), "May 2027 or June 2027"),
        ("en", days((2026, 12), (2027, 1), (2027, 2), (2027, 9)), "December 2026 – February 2027 or September 2027"),
        ("de", days((2027, 5), (2027, 6), (2027, 7)), "Mai–Juli 2027"),
        ("fr", days((2027, 5), (2027, 9)), "mai 2027 ou septembre 2027"),
        ("ja", days((2027, 5)), "2027年5月"),
        ("ar", days((2027, 5)), "مايو 2027"),
    ],
)  # fmt: skip
def test_months(language: str, months: list[datetime.date], text: str) -> None:
    with override(language):
        assert facts.when(months).replace("\u2009", " ") == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "French, a little German"), ("ja", "フランス語、a little ドイツ語")],
)
def test_languages_name_a_low_level(language: str, text: str) -> None:
    with override(language):
        words = facts.spoken([("fr", "fluent"), ("de", "basic")])
    assert words.startswith(text.partition("a little")[0])
    assert facts.spoken([]) == ""
