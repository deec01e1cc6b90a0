"""Filters as arithmetic: what an address means, which projects fit, and how many each choice would leave."""

from urllib.parse import parse_qsl

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from projects.filters import KEYS, MOST_VALUES, Facets, Selection, counts, fits, parse, query, way_out

VALUES = {
    "city": ("rouen", "poznan", "leipzig"),
    "theme": ("music", "peace"),
    "state": ("planned", "running", "finished"),
    "year": ("2025", "2026", "2027"),
    "organisation": ("choir", "school"),
}
KNOWN = {key: frozenset(values) for key, values in VALUES.items()}


def facets(**values: str) -> Facets:
    """What a project has, several values separated by blanks."""
    return {key: frozenset(values.get(key, "").split()) for key in KEYS}


CHOIR = facets(city="rouen poznan", theme="music", state="running", year="2025 2026", organisation="choir")
SCHOOL = facets(city="rouen", theme="peace", state="finished", year="2025", organisation="school")
PRINT = facets(city="leipzig", theme="music", state="planned", year="2027")


def asked(address: str) -> Selection:
    return parse(QueryDict(address), KNOWN)


def found(address: str) -> list[Facets]:
    return [project for project in (CHOIR, SCHOOL, PRINT) if fits(project, asked(address).pairs)]


def test_each_filter_alone() -> None:
    assert found("city=rouen") == [CHOIR, SCHOOL]
    assert found("theme=music") == [CHOIR, PRINT]
    assert found("state=planned") == [PRINT]
    assert found("year=2025") == [CHOIR, SCHOOL]
    assert found("organisation=school") == [SCHOOL]


def test_filters_together_all_have_to_fit() -> None:
    assert found("city=rouen&theme=music&state=running&year=2026&organisation=choir") == [CHOIR]
    assert found("city=rouen&state=planned") == []


def test_several_cities_must_all_take_part() -> None:
    assert found("city=rouen&city=poznan") == [CHOIR]
    assert found("city=rouen&city=leipzig") == []


def test_order_of_the_address_does_not_matter() -> None:
    assert asked("year=2025&city=rouen") == asked("city=rouen&year=2025")


def test_empty_values_and_foreign_keys_mean_nothing() -> None:
    assert asked("city=&theme=&state=&year=&organisation=&utm_source=x") == Selection()


def test_unknown_values_are_left_out_and_named() -> None:
    selection = asked("city=atlantis&theme=music&year=9999&state=running'--")
    assert selection.pairs == (("theme", "music"),)
    assert selection.ignored == ("city", "state", "year")


def test_of_most_keys_one_value_counts() -> None:
    assert asked("theme=music&theme=peace").pairs == (("theme", "music"),)


def test_a_value_counts_once() -> None:
    assert asked("city=rouen&city=rouen").pairs == (("city", "rouen"),)


def test_number_of_cities_is_limited() -> None:
    many = "&".join(f"city=c{number}" for number in range(MOST_VALUES + 3))
    known = {"city": {f"c{number}" for number in range(MOST_VALUES + 3)}}
    assert len(parse(QueryDict(many), known).pairs) == MOST_VALUES


def test_counts_show_what_another_choice_would_leave() -> None:
    left = counts([CHOIR, SCHOOL, PRINT], asked("city=rouen"))
    assert left["city"] == {"rouen": 2, "poznan": 1, "leipzig": 1}
    assert left["state"] == {"running": 1, "finished": 1}
    assert left["year"] == {"2025": 2, "2026": 1}


def test_counts_beside_a_second_city_keep_it() -> None:
    left = counts([CHOIR, SCHOOL, PRINT], asked("city=rouen&city=poznan"))
    assert left["city"] == {"rouen": 1, "poznan": 1}


def test_way_out_removes_the_filter_that_helps_most() -> None:
    projects = [CHOIR, SCHOOL, PRINT]
    assert way_out(projects, asked("city=rouen&state=planned")) == (("state", "planned"), 2)
    assert way_out(projects, asked("city=leipzig&state=running&theme=peace")) is None
    assert way_out(projects, Selection()) is None


def test_query_keeps_order_and_leaves_out_what_is_empty() -> None:
    assert (
        query([("city", "rouen"), ("year", "2026")], view="map", page="") == "?city=rouen&year=2026&view=map"
    )
    assert query([]) == "?"


def test_fields_show_the_first_city_and_carry_the_others_along() -> None:
    selection = asked("city=rouen&city=poznan&theme=music")
    assert selection.first("city") == "rouen"
    assert selection.further("city") == ("poznan",)
    assert selection.first("year") == ""
    assert selection.further("theme") == ()


# --- properties -----------------------------------------------------------------------------------
projects = st.lists(
    st.fixed_dictionaries({key: st.frozensets(st.sampled_from(values)) for key, values in VALUES.items()}),
    max_size=8,
)
selections = st.lists(
    st.sampled_from([(key, value) for key, values in VALUES.items() for value in values]), max_size=6
).map(lambda pairs: asked(query(pairs).removeprefix("?")))


@given(projects, selections)
def test_a_count_is_what_the_choice_leaves(rows: list[Facets], selection: Selection) -> None:
    left = counts(rows, selection)
    for key, values in VALUES.items():
        others = selection.without((key, selection.first(key)))
        for value in values:
            chosen = (*others, (key, value))
            assert left[key][value] == sum(fits(row, chosen) for row in rows)


@given(selections)
def test_an_address_says_what_it_was_made_of(selection: Selection) -> None:
    assert asked(query(selection.pairs).removeprefix("?")) == selection


@given(st.dictionaries(st.sampled_from(KEYS), st.lists(st.text(max_size=30), max_size=3)))
def test_whatever_stands_in_an_address_is_known_or_left_out(values: dict[str, list[str]]) -> None:
    address = QueryDict(mutable=True)
    for key, texts in values.items():
        address.setlist(key, texts)
    selection = parse(address, KNOWN)
    assert all(value in KNOWN[key] for key, value in selection.pairs)
    assert parse_qsl(query(selection.pairs).removeprefix("?")) == list(selection.pairs)
