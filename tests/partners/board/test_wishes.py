"""From rows to matches: what a slip says, which others are compared, in a fixed number of queries."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.board.matching import Wish
from partners.board.models import Slip
from partners.board.wishes import best_matches, wish_of
from partners.theme import Theme
from tests.factories import make_city
from tests.factories_board import make_slip

pytestmark = pytest.mark.django_db


def test_wish_says_what_the_slip_says() -> None:
    rouen, theme = make_city("rouen"), Theme.objects.create(key="peace", name_de="Frieden")
    slip = make_slip(
        kind="offers", place=rouen, wanted="home", languages={"fr": "fluent", "de": "basic"}, themes=[theme]
    )
    assert wish_of(slip) == Wish(
        kind="offers",
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
        themes=frozenset({"peace"}),
    )


def test_wish_for_a_certain_city_names_it() -> None:
    rouen = make_city("rouen")
    assert wish_of(make_slip(wanted="city", wanted_city=rouen)).wanted == "rouen"
    assert wish_of(make_slip()).wanted == "any"


def test_best_matches_come_first() -> None:
    mine = make_slip()
    rouen, poznan = make_city("rouen"), make_city("poznan")
    far = make_slip(place=poznan, months=[datetime.date(2027, 9, 1)], languages={"pl": "fluent"})
    near = make_slip(place=rouen)
    found = best_matches(mine)
    assert [slip for slip, _match in found] == [near, far]
    assert [(match.points, match.of) for _slip, match in found] == [(7, 7), (5, 7)]
    assert best_matches(mine, limit=1) == found[:1]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "submitted"},
        {"expires_on": datetime.date(2020, 1, 1)},
        {"email": "OWN@example.org"},
        {"group": "club", "activity": "sport"},
        {"place": None},
        {"wanted": "city"},
    ],
)
def test_what_is_no_partner_is_never_found(fields: dict[str, Any]) -> None:
    mine = make_slip(email="own@example.org")
    other = {"place": make_city("rouen"), **fields}
    if other.get("wanted") == "city":
        other["wanted_city"] = make_city("bristol")
    make_slip(**other)
    assert best_matches(mine) == []


def test_shared_theme_is_enough_to_be_compared() -> None:
    theme = Theme.objects.create(key="peace", name_de="Frieden")
    mine = make_slip(place=make_city("rouen"), wanted="home", themes=[theme])
    other = make_slip(group="club", activity="sport", themes=[theme])
    assert [slip for slip, _match in best_matches(mine)] == [other]


@pytest.mark.parametrize("number", [1, 3])
def test_matches_cost_three_queries_however_many_there_are(number: int) -> None:
    mine, rouen = make_slip(wanted="any"), make_city("rouen")
    for _ in range(number):
        make_slip(place=rouen, languages={"fr": "fluent", "de": "good"})
    fresh = Slip.objects.get(pk=mine.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(best_matches(fresh)) == number
    assert len(queries) == 3
