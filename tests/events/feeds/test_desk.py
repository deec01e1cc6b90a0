"""The review page, the list of calendars and their card on the desk."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from events.feeds.actions import marks_of, read_feed
from events.models import Event, Feed, FeedItem
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_events import make_registration
from tests.factories_events_feeds import answers, entry, make_feed, read
from twinning.accounts.models import User


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel("2026-11-26T09:00+01:00", tick=True), translation.override("en"):
        yield make_home()


def browser(user: User | None = None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user or make_staff(preferred_language="en"))
    return client


def helper(*rights: str) -> Client:
    user = make_user(is_staff=True, preferred_language="en")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=rights, content_type__app_label="events")
    )
    return browser(user)


def queue(client: Client, tab: str = "new") -> Any:
    return client.get(reverse("admin:events_feeditem_review"), {"tab": tab})


def press(client: Client, row: FeedItem, what: str, **fields: Any) -> Any:
    row.refresh_from_db()
    address = reverse(f"admin:events_feeditem_{what}", args=[row.pk])
    return client.post(address, {"seen": row.version, **fields})


def test_only_those_with_the_right_see_and_decide() -> None:
    (row,) = read(make_feed(), entry())
    assert queue(helper()).status_code == 403
    reader = helper("view_feeditem")
    assert b"Make a draft" not in queue(reader).content
    for what in ("accept", "take", "decline", "reconsider", "keep"):
        assert press(reader, row, what).status_code == 403
    assert press(helper("view_feeditem", "change_feeditem"), row, "accept").status_code == 403
    assert helper("view_feed").post(reverse("admin:events_feed_read", args=[row.feed_id])).status_code == 403
    assert Client().get(reverse("admin:events_feeditem_review")).status_code == 302


def test_a_new_entry_is_shown_with_both_clocks_and_becomes_an_event() -> None:
    client, feed = browser(), make_feed(city=make_city("hiroshima", country="JP", time_zone="Asia/Tokyo"))
    rows = read(feed, entry("a", "RRULE:FREQ=WEEKLY;COUNT=3"), entry("b", DESCRIPTION="<b>x</b>"))
    page = queue(client)
    assert [card.dates for card in page.context["cards"]] == [3, 1]
    text = page.content.decode()
    assert "New (2)" in text
    assert "千羽鶴" in text
    assert text.count("8 hours later") >= 2
    assert "&lt;b&gt;" not in text
    assert press(client, rows[3], "accept", venue="777", is_draft="1").status_code == 422
    done = press(client, rows[0], "accept", venue="new", is_draft="1", whole_series="on")
    event = Event.objects.get(origin="feed")
    assert done.url == reverse("admin:events_event_change", args=[event.pk])
    assert event.occurrences.count() == 3
    # Seen by somebody else before: 409, with what stands there now.
    assert press(client, rows[3], "accept", venue="new").status_code == 409
    assert press(client, rows[0], "accept", venue="new", seen=1, is_draft="1").status_code == 409
    assert press(client, rows[3], "decline").status_code == 302
    assert b"Decide again" in queue(client, "declined").content
    assert press(client, rows[3], "reconsider").status_code == 302
    assert press(client, rows[3], "decline", seen="x").status_code == 422
    assert press(client, rows[3], "decline", seen=99).status_code == 409


def test_a_change_is_shown_field_by_field_with_what_it_causes() -> None:
    client, feed = browser(), make_feed()
    (row,) = read(feed, entry())
    press(client, row, "accept", venue="new", is_draft="1")
    row.refresh_from_db()
    make_registration(row.occurrence)
    event = row.occurrence.event
    event.title_de, event.text_ja = "Tausend Kraniche", "<p>staff</p>"
    event.save()
    read(feed, entry(start="20261206T193000", DESCRIPTION="踊ります。", SUMMARY="新しい題"))
    text = queue(client, "changed").content.decode()
    assert '<del dir="auto">千羽鶴</del>' in text
    assert '<ins dir="auto">新しい題</ins>' in text
    assert "written by staff" in text
    assert "This date is in 9 days. 1 registered person gets a mail" in text
    assert "Deutsch" in text
    assert text.count(" checked") == 2
    row = FeedItem.objects.select_related("occurrence__event").get()
    assert press(client, row, "take", marks="0-0", field=["title"]).status_code == 409
    assert press(client, row, "take", marks=marks_of(row), field=["title", "time"]).status_code == 302
    event.refresh_from_db()
    assert (event.title_ja, event.text_ja) == ("新しい題", "<p>staff</p>")
    assert press(client, row, "take", keep="1").status_code == 409
    read(feed, entry("other"))
    assert b"No longer in the calendar" in queue(client, "vanished").content
    assert press(client, row, "keep").status_code == 302


def test_the_queue_asks_the_same_few_questions_for_one_and_for_three() -> None:
    client, counts = browser(), []
    for number in (1, 3):
        for _one in range(number):
            feed = make_feed()
            (row,) = read(feed, entry())
            press(client, row, "accept", venue="new", is_draft="1")
            read(feed, entry(SUMMARY="neu"), entry("n"))
        for tab in ("new", "changed"):
            queue(client, tab)
            with CaptureQueriesContext(connection) as found:
                assert len(queue(client, tab).context["cards"]) == (1 if number == 1 else 4)
            counts.append(len(found))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 10


def test_addresses_are_judged_when_a_calendar_is_saved() -> None:
    client, city = browser(), make_city("rouen", country="FR", time_zone="Europe/Paris")
    values = {
        "title": "Agenda",
        "city": city.pk,
        "language": "fr",
        "time_zone": "Europe/Paris",
        "is_active": "on",
    }
    address = reverse("admin:events_feed_add")
    for url in ("http://a.example.org/", "https://127.0.0.1/", "https://me:w@a.example.org/", "https://db/"):
        page = client.post(address, values | {"url": url})
        assert page.context["adminform"].form.errors["url"]
        assert url.encode() in page.content
    assert client.post(address, values | {"url": "webcal://agenda.example.org/a.ics"}).status_code == 302
    feed = Feed.objects.get()
    assert feed.url == "https://agenda.example.org/a.ics"
    page = client.get(reverse("admin:events_feed_change", args=[feed.pk])).content.decode()
    assert "Read now" in page
    assert "not read yet" in page
    assert client.post(reverse("admin:events_feed_read", args=[feed.pk])).status_code == 302
    assert DBTaskResult.objects.filter(task_path="events.feeds.tasks.fetch_feed").count() == 1
    assert client.post(reverse("admin:events_feed_read", args=[987654])).status_code == 404


def test_health_stands_in_the_list_and_on_the_desk() -> None:
    client, feed = browser(), make_feed(title="Agenda")
    read(feed, entry())
    read_feed(feed.pk, fetch=answers("private"))
    read_feed(feed.pk, fetch=answers("timeout"))
    said = "The other website answers too slowly."
    assert said in client.get(reverse("admin:events_feed_changelist")).content.decode()
    desk = client.get(reverse("admin:index")).content.decode()
    assert said in desk
    assert "Failed 2 times in a row." in desk
    assert "Next try:" in desk
    assert client.get(reverse("admin:events_feeditem_changelist")).status_code == 200
