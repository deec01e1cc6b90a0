"""Events, dates and venues at the desk: times as on the wall, nothing half-finished published, nobody surprised."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Occurrence, Question, Series, VenueAccess
from tests.factories import make_city
from tests.factories_events import (
    make_event,
    make_occurrence,
    make_registration,
    make_series,
    make_venue,
)
from tests.staff.forms import errors, opened, save
from twinning.addresses.actions import find
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
MODELS = ("series", "event", "occurrence", "venue")


def page_of(row: Any) -> str:
    return reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])


def said(client: Client, address: str) -> list[str]:
    return [str(message) for message in client.get(address).context["messages"]]


def row_errors(response: HttpResponse) -> list[str]:
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [form for formset in formsets for form in formset.forms]
    return [str(text) for form in forms for texts in form.errors.values() for text in texts]


def wall(name: str, moment: str) -> dict[str, str]:
    """Values of the two controls of a time: "2027-03-28 02:30"."""
    day, clock = moment.split()
    return {f"{name}_0": day, f"{name}_1": clock}


# --- lists ----------------------------------------------------------------------------------------
def test_lists_cost_the_same_for_one_row_and_for_three(desk: Client) -> None:
    def fill() -> None:
        date = make_occurrence(
            make_event(series=make_series(), cities=[make_city()]), second_city=make_city()
        )
        make_registration(date)

    def queries(name: str) -> int:
        address = reverse(f"admin:events_{name}_changelist")
        desk.get(address)
        with CaptureQueriesContext(connection) as found:
            assert desk.get(address).status_code == 200
        return len(found)

    fill()
    one = {name: queries(name) for name in MODELS}
    fill()
    fill()
    assert {name: queries(name) for name in MODELS} == one
    assert max(one.values()) <= 10, one


def test_filters_and_search_find_events_and_dates(desk: Client) -> None:
    city = make_city("rouen")
    over = make_event("over", cities=[city], report_de="")
    make_occurrence(over, starts_at=timezone.now() - timedelta(days=3))
    told = make_event("told", report_de="<p>Schön.</p>")
    make_occurrence(told, starts_at=timezone.now() - timedelta(days=3))
    full = make_occurrence(make_event("full", title_de="Łódź tanzt"), capacity=1)
    make_registration(full)
    empty = make_event("empty", state="draft")
    make_occurrence(empty, capacity=2)
    make_event("bare")

    def found(model: str, query: str) -> set[str]:
        rows = desk.get(f"{reverse(f'admin:events_{model}_changelist')}?{query}").context["cl"].result_list
        return {getattr(row, "slug", "") or row.event.slug for row in rows}

    assert found("event", "dates=over") == {"over"}
    assert found("event", "dates=none") == {"bare"}
    assert found("event", "dates=coming") == {"full", "empty"}
    assert found("event", "city=rouen") == {"over"}
    assert found("event", "q=lodz") == {"full"}
    assert found("occurrence", "places=full") == {"full"}
    assert found("occurrence", "places=free") == {"empty"}
    assert found("occurrence", "period=past") == {"over", "told"}
    assert found("occurrence", "visible=draft") == {"empty"}
    assert found("occurrence", "q=tanzt") == {"full"}


# --- events ---------------------------------------------------------------------------------------
def test_event_is_published_only_when_nothing_is_missing(desk: Client) -> None:
    event = make_event("tanz", state="draft", teaser_de="")
    make_occurrence(event, attendance="online")
    values = opened(desk, page_of(event))
    refused = errors(save(desk, page_of(event), values, state="published"))
    assert "teaser_de" in refused
    assert "neither a link nor words" in " ".join(refused["state"])
    Occurrence.objects.update(room_de="Der Link kommt am Tag davor.")
    saved = save(desk, page_of(event), values, state="published", teaser_de="Ein Satz.", slug="tanzabend")
    assert errors(saved) == {}
    assert find(kind="event", language="de", slug="tanzabend") == event.pk


def test_address_words_of_others_and_of_pages_are_refused(desk: Client) -> None:
    first, event, series = (
        make_event("tanz"),
        make_event("musik"),
        make_series("reihe", text_de="Worum es geht."),
    )
    for row in (first, series):
        assert errors(save(desk, page_of(row), opened(desk, page_of(row)))) == {}
    values = opened(desk, page_of(event))
    assert "tanz" in errors(save(desk, page_of(event), values, slug="tanz"))["slug"][0]
    assert "slug" in errors(save(desk, page_of(event), values, slug="archive"))
    other = make_series("andere")
    assert "slug" in errors(save(desk, page_of(other), opened(desk, page_of(other)), slug="reihe"))


def test_new_dates_are_typed_on_the_page_of_the_event(desk: Client) -> None:
    event, venue = make_event("tanz"), make_venue(time_zone="Asia/Tokyo")
    values = opened(desk, page_of(event))
    row = {
        "occurrences-TOTAL_FORMS": "1",
        "occurrences-0-time_zone": "Asia/Tokyo",
        "occurrences-0-attendance": "onsite",
        "occurrences-0-shows_end": "on",
    }
    row |= {f"occurrences-0-{name}": text for name, text in wall("starts_at", "2027-03-28 02:30").items()}
    row |= {f"occurrences-0-{name}": text for name, text in wall("ends_at", "2027-03-28 04:00").items()}
    assert row_errors(save(desk, page_of(event), values, **row)) == ["Choose a venue, or “online”."]
    row["occurrences-0-venue"] = str(venue.pk)
    assert save(desk, page_of(event), values, **row).status_code == 302
    date = event.occurrences.get()
    assert date.starts_at == datetime(2027, 3, 27, 17, 30, tzinfo=UTC)
    page = desk.get(page_of(event)).content.decode()
    assert page_of(date) in page
    # The same in Berlin is a time that does not exist.
    berlin = save(desk, page_of(event), values, **row | {"occurrences-0-time_zone": "Europe/Berlin"})
    assert "skip 02:30" in row_errors(berlin)[0] or "skip 2:30" in row_errors(berlin)[0]


def test_choice_needs_as_many_answers_in_every_language(desk: Client) -> None:
    event = make_event("tanz")
    values = opened(desk, page_of(event))
    row = {
        "questions-TOTAL_FORMS": "1",
        "questions-0-label_de": "Was?",
        "questions-0-kind": "choice",
        "questions-0-position": "10",
        "questions-0-options_de": "eins",
    }
    assert "two answers" in row_errors(save(desk, page_of(event), values, **row))[0]
    row |= {"questions-0-options_de": "eins\nzwei", "questions-0-options_en": "one"}
    assert "as many answers" in row_errors(save(desk, page_of(event), values, **row))[0]
    row["questions-0-options_en"] = "one\ntwo"
    assert save(desk, page_of(event), values, **row).status_code == 302
    assert Question.objects.get().options_en.splitlines() == ["one", "two"]


# --- dates ----------------------------------------------------------------------------------------
def test_times_are_refused_with_the_clock_change_and_the_way_out(desk: Client) -> None:
    date = make_occurrence()
    address = page_of(date)
    values = opened(desk, address)
    skipped = wall("starts_at", "2027-03-28 02:30") | wall("ends_at", "2027-03-28 05:00")
    text = errors(save(desk, address, values, **skipped))["starts_at"][0]
    assert "put forward" in text
    assert "3:30" in text
    twice = wall("starts_at", "2027-10-31 02:30") | wall("ends_at", "2027-10-31 05:00")
    assert "put back" in errors(save(desk, address, values, **twice))["starts_at"][0]
    for which, hour in (("first", 0), ("second", 1)):
        assert errors(save(desk, address, opened(desk, address), **twice, which=which)) == {}
        date.refresh_from_db()
        assert date.starts_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    # An untouched form keeps the second of the two, and is no change of time.
    sequence = date.sequence
    assert errors(save(desk, address, opened(desk, address))) == {}
    date.refresh_from_db()
    assert (date.starts_at.hour, date.sequence) == (1, sequence)


def test_whole_days_end_at_midnight_after_the_last_one(desk: Client) -> None:
    date = make_occurrence()
    address = page_of(date)
    days = {"starts_at_0": "2027-03-27", "starts_at_1": "", "ends_at_0": "2027-03-28", "ends_at_1": ""}
    assert "all day" in errors(save(desk, address, opened(desk, address), **days))["starts_at"][0]
    assert errors(save(desk, address, opened(desk, address), **days, all_day="on")) == {}
    date.refresh_from_db()
    assert (date.starts_at, date.ends_at) == (
        datetime(2027, 3, 26, 23, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC),
    )  # fmt: skip
    assert opened(desk, address)["ends_at_0"] == ["2027-03-28"]


def test_moved_date_tells_people_and_a_venue_used_twice_is_named(desk: Client) -> None:
    hall = make_venue("Saal")
    date = make_occurrence(capacity=3, venue=hall, starts_at=datetime(2027, 5, 1, 17, tzinfo=UTC))
    other = make_occurrence(venue=hall, starts_at=datetime(2027, 5, 1, 20, tzinfo=UTC))
    make_registration(date, language="ja")
    address = page_of(date)
    assert "1 registration gets a mail" in desk.get(address).content.decode()
    later = wall("starts_at", "2027-05-01 22:30") | wall("ends_at", "2027-05-01 23:30")
    assert errors(save(desk, address, opened(desk, address), **later)) == {}
    messages = said(desk, address)
    assert any("Registrations that get a mail about it: 1" in text for text in messages)
    assert any("used twice" in text and str(other) in text for text in messages)
    assert OutgoingMail.objects.filter(key__contains="changed").get().language == "ja"


def test_time_of_a_postponed_date_is_changed_by_the_step_only(desk: Client) -> None:
    date = make_occurrence(status="postponed", status_note_de="Sturm.", status_at=timezone.now())
    address = page_of(date)
    later = wall("starts_at", "2027-05-01 22:30") | wall("ends_at", "2027-05-01 23:30")
    assert (
        "so that everybody is told"
        in errors(save(desk, address, opened(desk, address), **later))["starts_at"][0]
    )
    assert errors(save(desk, address, opened(desk, address), room_de="Saal 2")) == {}


def test_places_move_the_queue_and_never_fall_below_what_is_taken(desk: Client) -> None:
    date = make_occurrence(capacity=1)
    make_registration(date)
    waiting = make_registration(date, status="waiting")
    address = page_of(date)
    values = opened(desk, address)
    assert "taken already" in errors(save(desk, address, values, capacity="0"))["capacity"][0]
    assert errors(save(desk, address, values, capacity="2", room_de="Saal 2")) == {}
    date.refresh_from_db()
    waiting.refresh_from_db()
    assert (date.capacity, date.taken, date.room_de, waiting.status) == (2, 2, "Saal 2", "confirmed")
    assert errors(save(desk, address, opened(desk, address))) == {}


def test_online_date_of_a_published_event_needs_its_link(desk: Client) -> None:
    date = make_occurrence()
    address = page_of(date)
    values = opened(desk, address)
    assert "needs its link" in errors(save(desk, address, values, attendance="online"))["online_url"][0]
    bad = errors(save(desk, address, values, registration="external"))
    assert "external_url" in bad
    link = {"attendance": "online", "online_url": "https://video.example.org/a"}
    assert errors(save(desk, address, values, **link)) == {}


def test_languages_of_a_date_are_known_codes_each_once_in_a_role(desk: Client) -> None:
    date = make_occurrence()
    address = page_of(date)
    values = opened(desk, address)

    def rows(*pairs: tuple[str, str]) -> dict[str, str]:
        found = {"languages-TOTAL_FORMS": str(len(pairs))}
        for number, (language, role) in enumerate(pairs):
            found |= {f"languages-{number}-language": language, f"languages-{number}-role": role}
        return found

    assert "no language code" in row_errors(save(desk, address, values, **rows(("deutsch", "spoken"))))[0]
    twice = save(desk, address, values, **rows(("ja", "spoken"), ("JA", "spoken")))
    assert twice.status_code == 200
    assert "This language is already there." in twice.content.decode()
    good = rows(("JA", "simultaneous"), ("ja", "spoken"), ("gsg", "sign"))
    assert save(desk, address, values, **good).status_code == 302
    assert set(date.languages.values_list("language", "role")) == {
        ("ja", "simultaneous"), ("ja", "spoken"), ("gsg", "sign"),
    }  # fmt: skip


def test_second_editor_is_told_and_keeps_what_was_typed(desk: Client) -> None:
    date = make_occurrence()
    address = page_of(date)
    mine = opened(desk, address)
    assert errors(save(desk, address, opened(desk, address), room_de="Saal 1")) == {}
    refused = save(desk, address, mine, room_de="Saal 2")
    assert "__all__" in errors(refused)
    assert "Saal 2" in refused.content.decode()


def test_rows_with_registrations_are_protected(desk: Client) -> None:
    date = make_registration().occurrence
    for row in (date, date.event, date.venue):
        address = reverse(f"admin:events_{row._meta.model_name}_delete", args=[row.pk])
        page = desk.get(address)
        assert page.context["protected"], row
        assert desk.post(address, {"post": "yes"}).status_code == 200
        assert type(row).objects.filter(pk=row.pk).exists()
    free, series = make_occurrence(), make_series()
    for row in (free, free.event, series):
        desk.post(reverse(f"admin:events_{row._meta.model_name}_delete", args=[row.pk]), {"post": "yes"})
    assert not Event.objects.filter(pk=free.event_id).exists()
    assert not Series.objects.exists()


# --- venues ---------------------------------------------------------------------------------------
def test_venue_offers_every_question_about_access_and_keeps_the_answered_ones(desk: Client) -> None:
    venue = make_venue()
    address = page_of(venue)
    values = opened(desk, address)
    offered = [values[f"access-{number}-feature"][0] for number in range(len(VenueAccess.Feature))]
    assert set(offered) == set(VenueAccess.Feature.values)
    assert errors(save(desk, address, values, **{"access-1-value": "partly", "access-2-value": "no"})) == {}
    stored = dict(VenueAccess.objects.values_list("feature", "value"))
    assert stored == {offered[1]: "partly", offered[2]: "no"}
    again = opened(desk, address)
    assert len([name for name in again if name.endswith("-feature")]) == len(VenueAccess.Feature)
