"""Numbers, sums and dates as readers of each language write them."""

from datetime import date
from decimal import Decimal

import pytest

from twinning.cldr import day_words, decimal_number, money, span_words

START, END = date(2026, 2, 3), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [("24.00", "24", "24"), ("3.50", "3,5", "3.5"), ("1234.25", "1.234,25", "1,234.25"), ("0", "0", "0")],
)
def test_numbers_show_the_decimals_that_they_have(value: str, german: str, english: str) -> None:
    assert decimal_number(Decimal(value), "de") == german
    assert decimal_number(Decimal(value), "en") == english


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        ("7000.00", "de", "7.000\xa0€"),
        ("7000.50", "de", "7.000,50\xa0€"),
        ("7000", "en", "€7,000"),
        ("7000", "ja", "€7,000"),
        ("0.01", "de-simple", "0,01\xa0€"),
    ],
)
def test_whole_sums_have_no_cents(amount: str, language: str, text: str) -> None:
    assert money(Decimal(amount), "EUR", language) == text


def test_sums_name_their_currency() -> None:
    assert money(Decimal(500), "PLN", "pl") == "500\xa0zł"


@pytest.mark.parametrize(
    ("skeleton", "text"), [("y", "2026"), ("yMMM", "Feb. 2026"), ("yMMMd", "3. Feb. 2026")]
)
def test_dates_are_as_exact_as_they_are_known(skeleton: str, text: str) -> None:
    assert day_words(START, skeleton, "de") == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Feb.–Okt. 2026"), ("ja", "2026年2月～10月"), ("ar", "فبراير\u2009–\u2009أكتوبر 2026")],
)
def test_spans_say_a_shared_year_once(language: str, text: str) -> None:
    assert span_words(START, END, "yMMM", language) == text
