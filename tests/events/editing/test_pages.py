"""Pages of the desk about dates: make them from a rule, cancel, postpone, move online; the card and the release."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Occurrence
from events.walltime import local, localise
from tests.factories import make_city, make_staff, make_user
from tests.factories_events import make_event, make_occurrence, make_registration, make_venue
from tests.staff.forms import controls
from twinning import desk as cards
from twinning.mail.models import OutgoingMail
from twinning.release import findings

pytestmark = pytest.mark.django_db
BERLIN = "Europe/Berlin"
REASON = {"reason_de": "Sturm.", "reason_en": "A storm."}


def said(response: HttpResponse) -> str:
    """All messages at the top of the page and at its controls."""
    form = response.context["form"]
    return " ".join(str(text) for texts in form.errors.values() for text in texts)


# --- dates from a rule ----------------------------------------------------------------------------
def rule_of(**fields: Any) -> dict[str, Any]:
    values = {
        "first_day": "2027-03-14", "starts": "19:00", "ends": "21:00", "time_zone": BERLIN, "frequency": "weekly",
        "interval": "1", "count": "4", "attendance": "onsite", "venue": make_venue().pk,
    }  # fmt: skip
    return {name: value for name, value in {**values, **fields}.items() if value is not None}


def page_for(event: Event) -> str:
    return reverse("admin:events_event_generate", args=[event.pk])


def test_weekly_dates_across_the_clock_change_are_previewed_and_made_once(desk: Client) -> None:
    event = make_event("tanz")
    like = make_occurrence(event, capacity=12, room_de="Saal 3")
    like.languages.create(language="ja", role="simultaneous", note_de="auf Wunsch")
    city = make_city("hiroshima", time_zone="Asia/Tokyo", name_en="Hiroshima")
    preview = desk.get(page_for(event), rule_of(second_city=city.pk, like=like.pk))
    assert preview.status_code == 200
    lines = [[clock.line for clock in row.clocks] for row in preview.context["rows"]]
    assert [len(line) for line in lines] == [2, 2, 2, 2]
    assert "3 a.m." in lines[0][1]  # eight hours later
    assert "2 a.m." in lines[3][1]  # seven hours later
    sent = controls(preview)
    for _click in range(2):
        made = desk.post(page_for(event), sent)
        assert made.status_code == 302
    dates = list(event.occurrences.exclude(pk=like.pk))
    assert [local(one.starts_at, BERLIN).strftime("%d.%m. %H:%M") for one in dates] == [
        "14.03. 19:00", "21.03. 19:00", "28.03. 19:00", "04.04. 19:00",
    ]  # fmt: skip
    first = dates[0]
    assert (first.capacity, first.room_de, first.second_city, first.taken) == (12, "Saal 3", city, 0)
    assert first.languages.get().note_de == "auf Wunsch"
    assert (first.run.rule, first.run.time_zone) == ("RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=SU", BERLIN)
    # Each is its own: one goes, three stay.
    reason = {**REASON, "seen": first.version}
    desk.post(reverse("admin:events_occurrence_cancel", args=[first.pk]), reason)
    assert event.occurrences.filter(status="cancelled").count() == 1


def test_times_that_cannot_be_are_marked_and_wait_for_a_decision(desk: Client) -> None:
    event = make_event("nacht")
    values = rule_of(frequency="daily", first_day="2027-10-30", starts="02:30", ends="05:00", count="3")
    preview = desk.get(page_for(event), values)
    assert [bool(row.why) for row in preview.context["rows"]] == [False, True, False]
    assert "put back" in preview.context["rows"][1].why
    sent = controls(preview)
    undecided = desk.post(page_for(event), sent)
    assert undecided.status_code == 422
    assert "Decide what happens" in said(undecided)
    sent |= {"way-2027-10-31": ["second"], "make": ["2027-10-30"]}
    assert desk.post(page_for(event), sent).status_code == 302
    made = [one.starts_at for one in event.occurrences.all()]
    assert made == [localise(datetime(2027, 10, 30, 2, 30), BERLIN), made[1]]
    assert local(made[1], BERLIN).utcoffset() == timedelta(hours=1)
    spring = desk.get(
        page_for(event), rule_of(frequency="daily", first_day="2027-03-28", starts="02:30", ends="05:00")
    )
    assert "put forward" in spring.context["rows"][0].why
    # What the event has already at this venue can only be left out.
    again = desk.get(page_for(event), values).context["rows"]
    assert again[0].why == "The event has this date already."
    assert [choice.value for choice in again[0].choices] == ["leave"]


def test_rule_that_makes_no_sense_is_refused_and_stays_typed(desk: Client) -> None:
    event = make_event("tanz")
    many = rule_of(frequency="daily", count=None, until="2029-01-01")
    wrong = {
        "Give the time": rule_of(starts=""),
        "Give the last day, or": rule_of(until="2027-05-01"),
        "before the first one": rule_of(count=None, until="2027-01-01"),
        "more than 200": many,
        "no such day": rule_of(count=None, until="2027-03-14", exceptions="2027-03-14"),
        "Choose a venue": rule_of(venue=None),
        "needs its link": rule_of(attendance="online", venue=None),
        "no IANA time zone": rule_of(time_zone="GMT+1"),
        "less than or equal to 200": rule_of(count="201"),
    }
    for text, values in wrong.items():
        response = desk.get(page_for(event), values)
        assert response.status_code == 422, text
        assert text in said(response), said(response)
        assert 'value="2027-03-14"' in response.content.decode()
    old = desk.post(page_for(event), {**rule_of(), "key": "forged"})
    assert (old.status_code, event.occurrences.count()) == (422, 0)


def test_months_without_the_day_are_named_and_empty_page_starts_from_the_last_date(desk: Client) -> None:
    event = make_event("tanz")
    last = make_occurrence(event, time_zone="Asia/Tokyo")
    form = desk.get(page_for(event)).context["form"]
    assert (form.initial["time_zone"], form.initial["venue"]) == ("Asia/Tokyo", last.venue)
    page = desk.get(page_for(event), rule_of(frequency="month_day", first_day="2027-01-31"))
    assert "Months without this day" in page.content.decode()


# --- the three steps ------------------------------------------------------------------------------
def test_steps_show_who_is_told_and_do_it_once(desk: Client) -> None:
    event = make_event("tanz")
    start = timezone.now() + timedelta(days=200)
    gone, moved, online, other = (
        make_occurrence(event, capacity=9, starts_at=start + timedelta(days=number)) for number in range(4)
    )
    for one in (gone, moved, online):
        make_registration(one, language="ja", places=2)
    steps = {
        ("cancel", gone): REASON,
        ("postpone", moved): {**REASON, "how": "new", "starts_at_0": "2027-12-04", "starts_at_1": "18:00"},
        ("online", online): {**REASON, "online_url": "https://video.example.org/a"},
    }
    for (name, row), values in steps.items():
        address = reverse(f"admin:events_occurrence_{name}", args=[row.pk])
        shown = desk.get(address)
        assert shown.context["readers"] == [("日本語", 1)]
        assert "2 people" in shown.content.decode()
        sent = {**controls(shown), **values}
        refused = desk.post(address, {**sent, "reason_de": ""})
        assert (refused.status_code, said(refused)) == (422, "Say why, in German at least.")
        assert "A storm." in refused.content.decode()
        assert desk.post(address, sent).status_code == 302
        late = desk.post(address, {**sent, "reason_de": "Anders."})
        assert late.status_code == 422, name
    statuses = Occurrence.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["cancelled", "rescheduled", "moved_online", "scheduled"]
    assert OutgoingMail.objects.filter(key__contains="-changed", language="ja").count() == 3
    assert (
        "This date is cancelled already."
        in desk.get(reverse("admin:events_occurrence_cancel", args=[gone.pk])).content.decode()
    )
    instead = {**REASON, "seen": 2, "how": "other", "replaced_by": gone.pk}
    address = reverse("admin:events_occurrence_postpone", args=[moved.pk])
    assert desk.post(address, instead).status_code == 422  # a cancelled date replaces nothing
    assert desk.post(address, {**instead, "replaced_by": other.pk}).status_code == 302
    moved.refresh_from_db()
    assert moved.replaced_by == other
    page = desk.get(reverse("admin:events_occurrence_change", args=[moved.pk])).content.decode()
    assert "in its place" in page


def test_new_time_is_judged_by_the_clocks_there(desk: Client) -> None:
    row = make_occurrence()
    address = reverse("admin:events_occurrence_postpone", args=[row.pk])
    values = {**REASON, "seen": 1, "how": "new", "starts_at_0": "2027-03-28", "starts_at_1": "02:30"}
    assert "put forward" in said(desk.post(address, values))
    assert "Give the day" in said(desk.post(address, {**values, "starts_at_0": ""}))
    backwards = {**values, "starts_at_1": "05:00", "ends_at_0": "2027-03-28", "ends_at_1": "04:00"}
    assert "after the beginning" in said(desk.post(address, backwards))
    assert "Choose the date" in said(desk.post(address, {**REASON, "seen": 1, "how": "other"}))


def test_pages_are_for_staff_with_the_right_only() -> None:
    row = make_occurrence()
    addresses = [
        page_for(row.event),
        *(
            reverse(f"admin:events_occurrence_{name}", args=[row.pk])
            for name in ("cancel", "postpone", "online")
        ),
    ]
    visitor, helper = Client(), Client()
    helper.force_login(make_user(is_staff=True))
    for address in addresses:
        assert visitor.post(address, REASON).status_code == 302
        assert helper.post(address, REASON).status_code == 403
    row.refresh_from_db()
    assert row.status == "scheduled"


# --- desk and release -----------------------------------------------------------------------------
def test_card_counts_what_waits_at_the_same_cost() -> None:
    request = RequestFactory().get("/")
    request.user = make_staff()
    card = next(card for card in cards._cards if card.key == "events")

    def numbers() -> tuple[list[int], int]:
        with CaptureQueriesContext(connection) as found:
            figures = card.context(request)["figures"]
        return [figure.number for figure in figures], len(found)

    def fill() -> None:
        make_event(state="draft")
        make_occurrence(starts_at=timezone.now() - timedelta(days=3))
        make_registration(make_occurrence(capacity=1))
        make_occurrence(status="cancelled", status_note_de="Sturm.", status_at=timezone.now())
        make_occurrence(status="postponed", status_note_de="Sturm.", status_at=timezone.now())

    assert numbers() == ([0, 0, 0, 0, 0, 0], 2)
    fill()
    fill()
    # drafts, untold, to come, full, cancelled, postponed
    assert numbers() == ([2, 2, 6, 2, 2, 2], 2)


def test_release_names_what_published_events_lack() -> None:
    event = make_event("tanz", teaser_de="")
    make_occurrence(event, attendance="online")
    make_occurrence(make_event("entwurf", state="draft", teaser_de=""), attendance="online")
    found = [text for text in findings() if text.startswith(("tanz", "entwurf"))]
    assert len(found) == 2
    assert all(text.startswith("tanz") for text in found)
