"""A slip through the year: the nights before and after its last day, summer time, short months, and what stays."""

import datetime
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from auditlog import get_logentry_model
from django.conf import LazySettings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from partners.board import actions, tasks
from partners.board.calendar import question_day
from partners.board.models import Slip, Suggestion
from partners.conversations.models import Conversation
from tests.factories import make_city, make_home, make_staff
from tests.factories_board import make_slip
from tests.partners.board.test_actions import answer, submit
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still on 1 February 2027 at noon until a test moves it."""
    with time_machine.travel(at(2027, 2, 1, 12), tick=False) as traveller:
        yield traveller


def at(year: int, month: int, day: int, hour: int = 2, minute: int = 0) -> datetime.datetime:
    """A moment by the clock of the home town; the nightly run is at two."""
    return datetime.datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def day(year: int, month: int, number: int) -> datetime.date:
    return datetime.date(year, month, number)


def sent(kind: str) -> int:
    return OutgoingMail.objects.filter(key__contains=kind).count()


def state(slip: Slip) -> str:
    return Slip.objects.get(pk=slip.pk).state


# --- the end --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("last", "evening", "midnight"),
    [
        # An ordinary day; the nights in which clocks go forward and back; 29 February.
        (day(2027, 5, 31), at(2027, 5, 31, 23, 59), at(2027, 6, 1, 0)),
        (day(2027, 3, 27), at(2027, 3, 27, 23, 59), at(2027, 3, 28, 0)),
        (day(2027, 3, 28), at(2027, 3, 28, 23, 59), at(2027, 3, 29, 0)),
        (day(2027, 10, 31), at(2027, 10, 31, 23, 59), at(2027, 11, 1, 0)),
        (day(2028, 2, 29), at(2028, 2, 29, 23, 59), at(2028, 3, 1, 0)),
    ],
)
def test_slip_hangs_until_its_last_evening(
    clock: time_machine.Traveller,
    last: datetime.date,
    evening: datetime.datetime,
    midnight: datetime.datetime,
) -> None:
    slip = make_slip(expires_on=last)
    clock.move_to(evening)
    assert (list(Slip.objects.published()), tasks.expire(), state(slip)) == ([slip], 0, "published")
    clock.move_to(midnight)
    # Even before the nightly run it is gone.
    assert (list(Slip.objects.published()), tasks.expire(), state(slip)) == ([], 1, "expired")
    assert (tasks.expire(), sent("slip_expired")) == (0, 1)


def test_life_of_180_days_ends_on_the_calendar_day_in_summer_time_too(clock: time_machine.Traveller) -> None:
    clock.move_to(at(2026, 10, 20, 23, 30))
    slip = make_slip(state="submitted", released_at=None)
    assert actions.release_slip(slip, by=make_staff()).expires_on == day(2027, 4, 18)


def test_reminder_comes_once_a_week_before_the_end(clock: time_machine.Traveller) -> None:
    slip = make_slip(expires_on=day(2027, 4, 3))
    for night, count in [(26, 0), (27, 1), (28, 1), (29, 1)]:  # clocks go forward on the 28th
        clock.move_to(at(2027, 3, night))
        tasks.remind()
        assert sent("slip_reminder") == count
    actions.renew_slip(slip)
    clock.move_to(at(2027, 9, 18))
    assert (Slip.objects.get().expires_on, tasks.remind(), sent("slip_reminder")) == (day(2027, 9, 25), 1, 2)


def test_missed_nights_are_made_up_for(clock: time_machine.Traveller) -> None:
    make_slip(expires_on=day(2027, 4, 3))
    clock.move_to(at(2027, 4, 3))
    assert tasks.remind() == 1


def test_slip_that_hangs_for_less_than_a_week_needs_no_reminder(clock: time_machine.Traveller) -> None:
    make_slip(expires_on=day(2027, 2, 6))
    assert tasks.remind() == 0


def test_waiting_slips_whose_day_has_long_passed_are_given_up(clock: time_machine.Traveller) -> None:
    slips = [
        make_slip(state=state, message="Warum", expires_on=day(2027, 2, 28))
        for state in ("submitted", "returned")
    ]
    clock.move_to(at(2027, 3, 30))
    assert tasks.give_up() == 0
    clock.move_to(at(2027, 3, 31))
    assert (tasks.give_up(), [state(slip) for slip in slips], sent("slip_")) == (2, ["withdrawn"] * 2, 0)


# --- did it come about? ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("months", "ended", "expected"),
    [
        ([], at(2027, 3, 1), day(2027, 3, 15)),
        ([day(2027, 2, 1)], at(2027, 1, 10), day(2027, 3, 14)),
        ([day(2028, 2, 1)], at(2028, 2, 10), day(2028, 3, 14)),
        ([day(2027, 2, 1), day(2027, 5, 1)], at(2027, 6, 20), day(2027, 7, 4)),
        # The question never waits for the erasing.
        ([day(2028, 12, 1)], at(2027, 3, 1), day(2027, 7, 29)),
        ([day(2027, 5, 1)], None, day(2027, 6, 14)),
        ([], None, None),
    ],
)
def test_question_is_asked_two_weeks_after_the_end_and_the_last_month(
    months: list[datetime.date], ended: datetime.datetime | None, expected: datetime.date | None
) -> None:
    assert question_day(Slip(months=months, ended_at=ended)) == expected


def test_everybody_is_asked_once(clock: time_machine.Traveller) -> None:
    slip = make_slip(state="withdrawn", ended_at=at(2027, 2, 1), months=[])
    make_slip(state="withdrawn", ended_at=at(2027, 2, 1), months=[], outcome="yes")
    make_slip(state="withdrawn", ended_at=at(2027, 2, 1), months=[], released_at=None)
    clock.move_to(at(2027, 2, 14))
    assert tasks.ask() == 0
    clock.move_to(at(2027, 2, 15))
    assert (tasks.ask(), tasks.ask(), sent("slip_outcome")) == (1, 0, 1)
    assert OutgoingMail.objects.get().recipient == slip.email


def test_slip_that_still_hangs_is_asked_about_when_its_months_have_passed(
    clock: time_machine.Traveller,
) -> None:
    make_slip(months=[day(2027, 2, 1)], expires_on=day(2027, 7, 1))
    clock.move_to(at(2027, 3, 14))
    assert tasks.ask() == 1


# --- suggestions ----------------------------------------------------------------------------------
@pytest.fixture
def pair(clock: time_machine.Traveller) -> tuple[Slip, Slip]:
    """A slip whose owner wants suggestions, and one from Rouen that fits."""
    mine = make_slip(wants_suggestions=True, expires_on=day(2027, 7, 1))
    return mine, make_slip(place=make_city("rouen"), expires_on=day(2027, 7, 1))


def test_suggestions_go_to_those_who_want_them(pair: tuple[Slip, Slip]) -> None:
    assert tasks.suggest() == 1
    suggestion = Suggestion.objects.get()
    assert ((suggestion.slip, suggestion.other), suggestion.points) == (pair, 7)
    assert OutgoingMail.objects.get().recipient == pair[0].email


def test_no_pair_is_suggested_twice(pair: tuple[Slip, Slip], clock: time_machine.Traveller) -> None:
    tasks.suggest()
    clock.move_to(at(2027, 2, 20))
    assert (tasks.suggest(), sent("slip_suggestions")) == (0, 1)


def test_suggestions_come_at_most_every_seven_days(
    pair: tuple[Slip, Slip], clock: time_machine.Traveller
) -> None:
    clock.move_to(at(2027, 3, 24))
    tasks.suggest()
    make_slip(place=pair[1].place, expires_on=day(2027, 7, 1))
    for night, count in [(25, 1), (30, 1), (31, 2)]:  # clocks go forward on the 28th
        clock.move_to(at(2027, 3, night))
        tasks.suggest()
        assert sent("slip_suggestions") == count


def test_owner_of_two_slips_gets_one_mail_a_week(
    pair: tuple[Slip, Slip], clock: time_machine.Traveller
) -> None:
    make_slip(wants_suggestions=True, expires_on=day(2027, 7, 1), email=pair[0].email.upper())
    assert tasks.suggest() == 1
    clock.move_to(at(2027, 2, 8))
    assert tasks.suggest() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"group": "club", "activity": "sport"},  # nothing in common
        {"months": [], "languages": {}, "size_from": None, "size_to": None, "age_from": None, "age_to": None,
         "can_host": False, "wants_to_travel": False, "activity": "other"},  # one point only
        {"place": None},
        {"state": "submitted"},
    ],
)  # fmt: skip
def test_weak_matches_are_not_suggested(clock: time_machine.Traveller, fields: dict[str, Any]) -> None:
    make_slip(wants_suggestions=True, expires_on=day(2027, 7, 1))
    make_slip(**{"place": make_city("rouen"), "expires_on": day(2027, 7, 1)} | fields)
    assert tasks.suggest() == 0


# --- deleting and erasing -------------------------------------------------------------------------
def test_slip_that_nobody_confirms_is_deleted_after_a_week(clock: time_machine.Traveller) -> None:
    submit()
    confirmed = actions.confirm_slip(submit(title="Bestätigt"))
    clock.move_to(at(2027, 2, 8, 12, 0))
    tasks.tend()
    assert Slip.objects.count() == 2
    clock.move_to(at(2027, 2, 8, 12, 1))
    tasks.tend()
    assert list(Slip.objects.all()) == [confirmed]
    assert not Token.objects.exclude(object_id=confirmed.pk).exists()
    assert not OutgoingMail.objects.exclude(key__startswith=f"slip-{confirmed.pk}-").exists()


def test_what_ended_is_erased_after_the_set_time_and_its_numbers_stay(
    clock: time_machine.Traveller, settings: LazySettings
) -> None:
    settings.BOARD_DAYS = 90
    slip = make_slip(title="Geheimes Wort", place=make_city("rouen"), adult_contact="Kim", outcome="yes")
    answer(slip)
    kind = ContentType.objects.get_for_model(slip)
    LogEntry.objects.create(
        user=make_staff(),
        content_type=kind,
        object_id=slip.pk,
        object_repr="Geheimes Wort",
        action_flag=CHANGE,
    )
    actions.withdraw_slip(slip)
    clock.move_to(at(2027, 5, 1))
    tasks.tend()
    assert Slip.objects.get().erased_at is None
    clock.move_to(at(2027, 5, 2))
    for _ in range(2):
        tasks.tend()
    erased = Slip.objects.get()
    assert {getattr(erased, name) for name in ("name", "email", "title", "text", "adult_contact")} == {""}
    assert (erased.kind, erased.group, erased.place.slug, erased.outcome) == (
        "seeks",
        "choir",
        "rouen",
        "yes",
    )
    assert (sent("slip-"), Token.objects.filter(purpose__startswith="slip.").count()) == (0, 0)
    assert Conversation.objects.get().state == "closed"
    histories = [LogEntry.objects.values_list("object_repr", flat=True)]
    histories += [
        get_logentry_model().objects.filter(content_type=kind).values_list("object_repr", flat=True)
    ]
    assert not any("Geheim" in words for history in histories for words in history)


def test_declined_slip_keeps_no_message(clock: time_machine.Traveller) -> None:
    slip = make_slip(state="declined", message="Anschrift", ended_at=at(2026, 2, 1))
    tasks.tend()
    assert Slip.objects.get(pk=slip.pk).message == ""


def test_erased_slip_is_not_renewed(clock: time_machine.Traveller) -> None:
    slip = make_slip(state="expired", ended_at=at(2026, 2, 1))
    tasks.tend()
    with pytest.raises(actions.Refused):
        actions.renew_slip(slip)


# --- a whole year ---------------------------------------------------------------------------------
def test_a_year_of_nights_sends_each_mail_once(clock: time_machine.Traveller) -> None:
    make_slip(expires_on=day(2027, 4, 30), months=[day(2027, 5, 1)])
    written: dict[str, datetime.date] = {}
    for number in range(365):
        night = at(2027, 2, 2) + datetime.timedelta(days=number)
        clock.move_to(night)
        tasks.tend()
        for key in OutgoingMail.objects.exclude(key__in=written).values_list("key", flat=True):
            written[key] = night.date()
    assert {key.split("-")[2]: on for key, on in written.items()} == {
        "slip_reminder": day(2027, 4, 23),
        "slip_expired": day(2027, 5, 1),
        "slip_outcome": day(2027, 6, 14),
    }
    erased = Slip.objects.get().erased_at.astimezone(BERLIN).date()
    assert (erased, OutgoingMail.objects.count()) == (day(2027, 10, 28), 0)


def test_command_says_what_it_did(clock: time_machine.Traveller, capsys: pytest.CaptureFixture) -> None:
    make_slip(expires_on=day(2027, 1, 31))
    call_command("tend_board")
    out = capsys.readouterr().out
    assert "slips expired: 1" in out
    assert "slips erased: 0" in out
