"""What a row may be: each constraint from both sides."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.enquiries.models import Enquiry
from tests.factories import make_staff
from tests.factories_enquiries import make_enquiry, make_letter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "has_time", "fits"),
    [
        ("new", False, True),
        ("new", True, False),
        ("in_progress", True, False),
        ("reopened", True, False),
        ("waiting", True, True),
        ("waiting", False, False),
        ("answered", True, True),
        ("answered", False, False),
    ],
)
def test_settled_enquiry_has_the_time_of_its_answer(state: str, has_time: bool, fits: bool) -> None:
    values = {"state": state, "answered_at": timezone.now() if has_time else None}
    refused(fits, lambda: make_enquiry(**values))


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"name": "", "email": ""}, True),
        ({"name": "Kim", "email": ""}, False),
        ({"name": "", "email": "k@example.org"}, False),
    ],
)
def test_erased_enquiry_holds_nobody(fields: dict[str, str], fits: bool) -> None:
    now = timezone.now()
    refused(fits, lambda: make_enquiry(state="answered", answered_at=now, erased_at=now, **fields))


def test_only_letters_of_the_office_have_an_author() -> None:
    enquiry, staff = make_enquiry(), make_staff()
    refused(True, lambda: make_letter(enquiry, "Ja", author=staff))
    refused(False, lambda: make_letter(enquiry, "Ja", author=staff, sender="enquirer"))


def test_letter_has_words() -> None:
    refused(False, lambda: make_letter(make_enquiry(), ""))


def refused(fits: bool, act: Any) -> None:
    if fits:
        act()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_number_names_the_year_and_no_person() -> None:
    enquiry = make_enquiry(name="Kim")
    assert re.fullmatch(r"A-20\d\d-\d{4}", enquiry.reference)
    assert str(enquiry) == enquiry.reference


def test_enquiries_are_for_staff_with_the_right() -> None:
    make_enquiry()
    assert list(Enquiry.objects.visible_to(None)) == []
    assert Enquiry.objects.visible_to(make_staff()).count() == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [("a-2026-{pk:04d}", True), ("A-2026-{pk}", True), ("kim", True), ("hilft", True), ("HILFT", True),
     ("A-2026-99999", False), ("niemand", False), ("%", False)],
)  # fmt: skip
def test_search_finds_number_name_and_words(words: str, found: bool) -> None:
    enquiry = make_enquiry("Wer hilft uns?")
    assert Enquiry.objects.search(words.format(pk=enquiry.pk)).exists() is found
