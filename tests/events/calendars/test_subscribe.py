"""The page about subscribing: works without JavaScript, gives addresses that work, and says what it can't do."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from events.models import Occurrence, OccurrenceLanguage
from tests.events.calendars.addresses import address
from tests.factories import make_city, make_home
from tests.factories_events import make_event, make_occurrence
from twinning import memory

pytestmark = pytest.mark.django_db


def test_page_gives_addresses_that_work(client: Client) -> None:
    make_home()
    rouen = make_city("rouen", name_de="Rouen")
    make_city("quiet", name_de="Stille Stadt")
    row = make_occurrence(make_event(cities=[rouen]))
    OccurrenceLanguage.objects.create(occurrence=row, language="fr")
    html = client.get(address("subscribe", query="?city=rouen&language=fr&free=yes")).content.decode()
    query = "?city=rouen&language=fr&free=yes"
    assert f'value="http://testserver{address("calendar-ics", query=query).replace("&", "&amp;")}"' in html
    assert f"webcal://testserver{address('calendar-ics', query='?city=rouen')}" in html
    assert f"webcal://testserver{address('calendar-ics', query='?language=fr')}" in html
    assert "Stille Stadt" not in html
    found = {unescape(link) for link in re.findall(r'href="(?:webcal|http)://testserver([^"]+)"', html)}
    ours = {link for link in found if any(word in link for word in (".ics", "feed.", "embed", "city="))}
    assert len(ours) >= 6
    for link in ours:
        assert client.get(link).status_code == 200, link


def test_unknown_filter_is_named_and_left_out(client: Client) -> None:
    make_home()
    make_occurrence()
    response = client.get(address("subscribe", query="?city=atlantis&theme=x&language=<x>&free=maybe"))
    html = response.content.decode()
    assert response.status_code == 200
    assert f'value="http://testserver{address("calendar-ics")}"' in html
    assert 'class="note warn"' in html
    assert "atlantis" not in html.split("<main")[1]


def test_queries_do_not_grow_with_dates(client: Client, django_assert_num_queries: Any) -> None:
    make_home()
    city = make_city("rouen")
    for number in (1, 3):
        while Occurrence.objects.count() < number:
            row = make_occurrence(make_event(cities=[city]))
            OccurrenceLanguage.objects.create(occurrence=row, language="fr")
        memory.forget()
        with django_assert_num_queries(5):
            client.get(address("subscribe"))
