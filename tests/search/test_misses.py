"""Searches without a hit are counted for staff, and nothing in them tells who searched."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_home, make_staff, make_user
from twinning.search import misses
from twinning.search.models import SearchMiss

PERSON = {"User-Agent": "Mozilla/5.0 Firefox/140"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Straßenbahn   POZNAŃ ", "strassenbahn poznan"),
        ("路面電車", "路面電車"),
        ("Sonderzug 1989", "sonderzug 1989"),
        ("anna@example.org", ""),
        ("anna (at) example.org", ""),
        ("https://example.org/x", ""),
        ("0511 168 42 131", ""),
        ("Aktenzeichen 51123", ""),
        ("x" * 61, ""),
        ("ich bin Anna und suche eine Wohnung", ""),
        ("2026", ""),
        ("?!", ""),
        ("", ""),
    ],
)
def test_what_may_be_personal_is_not_kept(text: str, kept: str) -> None:
    assert misses.worth_keeping(text) == kept


@pytest.mark.django_db
def test_search_page_counts_people_who_find_nothing(client: Client) -> None:
    make_home()
    address = "/de/suche/"
    for query in ("Straßenbahn", "strassenbahn", "anna@example.org"):
        client.get(address, {"q": query}, headers=PERSON)
    client.get("/pl/szukaj/", {"q": "Tramwaj"}, headers=PERSON)
    expected = {("de", "strassenbahn", 2), ("pl", "tramwaj", 1)}
    assert set(SearchMiss.objects.values_list("language", "query", "count")) == expected

    client.get(address, {"q": "nichts"})
    client.get(address, {"q": "nichts"}, headers={"User-Agent": "Googlebot/2.1"})
    client.get(address, {"q": "nichts", "kind": "page"}, headers=PERSON)
    client.head(address, {"q": "nichts"}, headers=PERSON)
    client.force_login(make_staff())
    client.get(address, {"q": "nichts"}, headers=PERSON)
    assert set(SearchMiss.objects.values_list("language", "query", "count")) == expected


@pytest.mark.django_db
def test_floods_fill_neither_the_list_nor_the_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_home()
    monkeypatch.setattr(misses, "PER_MINUTE", 2)
    for query in ("eins", "zwei", "drei"):
        client.get("/de/suche/", {"q": f"nichts {query}"}, headers=PERSON)
    assert SearchMiss.objects.count() == 2
    monkeypatch.setattr(misses, "PER_DAY", 2)
    misses.note("vier", "de")
    misses.note("nichts eins", "de")
    assert dict(SearchMiss.objects.values_list("query", "count")) == {"nichts eins": 2, "nichts zwei": 1}


@pytest.mark.django_db(transaction=True)
def test_searches_of_the_same_moment_are_all_counted() -> None:
    def note(_number: int) -> None:
        try:
            misses.note("Straßenbahn", "de")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(note, range(12)))
    assert list(SearchMiss.objects.values_list("query", "count")) == [("strassenbahn", 12)]


@pytest.mark.django_db
def test_old_ones_are_erased_every_night(settings: Any) -> None:
    today = timezone.localdate()
    for days in (0, settings.SEARCH_MISS_DAYS, settings.SEARCH_MISS_DAYS + 1):
        SearchMiss.objects.create(day=today - timedelta(days=days), language="de", query=f"q{days}")
    out = StringIO()
    call_command("purge_search_misses", "--dry-run", stdout=out)
    assert SearchMiss.objects.count() == 3
    call_command("purge_search_misses", stdout=out)
    assert SearchMiss.objects.count() == 2
    assert (
        out.getvalue().split()
        == "searches without a hit: 1 to erase searches without a hit: 1 erased".split()
    )


@pytest.mark.django_db
def test_staff_see_the_most_frequent_first_and_may_try_again(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_home()
    today = timezone.localdate()
    for days, language, query, count in (
        (0, "de", "strassenbahn", 2),
        (9, "de", "strassenbahn", 3),
        (0, "ja", "路面電車", 4),
        (40, "de", "<script>", 9),
    ):
        SearchMiss.objects.create(
            day=today - timedelta(days=days), language=language, query=query, count=count
        )
    address = reverse("admin:search_searchmiss_changelist")
    client.force_login(make_user(is_staff=True))
    assert client.get(address).status_code == 403
    client.force_login(make_staff())

    def shown(**asked: str) -> list[tuple[str, int]]:
        return [(row["query"], row["times"]) for row in client.get(address, asked).context["rows"]]

    assert shown() == [("<script>", 9), ("strassenbahn", 5), ("路面電車", 4)]
    assert shown(days="7") == [("路面電車", 4), ("strassenbahn", 2)]
    assert shown(language="ja", days="x", page="99") == [("路面電車", 4)]
    assert shown(q="Straßen") == [("strassenbahn", 5)]
    with django_assert_max_num_queries(10):
        html = client.get(address).content.decode()
    assert "/ja/search/?q=%E8%B7%AF" in html
    assert "&lt;script&gt;" in html
    assert (
        reverse("admin:search_searchmiss_changelist") in client.get(reverse("admin:index")).content.decode()
    )
