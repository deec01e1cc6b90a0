"""News feeds: valid Atom and JSON Feed 1.1, `updated` is the last edit, ids stay, languages are named."""

import json
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone

from events.models import Event, Occurrence
from tests.events.calendars.addresses import address
from tests.factories import make_city, make_home
from tests.factories_events import make_event, make_occurrence
from twinning import memory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def text(element: Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None, name
    return found.text or ""


def both(client: Client, language: str = "de", query: str = "") -> tuple[Element, dict[str, Any]]:
    """The feeds as a reader gets them."""
    atom = client.get(address("feed-atom", language, query))
    news = client.get(address("feed-json", language, query))
    assert atom["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert news["Content-Type"] == "application/feed+json; charset=utf-8"
    return fromstring(atom.content), json.loads(news.content)


def assert_valid(feed: Element, news: dict[str, Any], page: str) -> None:
    """What RFC 4287 and JSON Feed 1.1 ask of a feed and of each item."""
    assert feed.tag == f"{ATOM}feed"
    assert all(text(feed, name) for name in ("id", "title", "updated"))
    assert text(feed.find(f"{ATOM}author"), "name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"http://testserver{page}", "self": text(feed, "id")}
    for entry in feed.findall(f"{ATOM}entry"):
        assert all(text(entry, name) for name in ("id", "title", "updated", "published", "summary"))
        assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/")
        assert datetime.fromisoformat(text(entry, "updated")).utcoffset() is not None
    assert news["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "home_page_url", "feed_url", "language", "authors", "items"} <= set(news)
    assert news["home_page_url"] == links["alternate"]
    for item in news["items"]:
        assert {
            "id",
            "url",
            "title",
            "content_html",
            "date_published",
            "date_modified",
            "language",
            "tags",
        } <= set(item)
        assert datetime.fromisoformat(item["date_modified"]).utcoffset() is not None


def test_feeds_are_valid_and_tell_edits_not_dates(client: Client) -> None:
    make_home()
    page = address("event-list")
    assert_valid(*both(client), page)
    city = make_city("rouen", name_de="Rouen")
    memory.forget()
    event = make_event(
        title_de="Fest & <Tanz>\x0b", teaser_de="Mit <b>Musik</b>", cities=[city], format="concert"
    )
    for _number in range(7):
        date = make_occurrence(event)
    make_occurrence(make_event(state="draft"))
    other = make_event(title_ar="أمسية السلام", title_ja="平和の夕べ")
    make_occurrence(other, starts_at=timezone.now() + timedelta(days=1))
    feed, news = both(client)
    assert_valid(feed, news, page)
    entries = feed.findall(f"{ATOM}entry")
    # The latest edit comes first, although its date does not say so.
    assert [text(entry, "title") for entry in entries] == [other.title_de, "Fest & <Tanz>"]
    ids = [text(entry, "id") for entry in entries]
    assert ids == [item["id"] for item in news["items"]] == [f"urn:uuid:{row.uuid}" for row in (other, event)]
    fest = news["items"][1]
    assert fest["content_html"].count("<li>") == 5
    assert "&lt;b&gt;" in fest["content_html"]
    assert fest["tags"][-1] == "Rouen"
    edited = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    Occurrence.objects.filter(pk=date.pk).update(updated_at=edited)
    feed, news = both(client)
    assert news["items"][0]["id"] == f"urn:uuid:{event.uuid}"
    assert datetime.fromisoformat(text(feed, "updated")) == edited
    assert datetime.fromisoformat(news["items"][0]["date_modified"]) == edited
    Event.objects.filter(pk=event.pk).update(slug="renamed")
    assert both(client)[1]["items"][0]["id"] == f"urn:uuid:{event.uuid}"
    filtered, _news = both(client, query="?city=rouen")
    assert_valid(filtered, _news, f"{page}?city=rouen")
    assert len(filtered.findall(f"{ATOM}entry")) == 1


def test_feeds_name_their_language_and_answer_304(client: Client) -> None:
    make_home()
    make_occurrence(make_event(title_ar="أمسية السلام", title_ja="平和の夕べ"))
    for code, title in (("ar", "أمسية السلام"), ("ja", "平和の夕べ")):
        feed, news = both(client, code)
        assert feed.get(LANG) == news["language"] == news["items"][0]["language"] == code
        entry = feed.find(f"{ATOM}entry")
        assert (entry.get(LANG), text(entry, "title")) == (code, title) == (code, news["items"][0]["title"])
    # French falls back, and says so.
    feed, news = both(client, "fr")
    assert feed.get(LANG) == "fr"
    assert feed.find(f"{ATOM}entry").get(LANG) == news["items"][0]["language"] == "en"
    for name in ("feed-atom", "feed-json"):
        first = client.get(address(name))
        again = client.get(address(name), headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first["Last-Modified"] == again["Last-Modified"]
