"""Filters and counts of the directory, against counting by hand."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.organisations.filters import KEYS, Asked, counts, fits, parse

PATIENT = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
VALUES = ("a", "b", "c")
FACETS = st.fixed_dictionaries({key: st.frozensets(st.sampled_from(VALUES)) for key in KEYS})
ENTRIES = st.lists(st.tuples(FACETS, st.sampled_from(["chor hannover", "schule", "chœur"])), max_size=8)
ASKED = st.builds(
    Asked,
    st.fixed_dictionaries({key: st.sampled_from(["", *VALUES]) for key in KEYS}),
    st.lists(st.sampled_from(["chor", "schule"]), max_size=2).map(tuple),
)


@PATIENT
@given(ENTRIES, ASKED)
def test_count_of_a_choice_is_what_choosing_it_leaves(entries: list, asked: Asked) -> None:
    found = counts(entries, asked)
    for key in KEYS:
        for value in VALUES:
            chosen = Asked({**asked.values, key: value}, asked.words)
            assert found[key][value] == sum(fits(facets, name, chosen) for facets, name in entries)


@PATIENT
@given(ENTRIES, ASKED)
def test_every_entry_that_fits_has_all_that_was_asked(entries: list, asked: Asked) -> None:
    for facets, name in entries:
        by_hand = all(not value or value in facets[key] for key, value in asked.values.items())
        assert fits(facets, name, asked) == (by_hand and all(word in name for word in asked.words))


def test_unknown_values_count_as_all() -> None:
    known = {key: {"a"} for key in KEYS}
    assert parse({"kind": "a", "city": "zz", "theme": "", "x": "y"}, known) == {
        "kind": "a", "city": "", "theme": "", "language": "",
    }  # fmt: skip


def test_address_without_one_filter_keeps_the_rest() -> None:
    asked = Asked({"kind": "a", "city": "b", "theme": "", "language": ""}, ("chor",), "Chor & Co")
    assert asked.without("city") == "?kind=a&q=Chor+%26+Co"
    assert asked.without("q") == "?kind=a&city=b"
    assert Asked(dict.fromkeys(KEYS, ""), (), "x").without("q") == "?"


def test_no_entries_no_counts() -> None:
    assert counts([], Asked(dict.fromkeys(KEYS, ""))) == {key: Counter() for key in KEYS}
