"""Which language a text is served in, and queries that read the column they mean."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models.functions import Lower
from django.utils import translation

from partners.models import City
from tests.factories import make_city
from twinning.languages import all_columns, direction, own_languages, own_name, served, tcoalesce, tcol
from twinning.sorting import fold, sort_key


def test_served_gives_the_readers_own_language() -> None:
    city = City(name_de="Posen", name_en="Poznań", name_pl="Poznań")
    text = served(city, "name", "de")
    assert (text.text, text.language, text.direction, text.is_fallback) == ("Posen", "de", "ltr", False)


def test_served_falls_back_to_english_before_german() -> None:
    text = served(City(name_de="Posen", name_en="Poznań"), "name", "ja")
    assert (text.text, text.language, text.is_fallback) == ("Poznań", "en", True)


def test_served_easy_language_falls_back_to_german() -> None:
    text = served(City(name_de="Posen", name_en="Poznań"), "name", "de-simple")
    assert (text.text, text.language, text.is_fallback) == ("Posen", "de", True)


@pytest.mark.parametrize("empty", [None, "", "   "])
def test_served_takes_an_empty_text_for_missing(empty: str | None) -> None:
    assert served(City(name_fr=empty, name_de="Posen"), "name", "fr").language == "de"


def test_served_without_any_text_is_false() -> None:
    assert not served(City(), "name", "fr")


def test_own_languages_lists_only_complete_published_ones() -> None:
    city = City(name_de="a", story_de="b", name_en="a", name_uk="a", story_uk="b")
    assert own_languages(city, ("name", "story")) == ("de",)


def test_direction_of_arabic_is_right_to_left() -> None:
    assert [direction(code) for code in ("ar", "de", "de-simple", "fa")] == ["rtl", "ltr", "ltr", "rtl"]


def test_languages_are_named_by_themselves() -> None:
    assert [own_name(code) for code in ("ja", "ar", "ny", "ca", "xx")] == [
        "日本語",
        "العربية",
        "Chichewa",
        "català",
        "xx",
    ]


def test_tcol_reads_the_named_language_whatever_is_active(db: None) -> None:
    make_city("a", name_de="Zebra", name_en="Apple")
    with translation.override("en"):
        rows = (
            City.objects.rewrite(False).annotate(text=tcol(City, "name", "de")).values_list("text", flat=True)
        )
        assert list(rows) == ["Zebra"]


def test_tcol_refuses_a_name_that_is_no_column() -> None:
    with pytest.raises(FieldDoesNotExist):
        tcol(City, "title", "de")


def test_tcoalesce_gives_what_the_reader_sees(db: None) -> None:
    make_city("a", name_de="Posen", name_en="Poznań", name_fr="")
    make_city("b", name_de="Leipzig", name_en="")
    rows = City.objects.rewrite(False).annotate(text=tcoalesce(City, "name", "fr")).order_by("slug")
    assert list(rows.values_list("text", flat=True)) == ["Poznań", "Leipzig"]


def test_bare_translated_name_in_an_expression_would_read_the_wrong_column(db: None) -> None:
    """Why tcol exists: this is what the architecture test keeps out."""
    make_city("a", name="Posen", name_de="Posen", name_en="Poznań")
    with translation.override("en"):
        assert list(City.objects.annotate(text=Lower("name")).values_list("text", flat=True)) != ["poznań"]


def test_all_columns_covers_every_language() -> None:
    assert all_columns("name") == (
        "name_de", "name_de_simple", "name_en", "name_fr", "name_pl", "name_ja", "name_ar", "name_uk", "name_tr",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Poznań", "POZNAN"), ("Łódź", "lodz"), ("Straße", "strasse"), ("Perpinyà", "perpinya")],
)
def test_fold_makes_spellings_equal(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def test_sort_key_puts_marked_letters_beside_plain_ones() -> None:
    names = ["Zagreb", "Ärzen", "Oslo", "Österreich", "Athen"]
    assert sorted(names, key=lambda name: sort_key(name, "de")) == [
        "Ärzen",
        "Athen",
        "Oslo",
        "Österreich",
        "Zagreb",
    ]


def test_sort_key_follows_the_polish_alphabet() -> None:
    names = ["Łódź", "Lublin", "Mława", "Lwów"]
    assert sorted(names, key=lambda name: sort_key(name, "pl")) == ["Lublin", "Lwów", "Łódź", "Mława"]


def test_in_name_order_sorts_by_what_is_served(db: None) -> None:
    make_city("a", name_de="Zett", name_en="Alpha")
    make_city("b", name_de="Beta", name_en="")
    assert [city.slug for city in City.objects.in_name_order(language="fr")] == ["a", "b"]
    assert [city.slug for city in City.objects.in_name_order(language="de")] == ["b", "a"]
