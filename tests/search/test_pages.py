"""The search page: hits with labels, filters, paging, help when nothing is found, nonsense answered kindly."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.models import Theme
from tests.factories import make_city, make_home, make_page
from tests.factories_projects import make_participation, make_project
from twinning import memory
from twinning.search import facets, indexing, page
from twinning.search.answers import Found

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def ask(client: Client, language: str = "de", **asked: Any) -> HttpResponse:
    with override(language):
        return client.get(reverse("search:result-list"), asked)


def titles(response: HttpResponse) -> list[str]:
    return [hit.title.text for hit in response.context["results"]]


@pytest.fixture
def content() -> None:
    make_home()
    rouen = make_city(
        "rouen", name_de="Rouen", name_ja="ルーアン", lede_de="Chöre an der Seine", country="FR"
    )
    make_city("poznan", name_de="Poznań", lede_de="An der Warthe")
    project = make_project(
        title_de="Chor am Fluss",
        title_en="",
        summary_en="",
        starts_on=date(2024, 5, 1),
        ends_on=date(2024, 9, 30),
    )
    make_participation(project, city=rouen)
    make_page("choir", title_de="Chor gesucht <b>", title_en="Choir wanted", body_de="<p>Ein Chor & mehr</p>")
    indexing.rebuild()


@pytest.mark.usefixtures("content")
def test_page_shows_what_was_found_where_and_in_which_language(client: Client) -> None:
    response = ask(client, q="Chor")
    html = response.content.decode()
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert set(titles(response)) == {"Rouen", "Chor am Fluss", "Chor gesucht <b>"}
    assert "<mark>Chor</mark> gesucht &lt;b&gt;" in html
    assert 'class="tag hue place-rouen"' in html
    assert f'action="{reverse("search:result-list")}"' in html
    english = ask(client, "en", q="Chor").content.decode()
    with override("en"):
        assert gettext("shown in %(language)s") % {"language": "German"} in english
    assert '<span lang="de" dir="ltr"><mark>Chor</mark> am Fluss</span>' in english
    assert 'dir="rtl"' in ask(client, "ar", q="Chor").content.decode().partition("<head>")[0]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "project"}, {"Chor am Fluss"}),
        ({"kind": ["project", "city"]}, {"Chor am Fluss", "Rouen"}),
        ({"city": "rouen"}, {"Chor am Fluss", "Rouen"}),
        ({"city": "rouen", "kind": "city"}, {"Rouen"}),
        ({"since": "2024-09-30"}, {"Chor am Fluss"}),
        ({"since": "2024-10-01"}, set()),
        ({"since": "", "until": "", "kind": [], "city": ""}, {"Rouen", "Chor am Fluss", "Chor gesucht <b>"}),
    ],
)
def test_filters_narrow_and_can_be_taken_away(
    client: Client, asked: dict[str, Any], expected: set[str]
) -> None:
    response = ask(client, q="Chor", **asked)
    assert set(titles(response)) == expected
    html = response.content.decode()
    assert '<input type="hidden" name="q" value="Chor">' in html
    for one in response.context["active"]:
        assert one["url"].replace("&", "&amp;") in html
        left = [other["label"] for other in client.get(one["url"]).context["active"]]
        assert left == [other["label"] for other in response.context["active"] if other != one]


@pytest.mark.usefixtures("content")
def test_counts_say_what_each_choice_would_leave(client: Client) -> None:
    groups = {group["name"]: group["options"] for group in ask(client, q="Chor").context["groups"]}
    counts = {name: {one["choice"].key: one["count"] for one in options} for name, options in groups.items()}
    assert counts == {"kind": {"page": 1, "city": 1, "project": 1}, "city": {"rouen": 2}}


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nonsense"},
        {"city": "<script>"},
        {"theme": "nonsense"},
        {"since": "yesterday"},
        {"since": "2027-05-02", "until": "2027-05-01"},
    ],
)
def test_filters_that_make_no_sense_are_named_and_what_was_typed_stays(
    client: Client, asked: dict[str, str]
) -> None:
    response = ask(client, q="Chor", **asked)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert 'value="Chor"' in html
    assert "<script>" not in html.partition("<main")[2]
    for name in {"since", "until"} & set(asked):
        assert f'name="{name}" value="{asked[name]}"' in html


def test_pages_follow_one_another_with_and_without_a_script(client: Client) -> None:
    make_home()
    for number in range(45):
        make_page(f"choir-{number}", title_de=f"Chor {number}")
    indexing.rebuild()
    response, seen = ask(client, q="chor"), []
    while True:
        seen += titles(response)
        more = response.context["more_url"]
        if not more:
            break
        assert more.replace("&", "&amp;") in response.content.decode()
        response = client.get(more)
        assert response.context["first_url"] in response.content.decode()
    assert len(seen) == len(set(seen)) == 45
    piece = client.get(ask(client, q="chor").context["more_url"], headers=HTMX)
    assert "<html" not in piece.content.decode()
    assert "HX-Push-Url" not in piece
    assert client.get(f"{more or reverse('search:result-list')}?q=chor&after=nonsense").status_code == 200


def test_filtered_results_push_a_tidy_address(client: Client) -> None:
    make_home()
    response = client.get("/de/suche/?q=chor&kind=page&city=&since=", headers=HTMX)
    assert response["HX-Push-Url"] == "/de/suche/?q=chor&kind=page"
    assert "HX-Request" in response["Vary"]


def test_more_than_a_thousand_are_not_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_home()
    monkeypatch.setattr(page, "find", lambda *asked: Found(total=1000, is_capped=True))
    html = ask(client, "de", q="chor").content.decode()
    assert gettext("<strong>More than %(number)s results</strong> for “%(query)s”") % {
        "number": "1.000", "query": "chor"
    } in html  # fmt: skip


@pytest.mark.usefixtures("content")
def test_nothing_found_helps_on(client: Client) -> None:
    html = ask(client, q="xyzzyx").content.decode()
    assert f"{reverse('feedback:contact-create')}?subject=" in html
    assert 'class="tag hue place-rouen"' not in html  # no partnership: no twin town to offer
    assert all(name in html for name in ("日本語", "العربية", "Polski"))
    response = ask(client, q="Poznna")
    assert [one["text"].casefold() for one in response.context["corrections"]] == ["poznań"]
    assert [one["hit"].title.text for one in response.context["instead"]] == ["Poznań"]
    assert not response.context["is_miss"]


@pytest.mark.usefixtures("content")
def test_question_to_the_office_carries_the_query_along(client: Client) -> None:
    address = ask(client, q='xy"><script>').context["ask_url"]
    html = client.get(address).content.decode()
    assert "xy&quot;&gt;&lt;script&gt;" in html.partition('name="subject"')[2][:200]
    assert client.get(f"{reverse('feedback:contact-create')}?subject={'a' * 900}%00%0d%0a").status_code == 200


@pytest.mark.usefixtures("content")
def test_suggestions_are_links_and_lead_to_results_without_a_script(client: Client) -> None:
    address = reverse("search:suggestion-list")
    response = client.get(address, {"q": "Cho"}, headers=HTMX)
    html = response.content.decode()
    assert {one.title.text for one in response.context["suggestions"]} >= {"Chor am Fluss"}
    assert '<a href="/de/suche/?q=Cho">' in html
    assert response["X-Robots-Tag"] == "noindex"
    assert client.get(address, {"q": "Cho"}).url == "/de/suche/?q=Cho"
    for text in ("", "C", "\x00", "%", "a" * 5000):
        assert client.get(address, {"q": text}, headers=HTMX).context["suggestions"] == []
    assert f'data-hx-get="{address}"' in client.get("/de/nowhere/").content.decode()


@pytest.mark.parametrize(("count", "asked"), [(1, {}), (3, {}), (3, {"kind": "page"})])
def test_search_costs_the_same_queries_whatever_it_finds(
    client: Client, count: int, asked: dict[str, str]
) -> None:
    make_home()
    for number in range(count):
        make_page(f"choir-{number}", title_de=f"Chor {number}")
    indexing.rebuild()
    assert statements(lambda: ask(client, q="chor", **asked)) == 6
    suggestions = reverse("search:suggestion-list")
    assert statements(lambda: client.get(suggestions, {"q": "cho"}, headers=HTMX)) == 2


def statements(call: Callable[[], object]) -> int:
    """Queries with nothing remembered; the end of a savepoint is needed in this test alone, for its transaction."""
    memory.forget()
    with CaptureQueriesContext(connection) as found:
        call()
    return sum(not one["sql"].startswith("ROLLBACK TO") for one in found.captured_queries)


def test_filter_is_registered_once() -> None:
    with pytest.raises(ValueError, match="already"):
        facets.register("city", list)
    assert facets.choices("nothing of the kind") == {}
    assert Theme.objects.count() == len(facets.choices("theme"))


class TestGeneratedQueries(TestCase):
    """No query whatever makes the search stumble."""

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=250),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    )
    def test_search_never_breaks(self, query: str, odd: str) -> None:
        make_home()
        asked = {"q": query, "after": odd}
        assert self.client.get("/de/suche/", asked).status_code == 200
        narrowed = {"q": query, "city": odd, "since": odd, "kind": odd}
        assert self.client.get("/de/suche/", narrowed).status_code in {200, 422}


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2027-05-02", "2027-05-02", "2. Mai 2027"),
        ("2027-05-02", "2027-05-04", "2.–4. Mai 2027"),
        ("2027-05-01", "2027-06-30", "Mai–Juni 2027"),
        ("2024-01-01", "2026-12-31", "2024–2026"),
        ("2024-01-01", "", "seit 2024"),
        ("", "2027-05-02", "2. Mai 2027"),
        ("", "", ""),
    ],
)
def test_time_is_said_no_more_exactly_than_it_is_known(first: str, last: str, words: str) -> None:
    ends = [date.fromisoformat(day) if day else None for day in (first, last)]
    assert page.when(*ends).replace("\u2009", "") == words
