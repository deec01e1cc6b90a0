"""Calendar files: what they say of a date, which dates they hold, and how cheaply they say that nothing is new."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events.calendars import rows
from events.calendars.identity import domain, is_ours, uid
from events.models import Event, Occurrence, OccurrenceLanguage
from partners.models import Theme
from tests.events.calendars.addresses import address, read, shown, uids
from tests.factories import make_city, make_home
from tests.factories_events import make_event, make_occurrence, make_venue
from twinning import memory
from twinning.addresses.actions import remember

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SECRET, OPEN = "https://meet.example.org/secret", "https://meet.example.org/open"
# Home town, towns, themes; stamps; dates.
COLD, UNCHANGED = 5, 1


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def change(occurrence: Occurrence, **fields: Any) -> None:
    """A change as staff's actions store it."""
    fields = {"status_at": timezone.now(), "sequence": 1, "updated_at": timezone.now()} | fields
    Occurrence.objects.filter(pk=occurrence.pk).update(**fields)


def test_date_says_what_when_and_where_in_both_towns(client: Client) -> None:
    japan = make_city("hiroshima", name_de="Hiroshima", name_ja="広島", time_zone="Asia/Tokyo")
    event = make_event(
        title_de="Lichterfest, mit Musik; für alle", title_ja="灯りの祭り", teaser_ja="みんなで灯りを流します。",
        format="festivity", cities=[japan], contact="kultur@example.org", is_sample=True,
    )  # fmt: skip
    venue = make_venue("Rathaus", latitude=52.367, longitude=9.737, name_ja="市庁舎")
    start = timezone.datetime(2026, 12, 5, 19, tzinfo=timezone.get_default_timezone())
    row = make_occurrence(event, venue=venue, starts_at=start, second_city=japan, room_de="Foyer")
    OccurrenceLanguage.objects.create(occurrence=row, language="ja", role="simultaneous", on_request=True)
    found = read(client)[uid(row)]
    assert found["SUMMARY"] == "Lichterfest, mit Musik; für alle"
    assert found["SUMMARY"].params["LANGUAGE"] == "de"
    assert found["LOCATION"] == "Rathaus, Foyer, Musterstraße 12, 30159 Hannover"
    assert found["GEO"].to_ical() == "52.367;9.737"
    assert found["URL"] == "http://testserver" + address("occurrence-detail", slug=event.slug, pk=row.pk)
    assert (found["STATUS"], found["SEQUENCE"]) == ("CONFIRMED", 0)
    row.refresh_from_db()
    latest = max(row.updated_at, event.updated_at, venue.updated_at).replace(microsecond=0)
    assert found.decoded("DTSTAMP") == found.decoded("LAST-MODIFIED") == latest
    description = str(found["DESCRIPTION"])
    assert "Hannover: Samstag, 5. Dezember 2026, 19:00" in description
    assert "Hiroshima: Sonntag, 6. Dezember 2026, 3:00" in description
    assert "Japanisch" in description
    assert "kultur@example.org" in description
    assert "Hiroshima" in [str(name) for name in found["CATEGORIES"].cats]
    japanese = read(client, language="ja")[uid(row)]
    assert japanese["SUMMARY"] == "灯りの祭り"
    assert japanese["SUMMARY"].params["LANGUAGE"] == japanese["DESCRIPTION"].params["LANGUAGE"] == "ja"
    assert "みんなで灯りを流します。" in japanese["DESCRIPTION"]
    assert "広島" in japanese["DESCRIPTION"]
    # Nothing in Arabic: the fallback, which says in which language it is.
    arabic = read(client, language="ar")[uid(row)]
    assert arabic["SUMMARY"].params["LANGUAGE"] in {"en", "de"}
    assert arabic["DESCRIPTION"].params["LANGUAGE"] == "ar"


def test_changed_dates_say_so_twice_and_keep_their_identity(client: Client) -> None:
    event = make_event(title_en="Concert")
    off, late, moved, wired = (make_occurrence(event) for _ in range(4))
    new = make_occurrence(event, starts_at=late.starts_at + 30 * DAY)
    before = read(client, language="en")
    change(off, status="cancelled", status_note_de="Krank", status_note_en="Illness")
    change(late, status="postponed", status_note_de="Sturm", replaced_by=new)
    change(
        moved, status="rescheduled", previous_start=moved.starts_at, previous_end=moved.ends_at,
        starts_at=moved.starts_at + DAY, ends_at=moved.ends_at + DAY,
    )  # fmt: skip
    change(wired, status="moved_online", attendance="online")
    after = read(client, language="en")
    assert set(before) == set(after)
    titles = {key: str(found["SUMMARY"]) for key, found in after.items()}
    assert titles == {
        uid(off): "Cancelled: Concert", uid(late): "Postponed: Concert", uid(moved): "Concert",
        uid(wired): "Now online: Concert", uid(new): "Concert",
    }  # fmt: skip
    states = {key: str(found["STATUS"]) for key, found in after.items()}
    assert {key for key, state in states.items() if state == "CANCELLED"} == uids(off, late)
    assert {int(after[uid(row)]["SEQUENCE"]) for row in (off, late, moved, wired)} == {1}
    assert "Illness" in after[uid(off)]["DESCRIPTION"]
    new_page = address("occurrence-detail", "en", slug=event.slug, pk=new.pk)
    assert new_page in after[uid(late)]["DESCRIPTION"]
    assert "Before: " in after[uid(moved)]["DESCRIPTION"]
    assert after[uid(moved)].decoded("DTSTART") == (moved.starts_at + DAY).replace(microsecond=0)
    assert after[uid(wired)]["LOCATION"] == "Online"
    assert "GEO" not in after[uid(wired)]
    with_prefix = read(client, language="fr")
    assert uid(off) in with_prefix


def test_private_link_stands_in_no_public_answer(client: Client) -> None:
    hidden = make_occurrence(attendance="hybrid", online_url=SECRET)
    make_occurrence(attendance="online", online_url=OPEN, is_online_url_public=True)
    slug = hidden.event.slug
    paths = [address(name) for name in ("calendar-ics", "feed-atom", "feed-json", "embed", "subscribe")]
    paths += [address("event-ics", slug=slug), address("occurrence-ics", slug=slug, pk=hidden.pk)]
    for path in paths:
        body = client.get(path).content.replace(b"\r\n ", b"").decode()
        assert "meet.example.org/secret" not in body, path
    assert OPEN in client.get(paths[0]).content.replace(b"\r\n ", b"").decode()


def test_files_hold_what_was_asked_for_and_nothing_unpublished(client: Client) -> None:
    rouen, poznan = make_city("rouen"), make_city("poznan")
    theme = Theme.objects.create(key="music", name_de="Musik")
    here = make_occurrence(
        make_event("fest", cities=[rouen], themes=[theme], is_free=False, format="concert")
    )
    there = make_occurrence(make_event(cities=[poznan]), attendance="online")
    also = make_occurrence(here.event)
    OccurrenceLanguage.objects.create(occurrence=there, language="pl")
    draft = make_occurrence(make_event("draft", state="draft", cities=[rouen]))
    every = uids(here, there, also)
    assert shown(client) == every == shown(client, "?city=&theme=&language=")
    assert shown(client, "?city=rouen") == shown(client, "?theme=music") == uids(here, also)
    assert shown(client, "?language=pl") == shown(client, "?where=online") == uids(there)
    assert shown(client, "?free=yes&city=poznan") == uids(there)
    assert shown(client, "?where=home&format=concert") == uids(here, also)
    assert shown(client, "?where=there") == shown(client, "?language=easy") == set()
    assert shown(client, "?city=rouen&city=poznan") == set()
    OccurrenceLanguage.objects.create(occurrence=here, language="de", role="easy")
    assert shown(client, "?language=easy&city=rouen") == uids(here)
    assert shown(client, "?language=de") == set()
    assert shown(client, "?free=yes&city=rouen") == set()
    for query in (
        "?city=atlantis",
        "?theme=x",
        "?language=<x>",
        "?free=1",
        "?where=nowhere",
        "?format=x",
        "?city=rouen&city=x",
    ):
        assert client.get(address("calendar-ics", query=query)).status_code == 404
    one = client.get(address("occurrence-ics", slug="fest", pk=here.pk))
    assert [str(each["UID"]) for each in Calendar.from_ical(one.content).walk("VEVENT")] == [uid(here)]
    both = client.get(address("event-ics", slug="fest"))
    assert {str(each["UID"]) for each in Calendar.from_ical(both.content).walk("VEVENT")} == uids(here, also)
    for kwargs in (
        {"slug": "draft", "pk": draft.pk},
        {"slug": "fest", "pk": there.pk},
        {"slug": "nix", "pk": 1},
    ):
        assert client.get(address("occurrence-ics", **kwargs)).status_code == 404
    remember(kind="event", object_id=here.event_id, words={"": "fest"})
    Event.objects.filter(pk=here.event_id).update(slug="feier")
    remember(kind="event", object_id=here.event_id, words={"": "feier"})
    old = client.get(address("occurrence-ics", slug="fest", pk=here.pk))
    assert (old.status_code, old["Location"]) == (301, address("occurrence-ics", slug="feier", pk=here.pk))


def test_subscription_looks_back_ninety_days_and_is_capped(client: Client, monkeypatch: Any) -> None:
    now, event = timezone.now(), make_event()
    fresh = make_occurrence(event, starts_at=now - 89 * DAY)
    make_occurrence(event, starts_at=now - 92 * DAY)
    running = make_occurrence(event, starts_at=now - 200 * DAY, ends_at=now + DAY)
    soon, far = make_occurrence(event), make_occurrence(event, starts_at=now + 900 * DAY)
    assert shown(client) == uids(fresh, running, soon, far)
    monkeypatch.setattr(rows, "MOST_COMING", 2)
    assert shown(client) == uids(fresh, running, soon)


def test_nothing_new_is_said_without_rendering(client: Client, django_assert_num_queries: Any) -> None:
    row, other = make_occurrence(), make_occurrence()
    path = address("calendar-ics")
    first = client.get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Content-Disposition"] == 'inline; filename="events.ics"'
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["X-Frame-Options"] == "DENY"
    assert first.cookies == {}
    assert b"X-WR-CALNAME:Hannover" in first.content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in first.content
    asked = {"If-None-Match": first["ETag"]}
    with django_assert_num_queries(UNCHANGED):
        same = client.get(path, headers=asked)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert client.get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert client.get(address("calendar-ics", "en"), headers=asked).status_code == 200
    changes = (
        lambda: OccurrenceLanguage.objects.create(occurrence=row, language="pl"),
        lambda: row.event.save(),
        lambda: row.venue.save(),
        lambda: change(row, status="cancelled", status_note_de="x"),
        lambda: change(row, replaced_by=other),
        lambda: change(other, starts_at=other.starts_at - DAY),
        lambda: Event.objects.filter(pk=row.event_id).update(state="draft"),
    )
    for make in changes:
        make()
        memory.forget()
        answer = client.get(path, headers=asked)
        assert answer.status_code == 200
        assert answer["ETag"] != asked["If-None-Match"]
        asked = {"If-None-Match": answer["ETag"]}
    assert client.post(path).status_code == 405


def test_queries_do_not_grow_with_dates(client: Client, django_assert_num_queries: Any) -> None:
    cities = [make_city("rouen"), make_city("hiroshima", time_zone="Asia/Tokyo")]
    for number in (1, 3):
        while Occurrence.objects.count() < number:
            row = make_occurrence(make_event(cities=cities), second_city=cities[1])
            OccurrenceLanguage.objects.create(occurrence=row, language="ja")
        for name in ("calendar-ics", "feed-atom", "feed-json"):
            memory.forget()
            with django_assert_num_queries(COLD):
                client.get(address(name, query="?city=rouen"))
        memory.forget()
        with django_assert_num_queries(COLD + 1):
            # The sites that may frame it.
            client.get(address("embed", query="?city=rouen"))


def test_own_identities_are_known_again() -> None:
    row = make_occurrence()
    assert is_ours(uid(row))
    assert is_ours(f"  ABC@{domain().upper()}")
    assert not is_ours(f"abc@not{domain()}")
    assert not is_ours("abc@example.org")
