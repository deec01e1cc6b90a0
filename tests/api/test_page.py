"""The page about open data: it lists whatever is registered, in every language, and costs as little as other pages."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_home, make_page
from tests.factories_api import make_rows
from twinning import memory
from twinning.api import answers
from twinning.api.registry import get, resources

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def page() -> None:
    caches["api_limits"].clear()
    make_home()
    make_page("open-data", slug_de="offene-daten", menu="offers")
    make_page("imprint")


def test_page_lists_files_examples_fields_and_licence(client: Client) -> None:
    for code, word in (("de", "offene-daten"), ("ar", "offene-daten"), ("de-simple", "offene-daten")):
        memory.forget()
        with CaptureQueriesContext(connection) as queries:
            text = client.get(f"/{code}/{word}/").content.decode()
        assert len(queries) <= 6
        for resource in resources():
            assert f'href="/api/v1/{code}/{resource.key}.csv"' in text
            assert client.get(f"/api/v1/{code}/{resource.key}.csv").status_code == 200
        for name in ("api:openapi", "api:catalogue-ttl", "api:catalogue-jsonld"):
            assert f'href="{reverse(name)}"' in text
        assert "changed_at" in text
        assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "api/css/open_data.css" not in client.get("/de/imprint/").content.decode()
    docs = client.get("/api/v1/de/docs")
    assert docs["Location"] == "/de/offene-daten/"


def test_files_are_made_in_pieces(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cities = [make_rows()["cities"].pk for _number in range(5)]
    monkeypatch.setattr(answers, "CHUNK", 2)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/api/v1/de/cities.csv")
        assert not [row for row in queries if "partners_city" in row["sql"]]
        lines = list(response.streaming_content)
    assert len(lines) == 1 + 3
    assert [int(line.split(b",")[0]) for line in b"".join(lines).splitlines()[1:]] == cities
    assert get("cities").name == "City"
