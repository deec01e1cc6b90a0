"""Slips in the search: found by their own words and by what they are, and gone as soon as they leave the board."""

import pytest
from django.utils.translation import override

from partners.board import actions
from tests.factories import make_city, make_home
from tests.factories_board import make_slip
from twinning import catalogue
from twinning.languages import current
from twinning.search import indexing
from twinning.search.query import Wanted, find

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def titles(query: str) -> list[str]:
    indexing.rebuild()
    return shown(query)


def shown(query: str) -> list[str]:
    return [hit.title.text for hit in find(Wanted(query, current())).hits]


def test_slip_is_found_by_words_of_title_and_text() -> None:
    make_slip(title="Chœur cherche chœur", text="De la Renaissance à la pop.", language="fr")
    for query in ("choeur", "renaissance", "Chœur pop"):
        assert titles(query) == ["Chœur cherche chœur"], query
    assert titles("gospel") == []


def test_slip_is_found_by_what_it_is_in_the_readers_language() -> None:
    make_slip(title="見本", text="見本", language="ja", place=make_city("hiroshima", name_en="Hiroshima"))
    with override("en"):
        assert titles("choir") == titles("Hiroshima choir") == ["見本"]


def test_hit_carries_the_language_it_is_written_in() -> None:
    make_slip(title="Chœur", text="De la pop.", language="fr")
    indexing.rebuild()
    (hit,) = find(Wanted("pop", "de")).hits
    assert (hit.title.language, hit.title.is_fallback) == ("fr", True)
    assert hit.passage == '<span lang="fr" dir="ltr">De la <mark>pop</mark>.</span>'
    (hit,) = find(Wanted("pop", "fr")).hits
    assert (hit.title.is_fallback, hit.passage) == (False, "De la <mark>pop</mark>.")


def test_title_counts_more_than_text() -> None:
    make_slip(title="Anderes", text="Gospel am Abend.")
    make_slip(title="Gospelchor", text="Wir singen.")
    assert titles("gospel") == ["Gospelchor", "Anderes"]


@pytest.mark.parametrize("state", ["submitted", "expired", "withdrawn", "declined"])
def test_what_is_not_on_the_board_is_not_found(state: str) -> None:
    make_slip(state=state, title="Gospelchor", message="Grund")
    assert titles("gospelchor") == []


@pytest.mark.django_db(transaction=True)
def test_withdrawn_slip_is_gone_from_the_search_at_once() -> None:
    slip = make_slip(title="Gospelchor")
    assert titles("gospelchor") == ["Gospelchor"]
    actions.withdraw_slip(slip)
    assert shown("gospelchor") == []


@pytest.mark.parametrize(("language", "expected"), [("fr", ("fr",)), ("ny", ())])
def test_slip_is_written_in_one_language(language: str, expected: tuple[str, ...]) -> None:
    (entry,) = [entry for entry in catalogue.entries() if entry.key == "slip"]
    assert entry.languages_of(make_slip(language=language)) == expected
