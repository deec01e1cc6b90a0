"""Matching: what fits, what fits partly, and rules that hold for every pair of slips."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.board.matching import Match, Reason, Verdict, Wish, compare

YOUTH_CHOIR = Wish(
    kind="seeks",
    group="choir",
    activity="other",
    size=(38, 38),
    age=(16, 30),
    months=frozenset({(2027, 5), (2027, 6)}),
    can_host=True,
    wants_to_travel=True,
    languages=(("de", "fluent"), ("fr", "good")),
)
ROUEN = Wish(
    kind="seeks",
    group="choir",
    activity="concert",
    size=(30, 45),
    age=(18, 70),
    months=frozenset({(2027, 5)}),
    place="rouen",
    wanted="home",
    can_host=True,
    wants_to_travel=True,
    languages=(("fr", "fluent"), ("de", "basic")),
)


def verdicts(match: Match) -> dict[str, str]:
    return {reason.criterion: reason.verdict.value for reason in match.reasons}


def verdict_of(criterion: str, mine: Wish, theirs: Wish) -> str | None:
    return verdicts(compare(mine, theirs)).get(criterion)


def test_youth_choir_fits_the_choir_from_rouen_in_five_of_six_points() -> None:
    match = compare(YOUTH_CHOIR, ROUEN)
    assert (match.points, match.of, match.is_possible) == (5, 6, True)
    assert verdicts(match) == {
        "group": "fits",
        "size": "fits",
        "months": "fits",
        "languages": "fits",
        "hosting": "fits",
        "age": "partly",
    }


def test_reasons_carry_both_answers_and_what_is_shared() -> None:
    reasons = {reason.criterion: reason for reason in compare(YOUTH_CHOIR, ROUEN).reasons}
    assert reasons["group"] == Reason("group", Verdict.FITS, "choir", "choir", "choir")
    assert reasons["size"].shared == (38, 38)
    assert reasons["months"].shared == frozenset({(2027, 5)})
    assert reasons["languages"].shared == ("fr",)
    assert reasons["age"].shared == (18, 30)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ((30, 45), (38, 38), "fits"),
        ((20, 20), (24, 24), "fits"),  # 20 per cent more
        ((20, 20), (25, 25), "not"),
        ((None, 20), (22, None), "fits"),
        ((50, None), (10, 40), "not"),
        ((None, None), (10, 40), None),
    ],
)
def test_sizes_fit_when_they_overlap_or_nearly_do(mine: tuple, theirs: tuple, expected: str | None) -> None:
    assert verdict_of("size", replace(ROUEN, size=mine), replace(ROUEN, size=theirs)) == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ((16, 30), (18, 70), "partly"),
        ((20, 30), (18, 70), "fits"),
        ((None, 17), (18, 70), "not"),
        ((18, None), (20, None), "fits"),
        ((None, None), (18, 70), None),
    ],
)
def test_ages_fit_when_one_range_lies_in_the_other(mine: tuple, theirs: tuple, expected: str | None) -> None:
    assert verdict_of("age", replace(ROUEN, age=mine), replace(ROUEN, age=theirs)) == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({"de": "good"}, {"de": "fluent"}, ("fits", ("de",))),
        ({"de": "basic", "fr": "good"}, {"de": "fluent"}, ("partly", ("de",))),
        ({"pl": "fluent"}, {"ja": "fluent"}, ("not", ())),
    ],
)
def test_languages_fit_when_both_speak_one_well(mine: dict, theirs: dict, expected: tuple) -> None:
    pair = [replace(ROUEN, languages=tuple(side.items())) for side in (mine, theirs)]
    reason = next(reason for reason in compare(*pair).reasons if reason.criterion == "languages")
    assert (reason.verdict.value, reason.shared) == expected


def test_hosting_fits_when_one_travels_to_where_the_other_hosts() -> None:
    hosts = replace(ROUEN, can_host=True, wants_to_travel=False)
    travels = replace(YOUTH_CHOIR, can_host=False, wants_to_travel=True)
    silent = replace(YOUTH_CHOIR, can_host=False, wants_to_travel=False)
    assert [verdict_of("hosting", hosts, other) for other in (travels, hosts, silent)] == [
        "fits",
        "not",
        None,
    ]


def test_other_group_and_something_else_do_not_count() -> None:
    vague = replace(ROUEN, group="other", activity="other")
    assert {"group", "activity"}.isdisjoint(verdicts(compare(vague, vague)))


def test_place_counts_when_both_look_for_a_certain_one() -> None:
    at_home = replace(YOUTH_CHOIR, wanted="rouen")
    assert verdict_of("place", at_home, ROUEN) == "fits"
    assert verdict_of("place", replace(at_home, wanted="bristol"), ROUEN) == "not"
    assert verdict_of("place", YOUTH_CHOIR, ROUEN) is None


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({}, {}, True),
        ({"wanted": "rouen"}, {}, True),
        ({"wanted": "bristol"}, {}, False),
        ({}, {"wanted": "bristol"}, False),
        ({"place": "rouen"}, {"wanted": "any"}, False),
        ({"place": "leipzig"}, {"wanted": "any"}, True),
    ],
)
def test_places_must_fit_both_ways(mine: dict, theirs: dict, expected: bool) -> None:
    assert compare(replace(YOUTH_CHOIR, **mine), replace(ROUEN, **theirs)).is_possible is expected


def test_a_month_and_a_language_alone_make_no_match() -> None:
    bakery = replace(ROUEN, group="business", activity="work", kind="offers")
    match = compare(YOUTH_CHOIR, bakery)
    assert (match.points > 1, match.is_possible) == (True, False)


def test_two_offers_match_only_when_one_travels_to_the_other() -> None:
    mine, theirs = (replace(side, kind="offers") for side in (YOUTH_CHOIR, ROUEN))
    assert compare(mine, theirs).is_possible
    assert not compare(mine, replace(theirs, can_host=False, wants_to_travel=False)).is_possible


# --- rules for every pair -------------------------------------------------------------------------
def ranges(top: int) -> st.SearchStrategy:
    numbers = st.none() | st.integers(1, top)
    return st.tuples(numbers, numbers).filter(lambda span: None in span or span[0] <= span[1])


PLACES = ["home", "rouen", "poznan"]
wishes = st.builds(
    Wish,
    kind=st.sampled_from(["seeks", "offers"]),
    group=st.sampled_from(["choir", "band", "other"]),
    activity=st.sampled_from(["concert", "youth", "other"]),
    size=ranges(100),
    age=ranges(90),
    months=st.frozensets(st.tuples(st.just(2027), st.integers(1, 12)), max_size=4),
    place=st.sampled_from(PLACES),
    wanted=st.sampled_from(["any", *PLACES]),
    can_host=st.booleans(),
    wants_to_travel=st.booleans(),
    languages=st.dictionaries(
        st.sampled_from(["de", "fr", "pl", "ja"]), st.sampled_from(["basic", "good", "fluent"])
    ).map(lambda spoken: tuple(spoken.items())),
    themes=st.frozensets(st.sampled_from(["arts", "peace", "youth"])),
)


@given(wishes, wishes)
def test_matching_is_symmetric(mine: Wish, theirs: Wish) -> None:
    there, back = compare(mine, theirs), compare(theirs, mine)
    assert tuple(reason.swapped() for reason in back.reasons) == there.reasons
    assert (back.points, back.of, back.is_possible) == (there.points, there.of, there.is_possible)


@given(wishes, wishes)
def test_no_score_without_a_shared_reason(mine: Wish, theirs: Wish) -> None:
    match = compare(mine, theirs)
    shared = [reason for reason in match.reasons if reason.verdict is Verdict.FITS]
    assert 0 <= match.points == len(shared) <= match.of <= 9
    assert shared or not match.is_possible


@given(wishes, wishes)
def test_possible_partners_are_where_the_other_looks(mine: Wish, theirs: Wish) -> None:
    if compare(mine, theirs).is_possible:
        assert mine.place != theirs.place
        assert mine.wanted in {"any", theirs.place}
        assert theirs.wanted in {"any", mine.place}


@given(wishes, wishes)
def test_what_both_add_never_costs_a_point(mine: Wish, theirs: Wish) -> None:
    before = compare(mine, theirs)
    both = [
        replace(
            side,
            months=side.months | {(2028, 1)},
            themes=side.themes | {"city"},
            languages=(*side.languages, ("en", "good")),
            can_host=True,
            wants_to_travel=True,
        )
        for side in (mine, theirs)
    ]
    after = compare(*both)
    assert after.points >= before.points
    assert after.is_possible or not before.is_possible


@given(wishes, wishes)
def test_speaking_better_or_looking_anywhere_never_makes_it_worse(mine: Wish, theirs: Wish) -> None:
    before = compare(mine, theirs)
    fluent = tuple((code, "fluent") for code, _level in mine.languages)
    after = compare(replace(mine, languages=fluent), theirs)
    assert after.points >= before.points
    assert compare(replace(mine, wanted="any"), theirs).is_possible or not before.is_possible


@given(wishes)
def test_every_slip_fits_its_own_answers(wish: Wish) -> None:
    match = compare(wish, wish)
    open_ones = {"place", "hosting", "languages"}
    assert all(
        reason.verdict is Verdict.FITS for reason in match.reasons if reason.criterion not in open_ones
    )
    assert not match.is_possible
