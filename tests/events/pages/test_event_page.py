"""An event's page: both times, place, access, languages, changes, data for search engines, and its cost."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from events.models import Event, Occurrence, OccurrenceLanguage, VenueAccess
from events.templatetags.events import json_ld
from tests.events.pages.test_lists import NOW, at, titles, town
from tests.factories import make_home, make_page, make_staff
from tests.factories_events import make_event, make_occurrence, make_registration, make_series, make_venue
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_aim_theme, make_project
from twinning import memory
from twinning.addresses.actions import remember
from twinning.search import indexing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home() -> None:
    make_home(name_de="Hannover", name_en="Hannover", time_zone="Europe/Berlin")


def show(client: Client, thing: Event | Occurrence, language: str = "en") -> str:
    memory.forget()
    response = client.get(thing.get_absolute_url(language))
    assert response.status_code == 200
    return response.content.decode()


def data(html: str) -> dict[str, Any]:
    """What search engines read."""
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


@time_machine.travel(NOW, tick=False)
def test_page_tells_when_where_how_and_who(client: Client) -> None:
    hiroshima = town("hiroshima", "Asia/Tokyo")
    venue = make_venue("Library", latitude=52.4, longitude=9.7, transport_en="Tram 4", checked_on=NOW.date())
    VenueAccess.objects.create(venue=venue, feature="toilet", value="partly", note_en="ground floor")
    VenueAccess.objects.create(venue=venue, feature="lift", value="no")
    event = make_event(
        "cranes",
        title_en="Cranes <b>",
        text_en="<p>We fold.</p>",
        bring_en="Paper",
        cities=[hiroshima],
        organisations=[make_organisation("theatre", name="Young Theatre")],
        project=make_project("paper", title_en="Paper Cranes"),
        series=make_series("winter", title_en="Winter"),
    )
    start = at("2027-01-20T22:30")
    date = make_occurrence(
        event, starts_at=start, venue=venue, second_city=hiroshima, attendance="hybrid", capacity=30,
        online_url="https://meet.example.org/secret",
    )  # fmt: skip
    for language, role in (("de", "spoken"), ("ja", "spoken"), ("ja", "consecutive")):
        OccurrenceLanguage.objects.create(occurrence=date, language=language, role=role)
    OccurrenceLanguage.objects.create(occurrence=date, language="gsg", role="sign", on_request=True)
    make_registration(date, places=2)
    html = show(client, date)
    text = words(html)
    for part in (
        "Hannover 11:30 p.m. Wednesday, Jan. 20, 2027",
        "Hiroshima · 8 hours later 7:30 a.m. Thursday, Jan. 21, 2027",
        "Accessible toilet: partly ground floor",
        "Lift: no",
        "Step-free: not known",
        "German and Japanese is spoken",
        "Interpretation: Japanese",
        "German Sign Language: on request",
        "28 places left",
        "2 of 30 places taken",
        "Tram 4",
        "What to bring Paper",
        "Project: Paper Cranes",
        "Series: Winter",
        "Young Theatre",
    ):
        assert part in text, part
    assert 'href="geo:52.400000,9.700000"' in html
    assert "secret" not in html
    assert "<s>" not in html
    # Nothing on the page leads to a third party, but for the link that the organiser chose.
    assert set(re.findall(r'(?:src|href)="(https?://[^/"]+)', html)) <= {"http://testserver"}
    found = data(html)
    assert found["name"] == "Cranes <b>"
    assert found["startDate"] == "2027-01-20T23:30:00+01:00"
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert found["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in found["location"]] == ["Place", "VirtualLocation"]
    assert found["organizer"][0]["name"] == "Young Theatre"
    assert (found["remainingAttendeeCapacity"], found["isAccessibleForFree"]) == (28, True)
    assert found["superEvent"]["name"] == "Winter"
    assert found["inLanguage"] == ["de", "ja"]
    Occurrence.objects.update(shows_places=False)
    assert "remainingAttendeeCapacity" not in data(show(client, date))


@time_machine.travel(NOW, tick=False)
def test_page_of_a_date_that_changed(client: Client) -> None:
    city = town("rouen")
    event = make_event("radio", title_en="Radio", cities=[city])
    date = make_occurrence(event, starts_at=at("2027-02-03T22:30"), shows_end=False, capacity=9)
    other = make_occurrence(make_event(title_en="Other", cities=[city]), capacity=2)
    note = {"status_note_de": "Krank", "status_note_en": "She is ill", "status_at": NOW}
    Occurrence.objects.filter(pk=date.pk).update(status="cancelled", **note)
    html = show(client, date)
    assert "<s>Radio</s>" in html
    assert "This date is cancelled She is ill Everybody who was registered has got a mail." in words(html)
    assert html.index("Instead") < html.index("Other")
    assert (data(html)["eventStatus"], "offers" in data(html)) == ("https://schema.org/EventCancelled", False)
    assert "endDate" not in data(html)
    Occurrence.objects.filter(pk=date.pk).update(status="postponed", replaced_by=other)
    html = show(client, date)
    assert "This date is postponed" in html
    assert f'class="btn" href="{other.get_absolute_url("en")}">To the new date' in html
    Occurrence.objects.filter(pk=date.pk).update(
        status="rescheduled", replaced_by=None, previous_start=at("2027-01-20T22:30"),
        previous_end=at("2027-01-20T23:30"),
    )  # fmt: skip
    html = show(client, date)
    assert "New day: Wednesday, Feb. 3, 2027" in html
    assert "<s><bdi>Hannover: Wednesday, Jan. 20, 2027, 11:30 p.m.</bdi></s>" in html
    assert data(html)["previousStartDate"] == "2027-01-20T23:30:00+01:00"
    assert data(html)["eventStatus"] == "https://schema.org/EventRescheduled"
    Occurrence.objects.filter(pk=date.pk).update(
        status="moved_online", attendance="online", online_url="https://meet.example.org/x",
        is_online_url_public=True, previous_start=None,
    )  # fmt: skip
    html = show(client, date)
    assert "This date takes place online" in html
    assert 'href="https://meet.example.org/x"' in html
    assert "Accessibility" not in words(html.split("</header>")[-1].split("<footer")[0])
    assert data(html)["location"] == [{"@type": "VirtualLocation", "url": "https://meet.example.org/x"}]


@time_machine.travel(NOW, tick=False)
def test_dates_of_all_kinds_are_shown_right(client: Client) -> None:
    event = make_event("fair", title_en="Fair")
    days = make_occurrence(
        event, starts_at=at("2027-03-26T23:00"), ends_at=at("2027-03-28T22:00"), all_day=True
    )
    html = show(client, days)
    assert "all day Saturday, March 27, 2027, until Sunday, March 28, 2027" in words(html)
    assert (data(html)["startDate"], data(html)["endDate"]) == ("2027-03-27", "2027-03-28")
    over = make_occurrence(event, starts_at=NOW - timedelta(days=3))
    assert "This date is over." in show(client, over)
    # Without a date in the address the next one is shown, and the others below.
    html = show(client, event)
    assert "March 27, 2027" in html
    assert "Dates that are over" in html
    bare = make_event("bare", title_en="Bare")
    assert '"startDate"' not in show(client, bare)
    external = make_occurrence(registration="external", external_url="https://tickets.example.org/")
    html = show(client, external)
    assert 'href="https://tickets.example.org/">Register with the organiser' in html


def test_addresses_old_hidden_and_of_others(client: Client) -> None:
    event, other = make_event("new-word"), make_event("other-word")
    date = make_occurrence(event)
    remember(kind="event", object_id=event.pk, words={"": "old-word"})
    response = client.get(date.get_absolute_url("de").replace("new-word", "old-word"))
    assert (response.status_code, response["Location"]) == (301, date.get_absolute_url("de"))
    for path in (
        event.get_absolute_url("de").replace("new-word", "nobody"),
        date.get_absolute_url("de").replace("new-word", "other-word"),
        make_event(state="draft").get_absolute_url("de"),
        make_series(state="draft").get_absolute_url("de"),
    ):
        assert client.get(path).status_code == 404, path
    staff = Client()
    staff.force_login(make_staff())
    assert staff.get(Event.objects.get(state="draft").get_absolute_url("de")).status_code == 200
    # Written in German and English only: nothing else is an alternate, and Polish readers are told.
    html = client.get(date.get_absolute_url("pl")).content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert other.get_absolute_url("de") not in html


def test_page_costs_the_same_for_one_date_and_many(
    client: Client, django_assert_max_num_queries: object
) -> None:
    city, costs = town("rouen"), []
    event = make_event("weekly", cities=[city], series=make_series("row"))
    for number in (1, 2, 30):
        for index in range(number):
            start = datetime(2030, 1, 1, 10, tzinfo=UTC) + timedelta(days=100 * number + index)
            date = make_occurrence(event, starts_at=start, capacity=5)
            make_registration(date, status="waiting")
            make_occurrence(make_event(cities=[city], series=event.series), starts_at=start)
        for page in (date, event, event.series):
            memory.forget()
            with django_assert_max_num_queries(6) as queries:
                assert client.get(page.get_absolute_url("pl")).status_code == 200
            costs.append(len(queries))
    assert costs[:3] == costs[3:6] == costs[6:]


def test_data_for_search_engines_cannot_end_its_element() -> None:
    printed = json_ld({"name": "</script><script>alert(1)</script>&"})
    assert printed.count("</script>") == 1
    assert "<script>" not in printed
    assert json.loads(re.search(r">(.*)</script>$", printed).group(1))["name"].startswith("</script>")


@time_machine.travel(NOW, tick=False)
def test_events_stand_on_the_pages_of_others(client: Client, django_assert_max_num_queries: object) -> None:
    city, theme = town("rouen"), make_aim_theme("peace")
    theatre, project = make_organisation("theatre"), make_project("paper")
    make_page("about")
    for number in range(1, 7):
        event = make_event(
            title_de=f"E{number}", cities=[city], themes=[theme], organisations=[theatre], project=project
        )
        make_occurrence(event, starts_at=NOW + timedelta(days=number))
        make_occurrence(event, starts_at=NOW + timedelta(days=number, hours=1))
    make_occurrence(make_event(title_de="Elsewhere"), starts_at=NOW + timedelta(hours=3))
    make_occurrence(make_event(title_de="Draft", state="draft", cities=[city]))
    first = ["E1", "E2", "E3", "E4"]
    pages = {
        "/de/": ["Elsewhere", "E1", "E2", "E3"],
        city.get_absolute_url("de"): first,
        project.get_absolute_url("de"): first,
        theme.aim.get_absolute_url("de"): first,
        theatre.get_absolute_url("de"): first,
    }
    for path, expected in pages.items():
        memory.forget()
        with django_assert_max_num_queries(6, info=path):
            html = client.get(path).content.decode()
        part = html[html.index('id="events"') :].split("</section>")[0]
        assert titles(part) == expected, path
    assert f'href="{theatre.get_absolute_url("en")}"' in show(client, event)
    indexing.rebuild()
    with override("de"):
        found = client.get(reverse("search:result-list"), {"q": "E6"}).content.decode()
    assert event.get_absolute_url("de") in found
