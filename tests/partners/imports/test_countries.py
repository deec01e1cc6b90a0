"""Countries as people write them."""

import pytest
from babel import Locale
from django.conf import settings
from django_countries import countries
from hypothesis import given
from hypothesis import strategies as st

from partners.imports.countries import country_code, similar_country, squeeze

LANGUAGES = [code for code in settings.MODELTRANSLATION_LANGUAGES if "-" not in code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_every_language_is_known(language: str) -> None:
    names = Locale.parse(language).territories
    codes = [code for code in dict(countries) if code in names]
    assert {code: country_code(names[code]) for code in codes} == {code: code for code in codes}


def test_codes_are_known_whatever_their_case() -> None:
    assert [country_code(text) for text in ("fr", " FR ", "fra", "Gbr")] == ["FR", "FR", "FR", "GB"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("England", "GB"), ("USA", "US"), ("Weißrussland", "BY"), ("Holland", "NL"), ("Czech Republic", "CZ")],
)
def test_everyday_names_are_known(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["", "XX", "Atlantis", "-", "Kongos"])
def test_anything_else_is_no_country(text: str) -> None:
    assert country_code(text) == ""


@pytest.mark.parametrize(
    ("text", "code"), [("Frankreisch", "FR"), ("Polnad", "PL"), ("Deutschlnad", "DE"), ("Ukarine", "UA")]
)
def test_mistyped_name_suggests_the_right_one(text: str, code: str) -> None:
    assert similar_country(text) == code


@pytest.mark.parametrize("text", ["Atlantis", "", "x" * 5000])
def test_nothing_is_suggested_for_what_is_like_no_country(text: str) -> None:
    assert similar_country(text) == ""


@given(st.text(max_size=80))
def test_squeezed_text_stays_as_it_is_and_has_no_edges(text: str) -> None:
    squeezed = squeeze(text)
    assert squeezed == squeezed.strip()
    assert "  " not in squeezed
    assert squeeze(squeezed) == squeezed


@given(st.text(max_size=80))
def test_any_text_gives_a_country_or_none(text: str) -> None:
    assert country_code(text) in {"", *dict(countries)}
    assert similar_country(text) in {"", *dict(countries)}
