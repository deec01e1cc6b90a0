"""The index is asked: everything public is found, ranked, counted, turned page by page, and nothing else."""

import re
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.models import City, CityName
from tests.factories import make_city, make_home, make_page
from tests.factories_projects import make_project
from twinning import memory
from twinning.catalogue import find as find_entry
from twinning.search import indexing, ranking
from twinning.search.models import IndexedText
from twinning.search.query import Found, Wanted, find, spelling, suggest

pytestmark = pytest.mark.django_db


@pytest.fixture
def content() -> None:
    make_home()
    poznan = make_city(
        "poznan",
        name_de="Poznań",
        name_en="Poznań",
        name_ja="ポズナン",
        lede_de="An der Warthe",
        lede_en="On the Warta",
    )
    CityName.objects.create(city=poznan, name="Posen", language="de")
    make_city(
        "hiroshima", name_de="Hiroshima", name_ja="広島", lede_de="Frieden & Städte", lede_ja="平和の街"
    )
    make_page(
        "peace", title_de="Frieden lernen", title_en="Learning peace", body_de="<p>Mit <b>Hiroshima</b>.</p>"
    )
    make_page("secret", title_de="Posen geheim", state="draft")
    make_project(title_de="Chöre am Fluss", starts_on=date(2024, 5, 1), ends_on=date(2024, 9, 1))
    indexing.rebuild()


def titles(found: Found) -> list[str]:
    return [hit.title.text for hit in found.hits]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "poznan", ["Poznań"]),
        ("fr", "Posen", ["Poznań"]),
        ("de", "ポズナン", ["Poznań"]),
        ("ja", "posen", ["ポズナン"]),
        ("de", "hiroshima", ["Hiroshima", "Frieden lernen"]),
        ("de", "Frieden", ["Frieden lernen", "Hiroshima"]),
        ("de", "staedte frieden", ["Hiroshima"]),
        ("ja", "平和", ["広島"]),
        ("de", "chor", ["Chöre am Fluss"]),
        ("de", "hiros", ["Hiroshima", "Frieden lernen"]),
        ("de", "hiros ", []),
        ("de", "geheim", []),
        ("de", "und", []),
        ("de", "", []),
        ("de", "'; DROP TABLE & | ! <-> :* \\ \x00", []),
    ],
)
def test_things_are_found_best_first(language: str, text: str, expected: list[str]) -> None:
    assert titles(find(Wanted(text, language))) == expected


@pytest.mark.usefixtures("content")
def test_words_that_nothing_holds_together_are_found_apart() -> None:
    found = find(Wanted("Warthe Frieden", "de"))
    assert found.is_loose
    assert found.total == 3


@pytest.mark.usefixtures("content")
def test_hit_says_where_and_in_which_language_it_was_found() -> None:
    (hit,) = find(Wanted("städte", "ja")).hits
    assert hit.found_in == "de"
    assert hit.passage == '<span lang="de" dir="ltr">Frieden &amp; <mark>Städte</mark></span>'
    (hit,) = find(Wanted("平和", "ja")).hits
    assert (hit.found_in, hit.title_html, hit.passage) == ("", "広島", "<mark>平和</mark>の街")
    (hit,) = find(Wanted("poznan", "fr")).hits
    assert hit.url.startswith("/fr/")
    assert hit.title_html == '<span lang="en" dir="ltr"><mark>Poznań</mark></span>'


@pytest.mark.usefixtures("content")
def test_filters_narrow_and_count_what_they_would_leave() -> None:
    city = City.objects.get(slug="hiroshima")
    everything = find(Wanted("frieden", "de"))
    assert (everything.kinds, everything.cities) == ({"city": 1, "page": 1}, {city.pk: 1})
    pages = find(Wanted("frieden", "de", kinds=("page",)))
    assert (titles(pages), pages.kinds, pages.cities) == (["Frieden lernen"], {"city": 1, "page": 1}, {})
    assert titles(find(Wanted("frieden", "de", city=city.pk))) == ["Hiroshima"]
    assert find(Wanted("frieden", "de", theme=999)).total == 0
    chor = [
        find(Wanted("chor", "de", since=since, until=until)).total
        for since, until in ((date(2024, 9, 1), None), (date(2024, 9, 2), None), (None, date(2024, 4, 30)))
    ]
    assert chor == [1, 0, 0]


@pytest.mark.usefixtures("content")
def test_what_is_withdrawn_is_gone_at_once() -> None:
    assert find(Wanted("posen", "de")).total == 1
    assert len(suggest("pos", "de")) == 1
    # No signal, no worker, and the ranking is still remembered.
    City.objects.filter(slug="poznan").update(state="draft")
    found = find(Wanted("posen", "de"))
    assert (found.hits, found.total, suggest("pos", "de")) == ((), 0, [])


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    make_home()
    for number in range(45):
        make_page(f"choir-{number}", title_de=f"Chor {number:02}")
    indexing.rebuild()
    seen, after, sizes = [], "", []
    while True:
        found = find(Wanted("chor", "de"), after)
        sizes.append(len(found.hits))
        seen += titles(found)
        if not (after := found.after):
            break
    assert sizes == [20, 20, 5]
    assert len(set(seen)) == 45
    assert [titles(find(Wanted("chor", "de"), odd)) for odd in ("x", "1~2~3", "9" * 30 + "~page~1")] == [
        seen[:20]
    ] * 3


def test_a_common_word_is_counted_to_the_limit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "CAP", 10)
    monkeypatch.setattr("twinning.search.query.CAP", 10)
    make_home()
    for number in range(12):
        make_page(f"choir-{number}", title_de=f"Chor {number:02}")
    indexing.rebuild()
    found = find(Wanted("chor", "de"))
    assert (found.total, found.is_capped) == (10, True)


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_two_queries_whatever_it_finds(django_assert_num_queries: object, count: int) -> None:
    make_home()
    for number in range(count):
        make_page(f"choir-{number}", title_de=f"Chor {number}")
    make_city(name_de="Chorstadt")
    indexing.rebuild()
    # In a transaction there is one more, which takes the time limit back.
    with django_assert_num_queries(3):
        assert len(find(Wanted("chor", "de")).hits) == count + 1


@pytest.mark.usefixtures("content")
def test_misspelt_words_are_put_right() -> None:
    assert spelling("Hiroschma frieden", "de")[0] == "Hiroshima frieden"
    assert spelling("Friden", "de")[0] == "Frieden"
    assert spelling("frieden hiroshima", "de") == []
    assert spelling("xqxqxqxq", "de") == []
    assert spelling("", "de") == []


@pytest.mark.usefixtures("content")
def test_rare_word_that_was_taken_back_is_offered_no_more() -> None:
    assert spelling("Warte", "de")[0] == "Warthe"
    City.objects.filter(slug="poznan").update(state="draft")
    indexing.index(find_entry("city"))
    assert spelling("Warte", "de") == []


@pytest.mark.usefixtures("content")
def test_suggestions_come_from_names_alone() -> None:
    assert [item.title.text for item in suggest("hi", "ja")] == ["広島"]
    assert [item.title.text for item in suggest("frie", "de")] == ["Frieden lernen"]
    assert suggest("h", "de") == suggest("", "de") == suggest("warthe", "de") == []


@pytest.mark.usefixtures("content")
def test_a_search_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "SECONDS", 0.05)
    with pytest.raises(ranking.Late), transaction.atomic():
        ranking.ask("SELECT pg_sleep(2)::text", {})
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    monkeypatch.setattr("twinning.search.query.statement", lambda *_args: ("SELECT pg_sleep(2)::text", {}))
    memory.forget()
    assert find(Wanted("frieden", "de")) == Found(is_late=True)


@pytest.mark.usefixtures("content")
def test_rebuilding_drops_what_is_not_there_any_more() -> None:
    before = IndexedText.objects.count()
    IndexedText.objects.filter(kind="page").update(kind="gone")
    assert indexing.rebuild() == IndexedText.objects.count() == before


class TestGeneratedQueries(TestCase):
    """No query whatever makes search stumble or lets markup through."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_home()
        make_city(name_de="<i>Städte", lede_de="Chöre & <script>alert(1)</script> <b")
        indexing.rebuild()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        st.sampled_from(["städte", "chore", "script", "i", ""]),
        st.sampled_from(["de", "ja", "ar"]),
        st.text(max_size=8),
    )
    def test_search_never_breaks(self, text: str, word: str, language: str, after: str) -> None:
        found = [find(Wanted(f"{asked} {word}", language), after) for asked in ("", text)]
        for hit in (hit for one in found for hit in one.hits):
            assert not re.search(r"<(?!/?mark>|/?span)", hit.passage + hit.title_html)
        suggest(text, language)
        spelling(text, language)
