"""Search finds whatever the spelling or language, and answers nonsense kindly."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.models import CityName
from tests.factories import make_city, make_home, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def content() -> None:
    make_home()
    city = make_city(
        "poznan", name_de="Posen", name_en="Poznań", name_pl="Poznań", name_ja="ポズナン", local_name="Poznań"
    )
    CityName.objects.create(city=city, name="Познань", language="uk")
    make_city(
        "hiroshima",
        name_de="Hiroshima",
        name_en="",
        name_ja="広島",
        lede_de="Frieden und Städte",
        local_name="広島",
    )
    make_page(
        "music", title_de="Musik verbindet", slug_de="musik", title_en="Music connects", slug_en="music"
    )
    make_page("secret", title_de="Posen geheim", state="draft")


def found(client: Client, query: str, language: str = "de") -> list[str]:
    words = {"de": "suche", "fr": "recherche", "pl": "szukaj"}
    response = client.get(f"/{language}/{words.get(language, 'search')}/", {"q": query})
    assert response.status_code == 200
    return [hit.title.text for hit in response.context["results"]]


@pytest.mark.parametrize("query", ["Posen", "posen", "POZNAN", "poznań", "ポズナン", "Познань", "  Posen  "])
def test_city_is_found_under_every_name(client: Client, query: str) -> None:
    assert found(client, query) == ["Posen"]


@pytest.mark.parametrize("query", ["städte", "staedte", "Stadte", "frieden stadte"])
def test_umlauts_are_found_however_they_are_typed(client: Client, query: str) -> None:
    assert found(client, query) == ["Hiroshima"]


def test_hit_in_another_language_is_shown_in_the_readers(client: Client) -> None:
    assert found(client, "Musik", "en") == ["Music connects"]


def test_hit_that_falls_back_names_its_language(client: Client) -> None:
    html = client.get("/fr/recherche/", {"q": "hiroshima"}).content.decode()
    assert '<span lang="de" dir="ltr"><mark>Hiroshima</mark></span>' in html


def test_title_comes_before_text(client: Client) -> None:
    make_city("a", name_de="Anderswo", lede_de="Nahe bei Hiroshima", distance_km=1.0)
    assert found(client, "hiroshima") == ["Hiroshima", "Anderswo"]


def test_every_word_must_occur(client: Client) -> None:
    assert found(client, "hiroshima posen") == []


def test_draft_is_not_found(client: Client) -> None:
    assert found(client, "geheim") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00",
        "%",
        "'; DROP TABLE",
        "🙂",
        "a" * 5000,
        "<script>",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_odd_queries_are_answered(client: Client, query: str) -> None:
    assert client.get("/de/suche/", {"q": query}).status_code == 200


@pytest.mark.parametrize("page", ["x", "0", "-1", "9999", "1e9", ""])
def test_odd_page_numbers_are_answered(client: Client, page: str) -> None:
    assert client.get("/de/suche/", {"q": "posen", "page": page}).status_code == 200


def test_nothing_found_offers_a_way_on(client: Client) -> None:
    html = client.get("/de/suche/", {"q": "zzz"}).content.decode()
    assert "/de/kontaktformular/" in html


def test_query_is_escaped(client: Client) -> None:
    assert "<b>x" not in client.get("/de/suche/", {"q": "<b>x"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_queries_whatever_it_finds(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    for number in range(count):
        make_page(f"choir-{number}", title_de=f"Chor {number}")
    # One for each kind of public thing, once in ten seconds; an index of its own will bring it down to one.
    with django_assert_num_queries(11):
        assert len(client.get("/de/suche/", {"q": "chor"}).context["results"]) == count


@pytest.mark.parametrize(
    ("query", "language", "found_in"),
    [("Musik", "en", "de"), ("music", "en", ""), ("広島", "en", ""), ("Posen", "ja", "de")],
)
def test_hit_names_the_language_in_which_it_was_found(
    client: Client, query: str, language: str, found_in: str
) -> None:
    response = client.get(f"/{language}/search/", {"q": query})
    main = response.content.decode().partition("<main")[2]
    assert [hit.found_in for hit in response.context["results"]] == [found_in]
    assert ('<span lang="de" dir="ltr">Deutsch</span>' in main) == bool(found_in)


def test_results_are_no_pages_for_search_engines(client: Client) -> None:
    assert client.get("/de/suche/", {"q": "posen"})["X-Robots-Tag"] == "noindex"


def test_last_page_is_shown_for_a_number_beyond_it(client: Client) -> None:
    for number in range(25):
        make_page(f"choir-{number}", title_de=f"Chor {number}")
    pages = {
        page: client.get("/de/suche/", {"q": "chor", "page": page}).context["results"].number
        for page in ("x", "0", "1", "2", "9999")
    }
    assert pages == {"x": 1, "0": 2, "1": 1, "2": 2, "9999": 2}
    html = client.get("/de/suche/", {"q": "chor"}).content.decode()
    assert 'href="?q=chor&amp;page=2"' in html


def test_long_query_is_cut_at_its_limit(client: Client) -> None:
    assert client.get("/de/suche/", {"q": "a" * 5000}).context["query"] == "a" * 200


def test_draft_in_another_language_is_not_found_either(client: Client) -> None:
    make_page("hidden", title_de="Entwurf", title_ja="秘密", state="draft")
    assert found(client, "秘密") == []


class TestGeneratedQueries(TestCase):
    """No query whatever makes the search stumble."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=250), st.text(max_size=8))
    def test_search_never_breaks(self, query: str, page: str) -> None:
        make_home()
        make_city(lede_de="Städte und Chöre", state="published")
        address = {"q": query, "page": page.encode("utf-8", "replace").decode()}
        assert self.client.get("/de/suche/", address).status_code == 200
