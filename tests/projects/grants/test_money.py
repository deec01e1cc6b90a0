"""Amounts: six habits of typing, nothing guessed, nothing lost on the way through a page."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.grants.money import LARGEST, AmountError, cents, parse, show

LANGUAGES = ("de", "en", "fr", "pl", "ja", "ar", "de-simple")
AMOUNTS = st.decimals(min_value=0, max_value=LARGEST, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("7600", "de", "7600.00"),
        ("7.600", "de", "7600.00"),
        ("7.600,00", "de", "7600.00"),
        ("7 600", "de", "7600.00"),
        ("7600,5", "de", "7600.50"),
        ("1.234,56", "de", "1234.56"),
        ("1234.56", "de", "1234.56"),
        ("1,234.56", "en", "1234.56"),
        ("1,234", "en", "1234.00"),
        ("1 234,56", "fr", "1234.56"),
        ("1\u202f234,56 €", "fr", "1234.56"),
        ("1\u00a0234,56", "pl", "1234.56"),
        ("1'234.56", "de", "1234.56"),
        ("1’234’567.00", "en", "1234567.00"),
        ("1.234.567", "en", "1234567.00"),
        ("１２３４", "ja", "1234.00"),
        ("１，２３４．５０", "ja", "1234.50"),
        ("١٢٣٤", "ar", "1234.00"),
        ("١٬٢٣٤٫٥٦", "ar", "1234.56"),
        ("\u200f١٬٢٣٤٫٥٦ يورو", "ar", "1234.56"),
        ("EUR 250,00", "de", "250.00"),
        ("€ 1,000", "en", "1000.00"),
        ("0", "de", "0.00"),
        ("+12", "de", "12.00"),
        ("0,05", "de", "0.05"),
    ],
)  # fmt: skip
def test_amount_is_read_as_its_writer_means_it(text: str, language: str, amount: str) -> None:
    assert parse(text, language) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("", "de", "empty"),
        ("  € ", "de", "empty"),
        ("viel", "de", "not_a_number"),
        ("1e5", "de", "not_a_number"),
        ("12 34", "de", "not_a_number"),
        ("5²", "de", "not_a_number"),
        ("1,2,3", "de", "not_a_number"),
        ("1.23,45,6", "de", "not_a_number"),
        ("-5", "de", "negative"),
        ("−5,00", "de", "negative"),
        ("1,2345", "de", "decimals"),
        ("1 234,567", "de", "decimals"),
        ("99999999999", "de", "too_big"),
        ("1,234", "de", "ambiguous"),
        ("1.234", "en", "ambiguous"),
        ("0.500", "de", "ambiguous"),
        ("1234.567", "de", "ambiguous"),
    ],
)  # fmt: skip
def test_other_text_is_refused_with_a_reason(text: str, language: str, code: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse(text, language)
    assert caught.value.code == code


def test_ambiguous_amount_names_both_readings() -> None:
    with pytest.raises(AmountError) as caught:
        parse("1,234", "de")
    assert caught.value.readings == (Decimal("1234.00"), Decimal("1.23"))


@given(AMOUNTS, st.sampled_from(LANGUAGES))
def test_what_a_page_shows_is_read_back_as_the_same_amount(amount: Decimal, language: str) -> None:
    assert parse(show(amount, language), language) == amount


@given(st.text(max_size=30), st.sampled_from(LANGUAGES))
def test_any_text_gives_an_amount_or_a_reason(text: str, language: str) -> None:
    try:
        amount = parse(text, language)
    except AmountError:
        return
    assert 0 <= amount <= LARGEST
    assert amount == cents(amount)


def test_half_a_cent_is_rounded_up() -> None:
    assert (cents(Decimal("0.005")), cents(Decimal("2.675"))) == (Decimal("0.01"), Decimal("2.68"))
