"""Lists and records of the interface: what they hold, how they go on, and what the database pays."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.models import City
from tests.factories import make_city, make_home, make_staff
from tests.factories_api import make_rows
from tests.factories_organisations import make_contact
from twinning import memory

pytestmark = pytest.mark.django_db
KEYS = ("cities", "partnerships", "organisations", "projects", "events", "calls")


@pytest.fixture(autouse=True)
def town() -> None:
    caches["api_limits"].clear()
    make_home(office_name_en="Cultural Office")


def body(response: Any) -> str:
    assert response.status_code == 200, response.content
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def get(client: Client, path: str, **headers: str) -> dict[str, Any]:
    return json.loads(body(client.get(f"/api/v1/{path}", headers=headers)))


def test_each_list_and_record_names_licence_language_and_lasting_address(client: Client) -> None:
    rows = make_rows()
    for key in KEYS:
        found = get(client, f"en/{key}")
        (record,) = found["data"]
        assert record["id"] == rows[key].pk
        assert record["uri"] == f"http://testserver/api/v1/{key}/{rows[key].pk}"
        assert found["licence"]["name"] == "CC BY 4.0"
        assert found["licence"]["attribution"] == "Cultural Office"
        assert found["language"] == "en"
        assert found["next"] is None
        response = client.get(f"/api/v1/en/{key}/{rows[key].pk}")
        assert response.json()["data"] == record
        assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in response["Link"]


def test_queries_stay_the_same_however_many_rows_there_are(client: Client) -> None:
    make_rows()
    paths = [*KEYS, *(f"{key}.csv" for key in KEYS), "cities.geojson"]

    def cost() -> dict[str, int]:
        counts = {}
        for path in paths:
            memory.forget()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                body(client.get(f"/api/v1/ja/{path}"))
            counts[path] = len(queries)
        return counts

    before = cost()
    make_rows()
    make_rows()
    assert cost() == before
    assert set(before.values()) == {2}


def test_each_text_says_in_which_language_it_is(client: Client) -> None:
    make_city(name_de="Posen", name_en="Poznan", lede_de="Nur deutsch.")
    (city,) = get(client, "en/cities")["data"]
    assert city["name"] == {"text": "Poznan", "language": "en", "is_fallback": False}
    assert city["lede"] == {"text": "Nur deutsch.", "language": "de", "is_fallback": True}
    response = client.get("/api/v1/cities", headers={"Accept-Language": "pl;q=0.9, en"})
    assert response["Content-Language"] == "en"
    assert "Accept-Language" in response["Vary"]
    response = client.get("/api/v1/de/cities", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "de"
    assert "Accept-Language" not in response.get("Vary", "")
    assert client.get("/api/v1/xx/cities").status_code == 404


def test_a_list_goes_on_behind_the_last_record_whatever_comes_and_goes(client: Client) -> None:
    cities = [make_city() for _number in range(5)]
    seen, path = [], "/api/v1/de/cities?limit=2&updated_since=2020-01-01"
    while path:
        found = client.get(path).json()
        seen += [row["id"] for row in found["data"]]
        if len(seen) == 2:
            cities[0].delete()
        path = (found["next"] or "").removeprefix("http://testserver")
    assert seen == [city.pk for city in cities] or seen == sorted(set(seen))
    assert len(seen) == 5


def test_updated_since_finds_what_was_published_later_too(client: Client) -> None:
    now = timezone.now()
    old, appeared = make_city(), make_city(publish_from=now - timedelta(hours=1))
    City.objects.filter(pk__in=[old.pk, appeared.pk]).update(updated_at=now - timedelta(days=9))
    yesterday = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = get(client, f"de/cities?updated_since={yesterday}")
    assert [row["id"] for row in found["data"]] == [appeared.pk]


def test_what_is_not_public_is_not_there_even_for_staff(client: Client) -> None:
    now = timezone.now()
    draft = make_city(state="draft")
    later = make_city(publish_from=now + timedelta(days=1))
    over = make_city(publish_until=now - timedelta(days=1))
    client.force_login(make_staff())
    assert get(client, "de/cities")["data"] == []
    status = {
        city.pk: client.get(f"/api/v1/de/cities/{city.pk}").status_code for city in (draft, later, over)
    }
    assert list(status.values()) == [404, 404, 410]
    rows = make_rows()
    rows["organisations"].state = "draft"
    rows["organisations"].save()
    (project,) = get(client, "de/projects")["data"]
    assert rows["organisations"].name not in json.dumps(project)
    (event,) = get(client, "de/events")["data"]
    assert event["organisers"] == []


def test_no_person_and_no_e_mail_address_leaves(client: Client) -> None:
    rows = make_rows()
    group = rows["organisations"]
    group.email = "secret@example.org"
    group.save()
    contact = make_contact(organisation=group)
    event = rows["events"]
    event.contact, event.staff_note = "Frau Beispiel", "intern"
    event.save()
    rows["calls"].contact_email = "team@example.org"
    rows["calls"].save()
    everything = "".join(body(client.get(f"/api/v1/de/{key}")) for key in KEYS)
    everything += "".join(body(client.get(f"/api/v1/de/{key}.csv")) for key in KEYS)
    for hidden in ("secret@", "team@", contact.name, "Frau Beispiel", "intern"):
        assert hidden not in everything


def test_of_a_partners_calendar_only_facts_are_told(client: Client) -> None:
    event = make_rows()["events"]
    type(event).objects.filter(pk=event.pk).update(origin="feed")
    (record,) = get(client, "de/events")["data"]
    assert record["title"]["text"] == event.title_de
    assert record["dates"]
    assert record["teaser"] is None
    assert record["text"] is None


# --- files ----------------------------------------------------------------------------------------
def test_tables_are_safe_to_open_and_keep_to_the_standard(client: Client) -> None:
    make_city(
        name_de='=HYPERLINK("http://evil.example")', lede_de='Er sagte: "ja",\nund ging.', latitude=-15.8
    )
    for path in ("de/cities.csv", "de/cities?format=csv&limit=1"):
        response = client.get(f"/api/v1/{path}")
        text = body(response)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert text.count("\r\n") == 2
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert row["name_text"].startswith("'=")
        assert row["lede_text"] == 'Er sagte: "ja",\nund ging.'
        assert row["latitude"] == "-15.8"
        assert row["licence"] == "CC BY 4.0"
        assert "GeoNames" in row["attribution"]


def test_places_come_as_geojson_with_their_credit(client: Client) -> None:
    make_city(latitude=34.4, longitude=132.5)
    make_city(latitude=None, longitude=None)
    response = client.get("/api/v1/de/cities.geojson")
    found = json.loads(body(response))
    assert response["Content-Type"] == "application/geo+json"
    assert found["type"] == "FeatureCollection"
    assert [row["geometry"] for row in found["features"]] == [
        {"type": "Point", "coordinates": [132.5, 34.4]}, None,
    ]  # fmt: skip
    assert "GeoNames" in found["licence"]["credits"][0]
    assert client.get("/api/v1/de/projects.geojson").status_code == 404
    assert client.get("/api/v1/de/projects?format=geojson").status_code == 422
