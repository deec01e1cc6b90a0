"""What a slip may be: each rule of the database from both sides, and which slips hang on the board."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.board.models import Slip, Suggestion
from tests.factories import make_city, make_staff, make_user
from tests.factories_board import make_slip

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)

RULES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("board_slip_size_order", {"size_from": 20, "size_to": 20}, {"size_from": 21, "size_to": 20}),
    ("board_slip_age_order", {"age_from": 20, "age_to": None}, {"age_from": 21, "age_to": 20}),
    ("board_slip_wanted_city", {"wanted": "home"}, {"wanted": "city"}),
    ("board_slip_adult_contact", {"age_from": 17, "adult_contact": "Kim"}, {"age_from": 17}),
    ("board_slip_confirmed_first", {"state": "unconfirmed", "confirmed_at": None}, {"confirmed_at": None}),
    ("board_slip_released_when", {"state": "submitted", "released_at": None}, {"released_at": None}),
    ("board_slip_message", {"state": "declined", "message": "Werbung."}, {"state": "declined"}),
    (
        "board_slip_erased",
        {"erased_at": timezone.now(), "name": "", "email": ""},
        {"erased_at": timezone.now()},
    ),
]


@pytest.mark.parametrize(("rule", "good", "bad"), RULES, ids=[rule for rule, _good, _bad in RULES])
def test_database_keeps_the_rule(rule: str, good: dict[str, Any], bad: dict[str, Any]) -> None:
    make_slip(**good).validate_constraints()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make_slip(**bad)
    broken = make_slip()
    for name, value in bad.items():
        setattr(broken, name, value)
    with pytest.raises(ValidationError) as caught:
        broken.validate_constraints()
    (constraint,) = [found for found in Slip._meta.constraints if found.name == rule]
    assert caught.value.messages == [str(constraint.violation_error_message)]


def test_wanted_city_stands_only_beside_the_choice_of_a_city() -> None:
    city = make_city("rouen")
    make_slip(wanted="city", wanted_city=city)
    with pytest.raises(IntegrityError, match="board_slip_wanted_city"), transaction.atomic():
        make_slip(wanted="any", wanted_city=city)


def test_language_is_named_once() -> None:
    slip = make_slip()
    with pytest.raises(IntegrityError, match="board_sliplanguage_once"), transaction.atomic():
        slip.languages.create(language="de", level="basic")


def test_pair_is_suggested_once_and_never_with_itself() -> None:
    slip, other = make_slip(), make_slip()
    Suggestion.objects.create(slip=slip, other=other, points=3)
    with pytest.raises(IntegrityError, match="board_suggestion_once"), transaction.atomic():
        Suggestion.objects.create(slip=slip, other=other, points=4)
    with pytest.raises(IntegrityError, match="board_suggestion_of_another"), transaction.atomic():
        Suggestion.objects.create(slip=slip, other=slip, points=3)
    Suggestion.objects.create(slip=other, other=slip, points=3)


def test_board_shows_released_slips_until_their_last_day() -> None:
    today = timezone.localdate()
    make_slip(expires_on=today - DAY)
    for state in ("unconfirmed", "submitted", "returned", "expired", "withdrawn", "declined"):
        make_slip(state=state, message="Grund")
    last_day, later = make_slip(expires_on=today), make_slip(expires_on=today + DAY)
    assert list(Slip.objects.published().newest_first()) == [later, last_day]


def test_oldest_confirmed_slip_waits_first() -> None:
    now = timezone.now()
    later = make_slip(state="submitted", confirmed_at=now)
    first = make_slip(state="submitted", confirmed_at=now - DAY)
    assert list(Slip.objects.waiting()) == [first, later]


def test_city_has_slips_from_it_and_for_it() -> None:
    city = make_city("rouen")
    slips = {make_slip(place=city), make_slip(wanted="city", wanted_city=city)}
    make_slip(place=make_city("bristol"))
    assert set(Slip.objects.of_city(city)) == slips


def test_only_staff_with_the_right_see_slips_that_are_not_public() -> None:
    public, waiting = make_slip(), make_slip(state="submitted")
    clerk = make_user(is_staff=True)
    for user in (AnonymousUser(), make_user(), clerk, None):
        assert list(Slip.objects.visible_to(user)) == [public]
    clerk.user_permissions.add(Permission.objects.get(codename="view_slip"))
    seeing = type(clerk).objects.get(pk=clerk.pk)
    assert (
        set(Slip.objects.visible_to(seeing))
        == set(Slip.objects.visible_to(make_staff()))
        == {public, waiting}
    )


def test_erased_slip_is_called_by_its_number() -> None:
    slip = make_slip(title="", erased_at=timezone.now(), name="", email="", state="withdrawn")
    assert str(slip.pk) in str(slip)
