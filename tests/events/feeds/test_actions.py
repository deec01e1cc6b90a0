"""From a calendar into the queue and from there into events: nothing of staff's own is ever overwritten."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connections
from django.utils import timezone, translation

from events.calendars.identity import uid
from events.editing.workflow import Overtaken, Refused
from events.feeds import actions
from events.feeds.fields import changes
from events.feeds.making import Choice
from events.feeds.tasks import fetch_feed
from events.feeds.words import problem_text
from events.models import Event, Feed, FeedItem, Occurrence, Venue
from tests.factories import make_home, make_staff
from tests.factories_events import make_occurrence, make_registration, make_venue
from tests.factories_events_feeds import answers, entry, make_feed, read
from tests.factories_projects import make_theme
from twinning.accounts.models import User
from twinning.fetching import Answer, Wanted
from twinning.mail.models import OutgoingMail

ALL = frozenset({"title", "time", "place", "text", "website", "status"})


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel("2026-11-26T09:00+01:00", tick=True), translation.override("en"):
        yield make_home()


def states(rows: list[FeedItem]) -> dict[str, str]:
    return {row.uid: row.state for row in rows}


def accept(row: FeedItem, by: User, **choice: Any) -> Event:
    return actions.accept_item(row.pk, by=by, seen=row.version, choice=Choice(**choice))


def again(row: FeedItem) -> FeedItem:
    found = FeedItem.objects.select_related("feed__city", "occurrence__event", "occurrence__venue")
    return found.get(pk=row.pk)


def take(row: FeedItem, by: User, *chosen: str) -> FeedItem:
    row = again(row)
    marks = actions.marks_of(row)
    return actions.take_changes(row.pk, by=by, seen=row.version, marks=marks, chosen=frozenset(chosen))


def test_entries_arrive_once_and_are_known_by_their_uid() -> None:
    feed, own = make_feed(), make_occurrence()
    rows = read(
        feed, entry("a"), entry("b", SUMMARY="千羽鶴"), entry(uid(own)), entry("c", "STATUS:CANCELLED")
    )
    assert states(rows) == {"a": "new", "b": "new"}
    assert (feed.failures, feed.problem, problem_text(feed)) == (
        0, "left_out", "1 entry came from this portal and was left out.",
    )  # fmt: skip
    numbers = {row.pk for row in rows}
    # Read again, also from another address: the same rows.
    feed.url = "https://moved.example.org/b.ics"
    actions.save_feed(feed)
    assert {row.pk for row in read(feed, entry("a"), entry("b"))} == numbers
    assert feed.problem == ""
    assert Event.objects.filter(origin="feed").count() == 0


def test_an_unchanged_calendar_costs_one_question() -> None:
    feed = make_feed()
    read(feed, entry("a"), etag='"1"', last_modified="Mon")
    asked = []

    def same(url: str, wanted: Wanted) -> Answer:
        asked.append((wanted.etag, wanted.last_modified))
        return Answer(body=b"", url=url, is_unchanged=True)

    actions.read_feed(feed.pk, fetch=same)
    assert asked == [('"1"', "Mon")]
    assert feed.items.get().state == "new"


def test_failures_are_counted_said_and_followed_by_longer_pauses() -> None:
    feed, other = make_feed(), make_feed(is_active=False)
    read(feed, entry("a"))
    pauses = []
    for code in ("timeout", "private", "certificate"):
        actions.read_feed(feed.pk, fetch=answers(code))
        feed.refresh_from_db()
        pauses.append(feed.next_try - feed.fetched_at)
        assert problem_text(feed)
    assert pauses == [timedelta(hours=1), timedelta(hours=3), timedelta(hours=6)]
    assert (feed.failures, feed.problem_detail) == (3, "for a test")
    actions.read_feed(feed.pk, fetch=answers(b"no calendar"))
    feed.refresh_from_db()
    assert (feed.failures, problem_text(feed)) == (4, "What came is no calendar file.")
    assert states(list(feed.items.all())) == {"a": "new"}
    assert Feed.due(timezone.now()) == []
    assert Feed.due(timezone.now() + timedelta(hours=13)) == [feed]
    assert other.next_try is None
    read(feed, entry("a"))
    assert (feed.failures, feed.problem) == (0, "")
    actions.read_feed(987_654, fetch=answers("timeout"))


def test_the_command_hands_over_what_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    make_feed(fetched_at=timezone.now())
    make_feed(is_sample=True)
    make_feed()
    call_command("fetch_feeds")
    assert capsys.readouterr().out.strip() == "enqueued: 1"


def test_taking_over_makes_event_date_and_venue_in_the_calendars_language() -> None:
    staff, theme = make_staff(), make_theme()
    feed = make_feed(themes=[theme])
    (row,) = read(feed, entry("a", "URL:https://example.org/a", SUMMARY="千羽鶴の歌"))
    with pytest.raises(Refused, match="German"):
        accept(row, staff, is_draft=False)
    event = accept(row, staff)
    assert (event.title_ja, event.text_ja, event.origin, event.state) == (
        "千羽鶴の歌", "<p>歌います。</p>", "feed", "draft",
    )  # fmt: skip
    assert not event.title_de
    assert [list(event.cities.all()), list(event.themes.all())] == [[feed.city], [theme]]
    date = event.occurrences.get()
    assert date.starts_at == datetime(2026, 12, 5, 9, tzinfo=UTC)
    assert (date.time_zone, date.second_city, date.venue.city) == ("Asia/Tokyo", feed.city, feed.city)
    assert [(one.language, one.role) for one in date.languages.all()] == [("ja", "spoken")]
    # The second click, and a second officer with the old page.
    for seen in (row.version, row.version + 1):
        with pytest.raises((Refused, Overtaken)):
            actions.accept_item(row.pk, by=staff, seen=seen, choice=Choice())
    assert Event.objects.filter(origin="feed").count() == 1


def test_a_known_hall_is_used_and_an_entry_may_be_online() -> None:
    staff, hall = make_staff(), make_venue("見本ホール")
    feed = make_feed()
    rows = read(feed, entry("a"), entry("b", "URL:https://example.org/b"))
    assert accept(rows[0], staff).occurrences.get().venue == hall
    date = accept(rows[1], staff, is_online=True).occurrences.get()
    assert (date.attendance, date.online_url, date.venue) == ("online", "https://example.org/b", None)
    assert Venue.objects.count() == 1


def test_a_german_entry_can_be_public_at_once() -> None:
    feed = make_feed(language="de", time_zone="Europe/Berlin")
    (row,) = read(feed, entry("a", SUMMARY="Konzert", DESCRIPTION="Lieder."))
    assert accept(row, make_staff(), is_draft=False) in Event.objects.published()


def test_a_series_becomes_one_event_with_its_dates() -> None:
    staff, feed = make_staff(), make_feed()
    rows = read(feed, entry("s", "RRULE:FREQ=WEEKLY;COUNT=3"))
    event = accept(rows[0], staff)
    assert accept(rows[1], staff) == event
    assert event.occurrences.count() == 2
    event = accept(read(make_feed(), entry("s", "RRULE:FREQ=WEEKLY;COUNT=3"))[0], staff, whole_series=True)
    assert event.occurrences.count() == 3
    rows = read(make_feed(), entry("s", "RRULE:FREQ=WEEKLY;COUNT=3"))
    actions.decline_item(rows[0].pk, seen=1, whole_series=True)
    assert set(FeedItem.objects.filter(feed=rows[0].feed).values_list("state", flat=True)) == {"declined"}


def test_chosen_changes_are_written_and_registered_people_told() -> None:
    staff, feed = make_staff(), make_feed()
    (row,) = read(feed, entry("a"))
    event = accept(row, staff)
    date = event.occurrences.get()
    Occurrence.objects.filter(pk=date.pk).update(registration="internal")
    date.refresh_from_db()
    Event.objects.filter(pk=event.pk).update(state="published")
    make_registration(date)
    read(feed, entry("a", start="20261205T193000", LOCATION="大ホール、広島市", DESCRIPTION="踊ります。"))
    row = again(row)
    assert row.state == "changed"
    assert [(one.field.key, one.is_ours) for one in changes(row)] == [
        ("time", False), ("place", False), ("text", False),
    ]  # fmt: skip
    before = OutgoingMail.objects.count()
    take(row, staff, "time", "place")
    date.refresh_from_db()
    event.refresh_from_db()
    assert date.starts_at == datetime(2026, 12, 5, 10, 30, tzinfo=UTC)
    assert date.venue.name_ja == "大ホール"
    assert date.sequence == 1
    assert event.text_ja == "<p>歌います。</p>"
    assert OutgoingMail.objects.count() == before + 1
    assert again(row).state == "taken"
    # What was left out is staff's own from now on; the rest is the calendar's.
    read(feed, entry("a", start="20261205T200000", LOCATION="大ホール、広島市", DESCRIPTION="奏でます。"))
    assert {one.field.key: one.is_ours for one in changes(again(row))} == {"time": False, "text": True}


def test_what_staff_wrote_is_marked_and_never_overwritten_unasked() -> None:
    staff, feed = make_staff(), make_feed()
    (row,) = read(feed, entry("a"))
    event = accept(row, staff)
    hall, date = make_venue("Hall of ours"), event.occurrences.get()
    event.title_ja, date.venue = "私たちの題", hall
    event.save()
    date.save()
    read(feed, entry("a", SUMMARY="新しい題", LOCATION="別の場所", DESCRIPTION="踊ります。"))
    event.refresh_from_db()
    assert event.title_ja == "私たちの題"
    row = again(row)
    assert {one.field.key: (one.is_ours, one.before) for one in changes(row)} == {
        "title": (True, "私たちの題"), "place": (True, "Hall of ours"), "text": (False, "歌います。"),
    }  # fmt: skip
    # Staff write while somebody looks at the page: nothing of it is lost.
    marks = actions.marks_of(row)
    Event.objects.filter(pk=event.pk).update(version=9, text_ja="<p>staff</p>")
    with pytest.raises(Overtaken):
        actions.take_changes(row.pk, by=staff, seen=row.version, marks=marks, chosen=ALL)
    take(row, staff)
    event.refresh_from_db()
    date.refresh_from_db()
    assert (event.title_ja, event.text_ja, date.venue) == ("私たちの題", "<p>staff</p>", hall)
    # A place that was not wanted stays marked at the next change of it.
    read(feed, entry("a", SUMMARY="新しい題", LOCATION="三つ目の場所", DESCRIPTION="踊ります。"))
    assert [(one.field.key, one.is_ours, one.before) for one in changes(again(row))] == [
        ("place", True, "Hall of ours")
    ]


def test_a_cancelled_entry_cancels_the_date_when_staff_say_so() -> None:
    staff, feed = make_staff(), make_feed()
    (row,) = read(feed, entry("a"))
    date = accept(row, staff).occurrences.get()
    read(feed, entry("a", "STATUS:CANCELLED"))
    date.refresh_from_db()
    assert date.status == "scheduled"
    take(row, staff, "status")
    date.refresh_from_db()
    assert date.status == "cancelled"
    assert date.status_note_en == "Cancelled by the organiser."
    read(feed, entry("a"))
    assert changes(again(row)) == []


def test_vanished_entries_are_flagged_never_deleted() -> None:
    staff, feed = make_staff(), make_feed()
    rows = read(feed, entry("a"), entry("b"), entry("c"), entry("past", start="20261126T180000"))
    date = accept(rows[0], staff).occurrences.get()
    actions.decline_item(rows[1].pk, seen=1)
    assert states(read(feed, entry("x", "RRULE:FREQ=HOURLY"))) == {
        "a": "vanished", "b": "declined", "c": "vanished", "past": "vanished",
    }  # fmt: skip
    assert Occurrence.objects.filter(pk=date.pk, status="scheduled").exists()
    row = again(rows[0])
    actions.keep_vanished(row.pk, seen=row.version)
    assert states(read(feed, entry("z")))["a"] == "taken"
    assert states(read(feed, entry("a"), entry("b"), entry("c"))) == {
        "a": "taken", "b": "declined", "c": "new", "past": "vanished", "z": "vanished",
    }  # fmt: skip
    # Left out is not vanished.
    read(feed, entry("a"), entry("c", "RRULE:FREQ=SECONDLY"))
    assert again(rows[2]).state == "new"
    actions.reconsider_item(rows[1].pk, seen=again(rows[1]).version)
    assert again(rows[1]).state == "new"


def test_the_worker_notes_what_it_may_not_ask() -> None:
    feed = make_feed(url="https://printer.local/a.ics")
    fetch_feed.call(feed.pk)
    feed.refresh_from_db()
    assert (feed.failures, problem_text(feed)) == (1, "This name belongs to an internal network.")
    # What the timer handed over twice is read once; the button reads at any time.
    for only_if_due, failures in ((True, 1), (False, 2)):
        fetch_feed.call(feed.pk, only_if_due=only_if_due)
        feed.refresh_from_db()
        assert feed.failures == failures


def clicks(row: FeedItem, staff: User, number: int = 6) -> list[str]:
    """How it ends for officers who press the same button at the same moment, all with the page as it was."""
    start, outcomes = Barrier(number), []

    def click() -> None:
        try:
            start.wait(5)
            actions.accept_item(row.pk, by=staff, seen=row.version, choice=Choice())
            outcomes.append("made")
        except (Overtaken, Refused, IntegrityError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=click) for _number in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_officers_at_once_make_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are told. Negative control: without the lock they run into one another in the same harness."""
    staff, feed = make_staff(), make_feed()
    first, second = read(feed, entry("a"), entry("b"))
    assert clicks(first, staff) == ["Overtaken"] * 5 + ["made"]
    assert Event.objects.filter(origin="feed").count() == Occurrence.objects.count() == 1
    together = Barrier(6)

    def unlocked(pk: int, seen: int) -> FeedItem:
        row = FeedItem.objects.select_related("feed__city", "occurrence").get(pk=pk)
        together.wait(5)
        return row

    monkeypatch.setattr(actions, "_locked", unlocked)
    assert clicks(second, staff) != ["Overtaken"] * 5 + ["made"]
