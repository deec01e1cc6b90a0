"""What is new: valid Atom, first publications only, per language and per city."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from partners.models import City
from tests.factories import make_city, make_home, make_page
from tests.factories_board import make_slip
from tests.factories_events import make_event
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_participation, make_project
from twinning import memory
from twinning.discovery.models import Announcement

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED, CITY = "/de/news.atom", "/de/partnerstaedte/poznan/news.atom"


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def read(client: Client, path: str = FEED) -> tuple[Any, list[Any]]:
    memory.forget()
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = fromstring(response.content)
    return root, root.findall(f"{ATOM}entry")


def titles(client: Client, path: str = FEED) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in read(client, path)[1]]


def test_feed_is_valid_and_names_its_languages(client: Client) -> None:
    city = make_city(
        "poznan", name_de="Posen", lede_de="A & <b>B</b>", name_en="", story_pl="<p>x</p>", name_pl="Poznań"
    )
    make_slip(title="Chœur cherche", language="fr")
    root, entries = read(client, "/pl/news.atom")
    assert root.get(LANG) == "pl"
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://testserver/pl/", "self": "http://testserver/pl/news.atom"}
    assert root.find(f"{ATOM}author").findtext(f"{ATOM}name") == "Kulturbüro"
    found = {entry.findtext(f"{ATOM}title"): entry for entry in entries}
    assert set(found) == {"Poznań", "Chœur cherche"}
    assert found["Poznań"].get(LANG) == "pl"
    assert found["Chœur cherche"].get(LANG) == "fr"
    assert found["Poznań"].findtext(f"{ATOM}id") == f"tag:localhost,2026:city/{city.pk}"
    assert found["Poznań"].findtext(f"{ATOM}summary") == "A &amp; B"
    for entry in entries:
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).tzinfo
    assert read(client, "/de-simple/news.atom")[0].get(LANG) == "de"


def test_only_the_first_publication_is_news(client: Client) -> None:
    old, new = make_city("old", name_de="Alt"), make_city("new", name_de="Neu")
    City.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=9))
    call_command("note_news", verbosity=0)
    make_city("hidden", name_de="Entwurf", state="draft")
    make_city("later", name_de="Später", publish_from=timezone.now() + timedelta(days=1))
    assert titles(client) == ["Neu", "Alt"]
    old.save()
    assert titles(client) == ["Neu", "Alt"], "an edit is no news"
    stamps = set(Announcement.objects.values_list("public_at", flat=True))
    call_command("note_news", verbosity=0)
    assert stamps == set(Announcement.objects.values_list("public_at", flat=True))
    City.objects.filter(slug="later").update(publish_from=timezone.now() - timedelta(days=1))
    assert titles(client)[0] == "Später"
    City.objects.filter(pk=new.pk).update(state="draft")
    assert titles(client) == ["Später", "Alt"]
    City.objects.filter(pk=new.pk).update(state="published")
    assert titles(client) == ["Später", "Neu", "Alt"], "what comes back is not new again"
    assert Announcement.objects.filter(public_at__lt=datetime(2020, 1, 1, tzinfo=UTC)).count() == 0


def test_a_city_has_a_feed_of_its_own(client: Client) -> None:
    city, other = make_city("poznan", name_de="Posen"), make_city("rouen", name_de="Rouen")
    make_participation(make_project(title_de="Licht"), city=city)
    make_participation(make_project(title_de="Schatten"), city=other)
    make_event("fest", title_de="Fest").cities.add(city)
    make_organisation(name="Chor", city=city)
    make_page("about")
    assert set(titles(client, CITY)) == {"Posen", "Licht", "Fest", "Chor"}
    assert {"Schatten", "Rouen"} <= set(titles(client))
    page = client.get("/de/partnerstaedte/poznan/").content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="{CITY}"' in page
    assert f'<link rel="alternate" type="application/atom+xml" href="{FEED}"' in page
    assert client.get("/de/partnerstaedte/nothing/news.atom").status_code == 404


def test_readers_are_told_when_nothing_is_new_and_it_costs_the_same(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_city("poznan")
    first = client.get(FEED)
    same = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    for _number in range(3):
        make_city()
        make_project()
    memory.forget()
    with django_assert_max_num_queries(9):
        other = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (other.status_code, other["ETag"] == first["ETag"]) == (200, False)
