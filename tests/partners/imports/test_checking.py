"""The dry run: what each kind of dirty line comes to, with its code and its sentence, and that nothing is touched."""

from typing import Any

import pytest
from django.utils.translation import override

from partners.imports.models import Batch, Candidate
from partners.imports.problems import SORTS, name_of, problem, sentence
from partners.models import City, CityName, HomeDistrict, Partnership
from tests.factories import make_city, make_partnership
from tests.factories_imports import HEADER, checked, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
ROUEN = {"name_de": "Rouen", "country": "FR", "latitude": 49.443, "longitude": 1.099}


def come_to(batch: Batch) -> list[tuple[str, list[str]]]:
    """Outcome and codes of each line."""
    rows = batch.candidates.order_by("line")
    return [(entry.outcome, [found["code"] for found in entry.problems]) for entry in rows]


def one(*cells: Any, **more: Any) -> Candidate:
    """What a list of one line comes to."""
    return checked(row(*cells, **more)).candidates.get()


def codes(candidate: Candidate) -> list[str]:
    return [found["code"] for found in candidate.problems]


# --- what we have ---------------------------------------------------------------------------------
def test_clean_line_is_new_and_waits_and_nothing_is_made() -> None:
    candidate = one("Wien", "Österreich", since_year="1990", note="Chöre")
    assert (candidate.outcome, candidate.state, candidate.problems) == ("new", "waiting", [])
    assert candidate.values == {
        "home_city": "Hannover", "home_country": "DE", "partner_city": "Wien", "partner_country": "AT",
        "kind": "twin_town", "since_year": 1990, "until_year": None, "lat": None, "lon": None, "source": "",
        "note": "Chöre",
    }  # fmt: skip
    assert (City.objects.count(), Partnership.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["Posen", "POZNAŃ", "poznan", "ポズナン", "Poznan (Posen)", "Posnania"])
def test_known_pair_is_found_by_every_name_of_the_city(name: str) -> None:
    city = make_city("poznan", name_de="Posen", name_pl="Poznań", name_ja="ポズナン", country="PL")
    CityName.objects.create(city=city, name="Posnania")
    tie = make_partnership(city, since_year=1979)
    candidate = one(name, "PL", since_year="1979")
    assert (candidate.outcome, candidate.state, candidate.known_id) == ("same", "closed", tie.pk)


def test_city_of_the_same_name_in_another_country_is_another_city() -> None:
    make_partnership(make_city(name_de="Halle", country="DE"))
    assert one("Halle", "BE").outcome == "new"


def test_what_differs_from_us_says_where() -> None:
    make_partnership(make_city(**ROUEN), since_year=1966)
    candidate = one(since_year="1967", kind="f")
    assert (candidate.outcome, candidate.state) == ("conflict", "waiting")
    assert codes(candidate) == ["differs", "differs"]
    with override("en"):
        assert candidate.sentences[1] == (
            "“since (year)” differs from what we have: so far 1966, in the list 1967."
        )


def test_what_fills_a_gap_of_ours_is_told_as_such() -> None:
    make_partnership(make_city(**ROUEN), since_year=None)
    candidate = one(since_year="1966")
    assert (candidate.outcome, codes(candidate)) == ("conflict", ["adds"])


def test_line_that_says_less_than_we_know_is_the_same() -> None:
    make_partnership(make_city(**ROUEN), since_year=1966)
    assert one(since_year="", kind="").outcome == "same"


# --- the rules, one by one ------------------------------------------------------------------------
def test_no_kind_is_kept_with_an_unknown_kind_and_told() -> None:
    candidate = one("Wien", "AT", kind="")
    assert (candidate.outcome, candidate.values["kind"], codes(candidate)) == ("new", "unknown", ["no_kind"])


def test_unknown_kind_is_kept_and_told() -> None:
    candidate = one("Wien", "AT", kind="Klimapakt")
    assert (candidate.outcome, candidate.values["kind"]) == ("new", "unknown")
    assert codes(candidate) == ["unknown_kind"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("p", "twin_town"), ("F", "friendship"), ("k", "contact"), ("Partnerschaft", "twin_town"),
        ("Städtefreundschaft", "friendship"), ("Kontakt", "contact"), ("Twin Town", "twin_town"),
        ("friendship", "friendship"), ("Jumelage", "twin_town"), ("amitié", "friendship"), ("姉妹都市", "twin_town"),
        ("solidarity partnership", "solidarity"), ("twin_town", "twin_town"),
    ],
)  # fmt: skip
def test_kind_is_known_by_letter_and_by_word(word: str, kind: str) -> None:
    assert one("Wien", "AT", kind=word).values["kind"] == kind


def test_no_country_is_an_error() -> None:
    candidate = one("Wien", "")
    assert (candidate.outcome, candidate.state, codes(candidate)) == ("error", "closed", ["no_country"])


def test_no_country_is_found_by_the_known_city() -> None:
    make_partnership(make_city(**ROUEN), since_year=1966)
    candidate = one("Rouen", "")
    assert (candidate.outcome, candidate.values["partner_country"]) == ("same", "FR")
    assert codes(candidate) == ["country_by_city"]


def test_no_country_stays_an_error_where_two_known_cities_have_the_name() -> None:
    make_city(name_de="Halle", country="DE")
    make_city(name_de="Halle", country="BE")
    assert codes(one("Halle", "")) == ["several_countries"]


def test_unknown_country_name_is_an_error_with_the_nearest_suggestion() -> None:
    candidate = one("Paris", "Frankreisch")
    assert candidate.outcome == "error"
    with override("en"):
        assert candidate.sentences == ["“Frankreisch” is no country that we know. Did you mean France?"]
    with override("de"):
        assert "Frankreich" in candidate.sentences[0]


def test_same_pair_twice_is_a_duplicate_of_the_first_line() -> None:
    batch = checked(row("Wien", "AT"), row("Paris", "FR"), row("WIEN", "Austria", note="anders"))
    assert come_to(batch) == [("new", []), ("new", []), ("duplicate", ["duplicate_of"])]
    third = batch.candidates.get(line=4)
    assert (third.state, third.problems[0]["params"]) == ("closed", {"line": 2})


def test_duplicate_is_found_across_names_of_a_known_city() -> None:
    make_city("poznan", name_de="Posen", name_pl="Poznań", country="PL")
    assert [outcome for outcome, _codes in come_to(checked(row("Posen", "PL"), row("Poznań", "Polen")))] == [
        "new", "duplicate",
    ]  # fmt: skip


def test_two_years_for_one_pair_are_kept_side_by_side() -> None:
    batch = checked(row("Wien", "AT", since_year="1990"), row("Wien", "AT", since_year="1991"))
    assert come_to(batch) == [("conflict", ["other_values"]), ("conflict", ["other_values"])]
    with override("en"):
        said = [entry.sentences[0] for entry in batch.candidates.all()]
    assert said == [
        "Line 3 is about the same, but “since (year)” differs: there 1991, here 1990.",
        "Line 2 is about the same, but “since (year)” differs: there 1990, here 1991.",
    ]
    assert batch.candidates.filter(state="waiting").count() == 2


def test_line_that_says_more_than_the_first_is_kept() -> None:
    batch = checked(row("Wien", "AT", since_year=""), row("Wien", "AT", until_year="2000"))
    assert come_to(batch) == [("new", []), ("conflict", ["says_more"])]


def test_a_thousand_contradictions_do_not_swell_one_line() -> None:
    batch = checked(*(row("Wien", "AT", since_year=str(year)) for year in range(1700, 1800)))
    first = batch.candidates.get(line=2)
    assert (len(first.problems), batch.counts) == (20, {"conflict": 100})


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"lat": "49.44", "lon": "1.1"}, None),
        ({"lat": "50.6", "lon": "1.1"}, "other_place"),
        ({"lat": "1.1", "lon": "49.44"}, "turned_degrees"),
        ({"lat": "149.44", "lon": "1.1"}, "off_globe"),
        ({"lat": "49.44", "lon": ""}, "half_place"),
        ({"lat": "hier", "lon": "dort"}, "unreadable_degrees"),
    ],
)
def test_coordinates_of_another_place_are_left_out_for_a_known_city(cells: Any, code: str | None) -> None:
    make_city(**ROUEN)
    candidate = one(**cells)
    assert (candidate.outcome, set(codes(candidate))) == ("new", {code} if code else set())
    kept = (49.44, 1.1) if code is None else (None, None)
    assert (candidate.values["lat"], candidate.values["lon"]) == kept


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"lat": "48.21", "lon": "16.37"}, None),
        ({"lat": "16.37", "lon": "48.21"}, "turned_degrees"),
        ({"lat": "38.9", "lon": "-77.3"}, "other_country"),
    ],
)
def test_coordinates_far_from_the_country_are_left_out_for_a_new_city(cells: Any, code: str | None) -> None:
    candidate = one("Wien", "AT", **cells)
    assert (candidate.outcome, codes(candidate)) == ("new", [code] if code else [])


def test_coordinates_that_many_cities_share_are_left_out() -> None:
    """A hundred and more rows of a public list were all put into one wrong town."""
    spot = {"lat": "48.2", "lon": "16.37"}
    many = [row(f"Ort {letter}", "AT", **spot) for letter in "ABCDE"]
    batch = checked(*many, row("Ort F", "AT", lat="48.3", lon="16.37"))
    assert come_to(batch) == [*[("new", ["shared_spot"])] * 5, ("new", [])]
    assert batch.candidates.first().values["lat"] is None
    few = checked(*many[:4])
    assert come_to(few) == [("new", [])] * 4


def test_last_year_before_the_first_is_left_out() -> None:
    candidate = one("Wien", "AT", since_year="1990", until_year="1980")
    assert (candidate.outcome, codes(candidate)) == ("new", ["years_turned"])
    assert (candidate.values["since_year"], candidate.values["until_year"]) == (None, None)


def test_impossible_year_is_left_out() -> None:
    candidate = one("Wien", "AT", since_year="836")
    assert (candidate.outcome, candidate.values["since_year"]) == ("new", None)
    assert codes(candidate) == ["unreadable_year"]
    assert codes(one("Wien", "AT", since_year="1066")) == ["year_range"]


def test_formula_html_and_long_cells_are_told() -> None:
    candidate = one("Wien", "AT", note="=1+1", source="<i>Amt</i>" + "x" * 600)
    assert sorted(codes(candidate)) == ["cut", "formula", "html"]
    assert candidate.values["note"] == "=1+1"
    assert codes(one("x" * 101, "AT")) == ["too_long"]


def test_empty_lines_are_counted_and_make_nothing() -> None:
    batch = checked(row("Wien", "AT"), ["", "  "], [], row("Paris", "FR"))
    assert (batch.candidates.count(), batch.empty_lines, batch.lines_read) == (2, 2, 2)


def test_cells_outside_the_columns_are_told() -> None:
    assert codes(checked([*row("Wien", "AT"), "verirrt"]).candidates.get()) == ["extra_cells"]


def test_unknown_columns_are_reported_and_kept_with_the_line() -> None:
    batch = checked([*row("Wien", "AT"), "1,9 Mio."], header=(*HEADER, "Einwohner"))
    assert batch.unknown_columns == ["Einwohner"]
    assert batch.candidates.get().raw["Einwohner"] == "1,9 Mio."


# --- whose relation -------------------------------------------------------------------------------
def test_relations_of_other_towns_are_told_and_not_taken() -> None:
    candidate = one("Turku", "FI", home_city="Celle")
    assert (candidate.outcome, candidate.state, codes(candidate)) == ("elsewhere", "closed", ["other_home"])


def test_town_of_our_name_in_another_country_is_not_ours() -> None:
    assert one("Turku", "FI", home_city="Hanover", home_country="US").outcome == "elsewhere"
    assert one("Turku", "FI", home_city="Hanover", home_country="").outcome == "new"


def test_sides_that_are_exchanged_are_turned() -> None:
    candidate = one("Hannover", "DE", home_city="Wien", home_country="AT", lat="52.4", lon="9.7")
    assert (candidate.outcome, codes(candidate)) == ("new", ["turned_sides"])
    assert (candidate.values["partner_city"], candidate.values["partner_country"]) == ("Wien", "AT")
    assert candidate.values["lat"] is None


def test_both_sides_the_same_town_is_an_error() -> None:
    assert codes(one("Hanover", "DE")) == ["same_town"]


def test_relation_of_a_district_is_a_district_twinning() -> None:
    HomeDistrict.objects.create(key="misburg", name_de="Misburg-Anderten")
    candidate = one("Bollnäs", "SE", home_city="Misburg-Anderten")
    assert (candidate.outcome, candidate.values["kind"]) == ("new", "district_twinning")
    without = one("Bollnäs", "SE", kind="Bezirkspartnerschaft")
    assert (without.values["kind"], codes(without)) == ("unknown", ["no_district"])


# --- the whole list -------------------------------------------------------------------------------
def test_list_says_how_many_lines_came_to_what() -> None:
    make_partnership(make_city(**ROUEN), since_year=1966)
    batch = checked(
        row(), row("Wien", "AT"), row("Wien", "AT"), row("X", ""), row("A", "FR", home_city="Celle"),
        row("Lyon", "FR", since_year="1960"), row("Lyon", "FR", since_year="1961"),
    )  # fmt: skip
    assert batch.counts == {
        "same": 1, "new": 1, "duplicate": 1, "error": 1, "elsewhere": 1, "conflict": 2,
    }  # fmt: skip
    assert batch.problem_counts == {
        "duplicate_of": 1, "no_country": 1, "other_home": 1, "other_values": 2,
    }  # fmt: skip
    assert (batch.state, batch.format, batch.encoding, batch.delimiter) == ("checked", "csv", "utf-8", ",")


def test_only_new_and_differing_lines_wait() -> None:
    make_partnership(make_city(**ROUEN), since_year=1966)
    batch = checked(row(), row("Wien", "AT"), row("Wien", "AT"), row("X", ""))
    assert list(batch.candidates.values_list("outcome", "state")) == [
        ("same", "closed"), ("new", "waiting"), ("duplicate", "closed"), ("error", "closed"),
    ]  # fmt: skip


def test_every_sort_of_problem_has_a_name_and_a_sentence_in_both_languages_of_the_desk() -> None:
    params = {
        "line": 3, "column": "since_year", "columns": ["kind"], "text": "x", "count": 2, "limit": 3, "size": 1,
        "missing": "a", "found": "b", "first": "1", "last": "2", "since": "1", "until": "2", "city": "Wien",
        "country": "FR", "lat": "1", "lon": "2", "km": 3, "ours": "1", "theirs": "2",
    }  # fmt: skip
    for language in ("en", "de"):
        with override(language):
            said = {code: (name_of(code), sentence(problem(code, **params))) for code in SORTS}
        assert all(name and text and "%" not in text for name, text in said.values())
