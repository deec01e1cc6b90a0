"""Dates that change: everybody who is registered hears of it once, in their language; nothing happens twice."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.editing import actions
from events.editing.planning import Moment, Plan
from events.editing.workflow import Overtaken, Refused
from events.models import Event, Occurrence, Registration
from tests.factories import make_city, make_home, make_staff
from tests.factories_events import (
    make_event,
    make_occurrence,
    make_registration,
    make_series,
    make_venue,
)
from twinning.addresses.actions import find
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REASON = {"de": "Der Saal ist überschwemmt.", "en": "The hall is flooded."}


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def told() -> list[tuple[str, str]]:
    """Language and subject of every mail about a change, in order."""
    rows = OutgoingMail.objects.filter(key__contains="-changed").order_by("pk")
    return list(rows.values_list("language", "subject"))


def people_at(occurrence: Occurrence) -> None:
    """Three who are told (one reads a language that the portal does not publish), two who are not."""
    make_registration(occurrence, language="en")
    make_registration(occurrence, language="ja", status="waiting")
    make_registration(occurrence, language="tlh", status="pending")
    make_registration(occurrence, status="cancelled", ended_at=timezone.now())
    make_registration(occurrence, status="expired", ended_at=timezone.now())


def test_cancelled_date_tells_every_living_registration_once() -> None:
    date = make_occurrence(capacity=5)
    people_at(date)
    staff = make_staff()
    for _click in range(2):
        done = actions.cancel_occurrence(date, by=staff, reason=REASON, seen=1)
    assert (done.status, done.sequence, done.version, done.status_note_en) == (
        "cancelled", 1, 2, REASON["en"],
    )  # fmt: skip
    assert [language for language, _subject in told()] == ["en", "ja", "de"]
    english = OutgoingMail.objects.get(language="en")
    assert REASON["en"] in english.text
    assert REASON["en"] in english.html
    assert english.is_confidential
    assert "Gast" not in OutgoingMail.objects.get(language="de").text  # nobody confirmed that address
    date.refresh_from_db()
    assert date.taken == 2
    for act in (
        lambda: actions.cancel_occurrence(date, by=staff, reason={"de": "Anders."}, seen=2),
        lambda: actions.move_online(date, by=staff, reason=REASON, online_url="https://a.example", seen=2),
        lambda: actions.postpone_occurrence(date, by=staff, reason=REASON, seen=2),
    ):
        with pytest.raises(Refused, match="schon abgesagt"):
            act()
    assert len(told()) == 3


def test_steps_are_refused_when_over_without_reason_or_overtaken() -> None:
    past = make_occurrence(starts_at=timezone.now() - DAY)
    with pytest.raises(Refused, match="vorbei"):
        actions.cancel_occurrence(past, by=None, reason=REASON, seen=1)
    date = make_occurrence()
    with pytest.raises(Refused, match="auf Deutsch"):
        actions.cancel_occurrence(date, by=None, reason={"en": "Rain."}, seen=1)
    with pytest.raises(Overtaken):
        actions.cancel_occurrence(date, by=None, reason=REASON, seen=7)
    online = make_occurrence(attendance="online", online_url="https://a.example")
    with pytest.raises(Refused, match="schon online"):
        actions.move_online(online, by=None, reason=REASON, online_url="https://b.example", seen=1)
    with pytest.raises(Refused, match="Link"):
        actions.move_online(date, by=None, reason=REASON, online_url="", seen=1)


def test_postponed_date_gets_a_new_time_later_and_keeps_its_registrations() -> None:
    date = make_occurrence(capacity=5)
    make_registration(date, language="en")
    for _click in range(2):
        actions.postpone_occurrence(date, by=None, reason=REASON, seen=1)
    start, new = date.starts_at, date.starts_at + 7 * DAY
    with pytest.raises(Refused, match="schon vorbei"):
        actions.postpone_occurrence(date, by=None, reason=REASON, seen=2, new_start=start - 99 * DAY)
    with pytest.raises(ValidationError, match="nach dem Beginn"):
        actions.postpone_occurrence(date, by=None, reason=REASON, seen=2, new_start=new, new_end=new)
    done = actions.postpone_occurrence(date, by=None, reason=REASON, seen=2, new_start=new)
    assert (done.status, done.starts_at, done.ends_at) == ("rescheduled", new, new + 2 * HOUR)
    assert (done.previous_start, done.previous_end, done.sequence) == (start, start + 2 * HOUR, 2)
    assert [subject.split(":")[0] for _language, subject in told()] == ["Postponed", "New time"]


def test_postponed_date_names_the_one_in_its_place() -> None:
    date = make_occurrence()
    make_registration(date, language="en")
    other, foreign = make_occurrence(date.event, starts_at=date.starts_at + DAY), make_occurrence()
    with pytest.raises(Refused, match="derselben Veranstaltung"):
        actions.postpone_occurrence(date, by=None, reason=REASON, seen=1, replaced_by=foreign)
    done = actions.postpone_occurrence(date, by=None, reason=REASON, seen=1, replaced_by=other)
    assert done.replaced_by == other
    assert f"/{other.pk}/" in OutgoingMail.objects.get().text


def test_date_moved_online_takes_everybody_along_and_shows_the_link_to_the_confirmed_only() -> None:
    city = make_city("hiroshima", time_zone="Asia/Tokyo")
    date = make_occurrence(venue=make_venue(city=city), attendance="hybrid", room_de="Saal 1")
    make_registration(date, language="en")
    make_registration(date, language="fr", status="waiting")
    link = "https://video.example.org/room"
    done = actions.move_online(date, by=None, reason=REASON, online_url=link, seen=1)
    assert (done.status, done.attendance, done.venue, done.room_de) == ("moved_online", "online", None, None)
    assert done.second_city == city
    assert link in OutgoingMail.objects.get(language="en").text
    assert link not in OutgoingMail.objects.get(language="fr").text
    assert set(Registration.objects.values_list("attendance", flat=True)) == {"online"}


def test_saved_date_raises_the_sequence_for_time_and_place_only_and_never_writes_the_counter() -> None:
    date = make_occurrence(capacity=5)
    mine = Occurrence.objects.get(pk=date.pk)
    make_registration(date, language="en")  # somebody registers while staff edit
    mine.shows_places, mine.capacity = False, 0
    actions.save_occurrence(mine, by=None)
    date.refresh_from_db()
    assert (date.taken, date.capacity, date.sequence, date.version, date.shows_places) == (1, 5, 0, 2, False)
    assert told() == []
    mine.starts_at += HOUR
    actions.save_occurrence(mine, by=None)
    assert (mine.sequence, mine.status, mine.previous_start) == (1, "rescheduled", date.starts_at)
    mine.venue = make_venue()
    actions.save_occurrence(mine, by=None)
    assert mine.sequence == 2
    assert [subject.split(":")[0] for _language, subject in told()] == ["New time", "Something has changed"]
    draft = make_occurrence(make_event(state="draft"))
    draft.starts_at += HOUR
    assert actions.save_occurrence(draft, by=None).status == "scheduled"


def test_generated_dates_are_made_once_for_each_form() -> None:
    event, key, venue = make_event(), uuid4(), make_venue()
    starts = [datetime(2027, 3, day, 18, tzinfo=UTC) for day in (1, 8)]
    plan = Plan(
        "FREQ=WEEKLY;COUNT=2",
        "Europe/Berlin",
        tuple(Moment(start, start + HOUR) for start in starts),
        values={"venue": venue},
        languages=({"language": "ja", "role": "simultaneous"},),
    )
    runs = {actions.generate(event, plan=plan, by=make_staff(), key=key) for _click in range(2)}
    dates = event.occurrences.all()
    assert (len(runs), [date.starts_at for date in dates]) == (1, starts)
    assert [date.languages.get().language for date in dates] == ["ja", "ja"]
    with pytest.raises(Refused, match="hat die Veranstaltung schon"):
        actions.generate(event, plan=plan, by=None, key=uuid4())
    with pytest.raises(Refused, match="kein Termin"):
        actions.generate(event, plan=Plan("", "Europe/Berlin", ()), by=None, key=uuid4())


def test_address_words_lead_to_the_event_until_it_is_deleted() -> None:
    event = actions.save_event(make_event("tanz"))
    event.slug = "tanzabend"
    actions.save_event(event)
    assert find(kind=actions.KIND, language="de", slug="tanz") == event.pk
    with pytest.raises(ValidationError):
        actions.save_event(make_event("tanz"))
    assert actions.free_slug("Tanz") == "tanz-2"
    registered = make_registration().occurrence
    for refused in (actions.delete_event, actions.delete_occurrence):
        row: Any = registered.event if refused is actions.delete_event else registered
        with pytest.raises(Refused, match="angemeldet"):
            refused(row)
    actions.delete_occurrence(make_occurrence(event))
    key = event.pk
    actions.delete_event(event)
    assert find(kind=actions.KIND, language="de", slug="tanz") is None
    assert not Event.objects.filter(pk=key).exists()
    series = actions.save_series(make_series("reihe"))
    actions.delete_series(series)
    assert find(kind=actions.SERIES_KIND, language="de", slug="reihe") is None
