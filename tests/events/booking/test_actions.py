"""Acts about registrations, one after the other; races stand in test_races.py."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from events.booking import actions
from events.booking.actions import HOLD, Overtaken, Refused
from events.models import Occurrence, Registration
from tests.events.booking.steps import come, fresh, mails_to, sign_up, statuses, taken
from tests.factories import make_home, make_staff
from tests.factories_events import DAY, HOUR, make_occurrence, make_question, make_registration
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def lapse(*registrations: Registration) -> None:
    """Let their time run out."""
    Registration.objects.filter(pk__in=[row.pk for row in registrations]).update(hold_until=timezone.now())


def rules(occurrence: Occurrence, **changes: Any) -> Occurrence:
    occurrence.refresh_from_db()
    values = {name: getattr(occurrence, name) for name in ("capacity", "waiting_limit", "queue", "offers")}
    return actions.change_rules(
        occurrence, by=make_staff(), **({**values, "seen": occurrence.version} | changes)
    )


# --- register and confirm -------------------------------------------------------------------------
def test_unconfirmed_registration_holds_places_for_48_hours() -> None:
    occurrence = make_occurrence(capacity=3)
    ana = sign_up(occurrence, places=2)
    assert (ana.status, taken(occurrence)) == ("pending", 2)
    assert abs(ana.hold_until - timezone.now() - HOLD) < timedelta(minutes=1)
    assert actions.confirm(ana).status == "confirmed"
    assert actions.confirm(ana).status == "confirmed"
    assert (taken(occurrence), mails_to(ana)) == (2, ["confirm-1", "confirmed"])


def test_hold_never_outlives_the_beginning() -> None:
    occurrence = make_occurrence(capacity=3, starts_at=timezone.now() + HOUR)
    assert sign_up(occurrence).hold_until == occurrence.starts_at


def test_lapsed_hold_goes_to_who_waits_and_comes_back_at_the_end() -> None:
    occurrence = make_occurrence(capacity=1)
    ana, ben = sign_up(occurrence), come(occurrence, "ben@example.org")
    assert statuses(ana, ben) == ["pending", "waiting"]
    lapse(ana)
    assert actions.expire_due(timezone.now()) == 1
    assert (statuses(ana, ben), taken(occurrence)) == (["expired", "confirmed"], 1)
    assert mails_to(ben) == ["confirm-1", "waiting", "promoted"]
    # A late confirmation joins again, behind those who wait.
    assert actions.confirm(ana).status == "waiting"
    assert (fresh(ana).hold_until, mails_to(ana)) == (None, ["confirm-1", "waiting"])
    rules(occurrence, capacity=2)
    assert statuses(ana) == ["confirmed"]


def test_late_confirmation_gets_a_place_that_is_free_or_a_reason() -> None:
    occurrence = make_occurrence(capacity=1, waiting_limit=0)
    ana = sign_up(occurrence)
    lapse(ana)
    assert actions.confirm(ana).status == "confirmed"
    ben = make_registration(occurrence, status="expired", confirmed_at=None)
    with pytest.raises(Refused):
        actions.confirm(ben)
    again = make_registration(occurrence, status="expired", confirmed_at=None, email=ana.email)
    with override("en"), pytest.raises(Refused, match="registered again since"):
        actions.confirm(again)
    assert taken(occurrence) == 1


def test_same_form_twice_is_one_row_and_one_mail() -> None:
    occurrence, key = make_occurrence(capacity=3), uuid4()
    first = sign_up(occurrence, key=key)
    assert sign_up(occurrence, key=key) == first
    assert (taken(occurrence), OutgoingMail.objects.count()) == (1, 1)


def test_known_address_gets_a_mail_instead_of_a_second_row() -> None:
    occurrence = make_occurrence(capacity=9)
    ana = sign_up(occurrence)
    for _ in range(4):
        assert sign_up(occurrence, "ANA@example.org", places=4) == ana
    assert mails_to(ana) == ["confirm-1", "confirm-2", "confirm-3"]
    actions.confirm(ana)
    for _ in range(2):
        sign_up(occurrence)
    assert [key.split("-")[0] for key in mails_to(ana)[3:]] == ["confirmed", "again"]
    assert (taken(occurrence), Registration.objects.count()) == (1, 1)
    # Somebody who has cancelled may come back.
    actions.cancel(ana)
    assert sign_up(occurrence) != ana


def test_address_may_hold_only_a_few_unconfirmed_registrations() -> None:
    dates = [make_occurrence(capacity=9) for _ in range(actions.OPEN_HOLDS + 1)]
    held = [sign_up(date) for date in dates[:-1]]
    with pytest.raises(Refused):
        sign_up(dates[-1])
    actions.confirm(held[0])
    assert sign_up(dates[-1]).status == "pending"


def test_what_is_refused_says_why() -> None:
    now = timezone.now()
    off = {"status_note_de": "Sturm.", "status_at": now, "capacity": 3}
    cells: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        ({}, {}, "need no registration"),
        ({"registration": "external", "external_url": "https://example.org"}, {}, "can't register"),
        ({"capacity": 3, "registration_opens": now + HOUR}, {}, "Registration opens on"),
        ({"capacity": 3, "registration_closes": now}, {}, "has closed"),
        ({"capacity": 3, "starts_at": now - DAY}, {}, "is over"),
        ({"status": "cancelled"} | off, {}, "has been cancelled"),
        ({"status": "postponed"} | off, {}, "has been postponed"),
        ({"capacity": 3, "most_places": 2}, {"places": 3}, "Choose 1 to 2 places"),
        ({"capacity": 3}, {"places": 0}, "Choose 1 to 4 places"),
        ({"capacity": 3}, {"places": 4}, "only 3 places in all"),
        ({"capacity": 3}, {"attendance": "online"}, "how you take part"),
        ({"capacity": 0, "waiting_limit": 0}, {}, "waiting list is full"),
    ]
    with override("en"):
        for fields, wish, reason in cells:
            occurrence = make_occurrence(**fields)
            with pytest.raises(Refused, match=reason):
                sign_up(occurrence, **wish)
        draft = make_occurrence(capacity=3)
        draft.event.__class__.objects.filter(pk=draft.event_id).update(state="draft")
        with pytest.raises(Refused, match="not public"):
            sign_up(draft)
    assert not Registration.objects.exists()


def test_answers_and_needs_are_kept_with_the_version_of_the_notice() -> None:
    occurrence = make_occurrence(capacity=3, attendance="hybrid", online_url="https://example.org/x")
    song, stranger = make_question(occurrence.event), make_question(make_occurrence().event)
    ana = sign_up(
        occurrence,
        attendance="online", access_needs="Untertitel", answers={song.pk: "Ein Lied", stranger.pk: "?"},
    )  # fmt: skip
    assert (ana.attendance, ana.access_needs, ana.consent_version) == ("online", "Untertitel", "2026-11")
    assert list(ana.answers.values_list("question", "value")) == [(song.pk, "Ein Lied")]


def test_online_link_stands_in_mails_to_confirmed_people_only() -> None:
    occurrence = make_occurrence(capacity=1, attendance="online", online_url="https://meet.example.org/x")
    come(occurrence, "in@example.org")
    come(occurrence, "out@example.org")
    links = OutgoingMail.objects.filter(text__contains="meet.example.org").values_list("recipient", "key")
    assert [(who, key.rsplit("-", 1)[1]) for who, key in links] == [("in@example.org", "confirmed")]


# --- the queue ------------------------------------------------------------------------------------
def test_strict_queue_lets_nobody_overtake() -> None:
    occurrence = make_occurrence(capacity=3)
    ana, ben = come(occurrence, places=2), come(occurrence, "ben@example.org", places=2)
    cem = come(occurrence, "cem@example.org")
    # One place is free, but the first in the queue needs two.
    assert (statuses(ana, ben, cem), taken(occurrence)) == (["confirmed", "waiting", "waiting"], 2)
    actions.cancel(ana)
    assert (statuses(ben, cem), taken(occurrence)) == (["confirmed", "confirmed"], 3)


def test_fitting_queue_gives_a_place_to_the_first_that_fits() -> None:
    occurrence = make_occurrence(capacity=3, queue="fitting")
    come(occurrence, places=2)
    ben = come(occurrence, "ben@example.org", places=2)
    cem = come(occurrence, "cem@example.org")
    assert (statuses(ben, cem), taken(occurrence)) == (["waiting", "confirmed"], 3)


def test_turn_counts_from_submission_but_only_the_confirmed_move_up() -> None:
    occurrence = make_occurrence(capacity=1)
    seated = come(occurrence, "seated@example.org")
    late, early = sign_up(occurrence, "late@example.org"), come(occurrence, "early@example.org")
    assert late.position < early.position
    actions.cancel(seated)
    assert statuses(late, early) == ["waiting", "confirmed"]
    actions.confirm(late)
    newest = come(occurrence, "newest@example.org")
    actions.cancel(early)
    assert statuses(late, newest) == ["confirmed", "waiting"]


def test_free_place_is_kept_for_somebody_who_has_not_confirmed_yet() -> None:
    occurrence = make_occurrence(capacity=1)
    seated, waits = come(occurrence, "seated@example.org"), sign_up(occurrence, "waits@example.org")
    actions.cancel(seated)
    new = sign_up(occurrence, "new@example.org")
    assert new.status == "waiting"
    lapse(waits)
    actions.expire_due(timezone.now())
    assert (statuses(waits), actions.confirm(new).status) == (["expired"], "confirmed")
    assert mails_to(new) == ["confirm-1", "promoted"]


def test_waiting_limit_counts_people() -> None:
    occurrence = make_occurrence(capacity=0, waiting_limit=3)
    come(occurrence, places=2)
    with override("en"), pytest.raises(Refused, match="still get 1"):
        sign_up(occurrence, "ben@example.org", places=2)
    assert come(occurrence, "cem@example.org").status == "waiting"
    assert taken(occurrence) == 0


def test_offer_is_accepted_declined_or_lapses() -> None:
    occurrence = make_occurrence(capacity=1, offers=True)
    seated = come(occurrence, "seated@example.org")
    people = [come(occurrence, f"{name}@example.org") for name in ("a", "b", "c")]
    actions.cancel(seated)
    assert statuses(*people) == ["offered", "waiting", "waiting"]
    actions.decline_offer(people[0])
    actions.decline_offer(people[0])
    assert statuses(*people) == ["cancelled", "offered", "waiting"]
    lapse(people[1])
    with pytest.raises(Refused):
        actions.accept_offer(people[1])
    actions.expire_due(timezone.now())
    assert statuses(*people) == ["cancelled", "expired", "offered"]
    actions.accept_offer(people[2])
    actions.accept_offer(people[2])
    assert (statuses(people[2]), taken(occurrence)) == (["confirmed"], 1)
    assert mails_to(people[1])[-1] == "expired"
    assert mails_to(people[2])[-2:] == ["offered", "confirmed"]


def test_queue_of_a_date_that_is_off_stands_still() -> None:
    occurrence = make_occurrence(capacity=1)
    ana, ben = come(occurrence), come(occurrence, "ben@example.org")
    off = {"status": "cancelled", "status_note_de": "Sturm.", "status_at": timezone.now()}
    Occurrence.objects.filter(pk=occurrence.pk).update(**off)
    actions.cancel(ana)
    assert (statuses(ana, ben), actions.move_queue(occurrence.pk)) == (["cancelled", "waiting"], 0)
    with pytest.raises(Refused):
        actions.promote(ben, by=make_staff())


# --- places and rules -----------------------------------------------------------------------------
def test_cancelling_some_places_once_and_then_all() -> None:
    occurrence = make_occurrence(capacity=3)
    ana, ben = come(occurrence, places=3), come(occurrence, "ben@example.org")
    actions.cancel(ana, places=1, seen=3)
    actions.cancel(ana, places=1, seen=3)
    assert (fresh(ana).places, statuses(ben), taken(occurrence)) == (2, ["confirmed"], 3)
    with pytest.raises(Overtaken):
        actions.cancel(ana, places=2, seen=3)
    actions.cancel(ana)
    actions.cancel(ana)
    assert (statuses(ana), taken(occurrence)) == (["cancelled"], 1)
    assert mails_to(ana) == ["confirm-1", "confirmed", "reduced-2", "cancelled"]


def test_group_that_shrinks_may_move_up_at_once() -> None:
    occurrence = make_occurrence(capacity=3)
    come(occurrence, places=2)
    ben = come(occurrence, "ben@example.org", places=2)
    assert actions.cancel(ben, places=1, seen=2).status == "confirmed"
    assert taken(occurrence) == 3


def test_capacity_never_falls_below_what_is_taken() -> None:
    occurrence = make_occurrence(capacity=3)
    ana, ben = come(occurrence, places=2), come(occurrence, "ben@example.org", places=3)
    with override("en"), pytest.raises(Refused, match="2 places are taken already"):
        rules(occurrence, capacity=1)
    rules(occurrence, capacity=2)
    # A group larger than the whole date stops nobody behind it.
    cem = come(occurrence, "cem@example.org")
    actions.cancel(ana, places=1, seen=2)
    assert (statuses(ben, cem), taken(occurrence)) == (["waiting", "confirmed"], 2)
    with pytest.raises(Overtaken):
        rules(occurrence, capacity=9, seen=1)
    rules(occurrence, capacity=None)
    assert (statuses(ben), taken(occurrence)) == (["confirmed"], 5)


def test_staff_promote_out_of_turn_and_remove() -> None:
    occurrence, staff = make_occurrence(capacity=2), make_staff()
    ana = come(occurrence, places=1)
    ben = come(occurrence, "ben@example.org", places=2)
    cem, dan = come(occurrence, "cem@example.org"), sign_up(occurrence, "dan@example.org")
    for person in (ben, dan):
        with pytest.raises(Refused):
            actions.promote(person, by=staff)
    assert actions.promote(cem, by=staff).status == "confirmed"
    actions.remove(ana, by=staff)
    actions.remove(cem, by=staff)
    actions.remove(cem, by=staff)
    assert (statuses(ana, ben, cem), taken(occurrence)) == (["cancelled", "confirmed", "cancelled"], 2)
    assert mails_to(cem)[-2:] == ["promoted", "cancelled"]


def test_at_the_door_people_are_checked_in_or_absent() -> None:
    occurrence, staff = make_occurrence(capacity=3), make_staff()
    ana, ben = come(occurrence), come(occurrence, "ben@example.org")
    with pytest.raises(Refused):
        actions.check_in(ana, by=staff)
    now = timezone.now()
    Occurrence.objects.filter(pk=occurrence.pk).update(starts_at=now - HOUR)
    assert actions.check_in(ana, by=staff).checked_in_by == staff
    assert actions.mark_absent(occurrence, by=staff) == 1
    assert (statuses(ana, ben), taken(occurrence)) == (["attended", "no_show"], 2)
    with pytest.raises(Refused):
        actions.remove(ana, by=staff)
    assert actions.undo_check_in(ana).checked_in_at is None
    assert (statuses(ana), taken(occurrence)) == (["confirmed"], 2)


def test_each_person_is_written_to_in_their_language() -> None:
    occurrence = make_occurrence(capacity=3)
    occurrence.event.title_en = "A thousand cranes"
    occurrence.event.save()
    come(occurrence, language="en")
    subjects = OutgoingMail.objects.values_list("subject", "language")
    assert set(subjects) == {
        ("Please confirm your registration: A thousand cranes", "en"),
        ("You are registered: A thousand cranes", "en"),
    }
