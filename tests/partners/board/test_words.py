"""Matches in words: sentences for the slip page, a table for the comparison, in the reader's language."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from partners.board.matching import Wish, compare
from partners.board.words import Row, lines, table
from partners.theme import Theme
from tests.factories import make_city, make_home
from tests.partners.board.test_matching import ROUEN, YOUTH_CHOIR

pytestmark = pytest.mark.django_db


def sentences(mine: Wish, theirs: Wish, language: str = "en") -> list[str]:
    with override(language):
        return [f"{line.sign} {line.text}" for line in lines(compare(mine, theirs))]


def sentence(mine: Wish, theirs: Wish, criterion: str) -> str:
    match = compare(mine, theirs)
    with override("en"):
        return next(
            line.text
            for line, reason in zip(lines(match), match.reasons, strict=True)
            if reason.criterion == criterion
        )


def test_reasons_are_sentences() -> None:
    assert sentences(YOUTH_CHOIR, ROUEN) == [
        "✓ both: choir",
        "✓ Size: 38 fits 30 to 45",
        "✓ both: May 2027",
        "✓ You speak German, French, they speak French, a little German",
        "✓ You can visit each other",
        "~ Age: 16 to 30 and 18 to 70",
    ]


def test_months_and_languages_are_in_the_readers_language() -> None:
    found = sentences(YOUTH_CHOIR, ROUEN, "de")
    assert "Mai 2027" in found[2]
    assert "Französisch" in found[3]


def test_what_does_not_fit_names_both_sides() -> None:
    other = replace(
        ROUEN, group="club", activity="sport", size=(100, None), months=frozenset({(2027, 9), (2027, 10)})
    )
    mine = replace(YOUTH_CHOIR, activity="concert")
    assert sentence(mine, other, "group") == "Who: you choir, they club"
    assert sentence(mine, other, "activity") == "What: you sing or play together, they sport"
    assert sentence(mine, other, "size") == "Size: 38 and from 100"
    assert (
        sentence(mine, other, "months")
        == "When: you May 2027 or June 2027, they September 2027 or October 2027"
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ((True, False), (False, True), "You can host, they want to travel"),
        ((False, True), (True, False), "You want to travel, they can host"),
        ((True, False), (True, False), "Both can host, nobody wants to travel"),
        ((False, True), (False, True), "Both want to travel, nobody can host"),
    ],
)
def test_guests_are_told_by_who_travels(mine: tuple, theirs: tuple, expected: str) -> None:
    pair = [
        replace(ROUEN, can_host=can_host, wants_to_travel=wants_to_travel)
        for can_host, wants_to_travel in (mine, theirs)
    ]
    assert sentence(*pair, "hosting") == expected


def test_places_and_themes_are_named() -> None:
    make_home()
    make_city("rouen", name_de="Rouen", name_en="Rouen")
    Theme.objects.create(key="peace", name_de="Frieden", name_en="Peace")
    mine = replace(YOUTH_CHOIR, wanted="rouen", themes=frozenset({"peace", "youth"}))
    theirs = replace(ROUEN, themes=frozenset({"peace"}))
    assert (
        sentence(mine, theirs, "place") == "You look for somebody in Rouen, they look for somebody in Hanover"
    )
    assert sentence(mine, theirs, "themes") == "both: Peace"


def test_table_compares_side_by_side() -> None:
    with override("en"):
        rows = table(compare(YOUTH_CHOIR, ROUEN))
    assert rows[0] == Row("Who", "Choir", "Choir", "✓", "fits", "fits")
    assert [(row.criterion, row.mine, row.theirs, row.word) for row in rows[1:]] == [
        ("Size", "38 people", "30 to 45 people", "fits"),
        ("When", "May 2027 or June 2027", "May 2027", "fits"),
        ("Languages", "German, French", "French, a little German", "fits"),
        ("Guests", "Can host guests, wants to travel", "Can host guests, wants to travel", "fits"),
        ("Age", "16 to 30", "18 to 70", "partly"),
    ]
