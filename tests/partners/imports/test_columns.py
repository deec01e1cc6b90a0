"""Cells become values: what is accepted, what is told, and that no text whatever brings the reader down."""

import math
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partners.imports import registry
from partners.imports.cells import (
    DayWidget,
    LanguagesWidget,
    LanguageWidget,
    NumberWidget,
    PartsWidget,
    day_of,
)
from partners.imports.columns import (
    AddressWidget,
    CountryWidget,
    DegreesWidget,
    NameWidget,
    TextWidget,
    YearWidget,
    year_of,
)
from partners.imports.exports import inert
from partners.imports.problems import Problem, Unusable, sentence
from partners.imports.tables import clean


def read(widget: Any, text: str, column: str = "note") -> tuple[Any, list[str]]:
    """The value and the codes of what is told; an unusable cell gives None and its code."""
    notes: list[Problem] = []
    try:
        value = widget.clean(text, row=None, notes=notes, column=column)
    except Unusable as error:
        return None, [error.problem["code"]]
    return value, [found["code"] for found in notes]


# --- text -----------------------------------------------------------------------------------------
def test_html_is_taken_out_with_its_scripts() -> None:
    text = "<p>Chor &amp; <b>Tanz</b></p><script>alert(1)</script>"
    assert read(TextWidget(), text) == ("Chor & Tanz", ["html"])


def test_signs_of_comparison_are_no_html() -> None:
    assert read(TextWidget(), "5 < 6 und 7 > 6") == ("5 < 6 und 7 > 6", [])


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-foo()"])
def test_formula_is_kept_as_text_told_and_made_inert_on_the_way_out(text: str) -> None:
    value, codes = read(TextWidget(), text)
    assert (value, codes) == (text, ["formula"])
    assert inert(value) == f"'{text}"
    # Such a file can come back: the apostrophe is ours.
    assert read(TextWidget(), inert(value)) == (text, ["formula"])


@pytest.mark.parametrize("text", ["+49 511 123", "-2.5", "- nur ein Strich"])
def test_numbers_with_a_sign_are_no_formula(text: str) -> None:
    assert read(TextWidget(), text) == (text, [])


def test_long_text_is_cut_and_told() -> None:
    value, codes = read(TextWidget(20), "Wort " * 10)
    assert (len(value) <= 20, value.endswith("…"), codes) == (True, True, ["cut"])


def test_name_is_never_cut() -> None:
    assert read(NameWidget(), "x" * 100) == ("x" * 100, [])
    assert read(NameWidget(), "x" * 101) == (None, ["too_long"])


@pytest.mark.parametrize(("text", "code"), [("", "missing_cell"), ("123", "no_letters"), ("–", "no_letters")])
def test_name_needs_letters(text: str, code: str) -> None:
    assert read(NameWidget(), text) == (None, [code])


# --- countries, years, degrees --------------------------------------------------------------------
@pytest.mark.usefixtures("english")
def test_unknown_country_is_an_error_with_the_nearest_suggestion() -> None:
    notes: list[Problem] = []
    with pytest.raises(Unusable) as caught:
        CountryWidget().clean("Frankreisch", notes=notes, column="partner_country")
    found = caught.value.problem
    assert sentence(found) == "“Frankreisch” is no country that we know. Did you mean France?"
    assert read(CountryWidget(), "Atlantis") == (None, ["unknown_country"])
    assert read(CountryWidget(), "") == ("", [])


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1960", 1960), ("1960.0", 1960), ("ca. 1960", 1960), ("c. 1960", 1960), ("1960-05-03", 1960),
        ("3.5.1960", 1960), ("05/1960", 1960), ("1960-05-03 00:00:00", 1960), ("１９６０", 1960),
        ("60", None), ("neunzehnhundert", None), ("1960/61", None), ("19600", None),
    ],
)  # fmt: skip
def test_year_is_read_out_of_what_people_write(text: str, year: int | None) -> None:
    assert year_of(text) == year


def test_year_out_of_range_is_left_out_and_told() -> None:
    last = timezone.localdate().year + 1
    assert read(YearWidget(), str(last)) == (last, [])
    assert read(YearWidget(), "1500") == (1500, [])
    assert read(YearWidget(), str(last + 1)) == (None, ["year_range"])
    assert read(YearWidget(), "1499") == (None, ["year_range"])
    assert read(YearWidget(), "bald") == (None, ["unreadable_year"])


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("49.44", 49.44),
        ("49,44", 49.44),
        ("-2.59", -2.59),
        ("2.59 W", -2.59),
        ("33.9° S", -33.9),
        ("7O", 7.0),
    ],
)
def test_degrees_are_read_with_point_comma_and_letter(text: str, degrees: float) -> None:
    assert read(DegreesWidget(), text) == (degrees, [])


@pytest.mark.parametrize("text", ["nan", "inf", "1e5", "52°22′33″", "nördlich"])
def test_what_is_no_number_of_degrees_is_left_out(text: str) -> None:
    assert read(DegreesWidget(), text) == (None, ["unreadable_degrees"])


# --- the other cells ------------------------------------------------------------------------------
def test_web_address_gets_its_scheme_and_anything_else_is_left_out() -> None:
    assert read(AddressWidget(), "www.example.org/chor") == ("https://www.example.org/chor", [])
    assert read(AddressWidget(), "javascript://alert(1)") == ("", ["bad_address"])
    assert read(AddressWidget(), "kein Link") == ("", ["bad_address"])


def test_several_names_stand_in_one_cell_once_each() -> None:
    assert read(PartsWidget(), "Rouen; Hiroshima;; Rouen") == (["Rouen", "Hiroshima"], [])


def test_languages_are_read_as_codes_and_as_names() -> None:
    assert read(LanguagesWidget(), "fr, Polnisch; English, Klingonisch") == (
        ["fr", "pl", "en"],
        ["unknown_word"],
    )
    assert read(LanguageWidget(("de", "en")), "") == ("de", [])
    assert read(LanguageWidget(("de", "en")), "ny") == ("de", ["unknown_word"])


def test_number_is_read_with_separators() -> None:
    assert read(NumberWidget(), "1.250") == (1250, [])
    assert read(NumberWidget(), "viele") == (None, ["unknown_word"])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", "2026"), ("5/2026", "2026-05"), ("2026-5", "2026-05"), ("3.5.2026", "2026-05-03"),
        ("2026-05-03T10:00", "2026-05-03"), ("31.2.2026", ""), ("2026-13", ""), ("0001-01-01", ""), ("Mai", ""),
    ],
)  # fmt: skip
def test_day_is_read_as_exactly_as_it_is_written(text: str, day: str) -> None:
    assert day_of(text) == day


# --- whatever comes -------------------------------------------------------------------------------
TEXTS = st.one_of(
    st.text(max_size=200),
    st.from_regex(r"[-+=@]?[0-9]{0,6}[.,/ -]?[0-9]{0,4}", fullmatch=True),
    st.from_regex(r"<[a-z!/]{1,8}[^<>]{0,10}>?[^<>]{0,10}", fullmatch=True),
)


@given(TEXTS)
def test_cleaned_cell_holds_nothing_that_a_database_refuses(text: str) -> None:
    cell = clean(text)
    assert "\0" not in cell
    assert not any(0xD800 <= ord(sign) <= 0xDFFF for sign in cell)


@pytest.mark.parametrize(
    "widget",
    [TextWidget(50), NameWidget(), CountryWidget(), YearWidget(), DegreesWidget(), AddressWidget(), PartsWidget(),
     LanguagesWidget(), NumberWidget(), DayWidget()],
    ids=lambda widget: type(widget).__name__,
)  # fmt: skip
@given(text=TEXTS)
def test_no_text_brings_a_widget_down(widget: Any, text: str) -> None:
    value, codes = read(widget, clean(text))
    assert not (isinstance(value, float) and not math.isfinite(value))
    assert len(codes) <= 32


@given(TEXTS)
def test_text_that_went_through_once_goes_through_unchanged(text: str) -> None:
    once, _codes = read(TextWidget(100), clean(text))
    twice, codes = read(TextWidget(100), inert(once))
    if "html" not in codes:
        assert twice == once


@pytest.mark.parametrize("key", ["relations", "organisations", "projects"])
def test_no_heading_means_two_columns(key: str) -> None:
    columns = registry.get(key).columns.values()
    words = [word for column in columns for word in column.aliases]
    assert sorted({word for word in words if words.count(word) > 1}) == []
