"""What a row may be: each constraint from both sides, with its sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.organisations.logos import logo_path, validate_logo
from tests.factories import make_city, make_user
from tests.factories_organisations import (
    make_change,
    make_consent,
    make_contact,
    make_logo,
    make_membership,
    make_organisation,
)

pytestmark = pytest.mark.django_db


def refused(make: Callable[[], Any]) -> str:
    """The name of the constraint that refuses to make the row."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return str(error.value)


def test_ages_stand_in_order() -> None:
    make_organisation(age_from=10, age_to=10)
    make_organisation(age_from=10)
    assert "organisations_age_order" in refused(lambda: make_organisation(age_from=11, age_to=10))


def test_publication_ends_after_it_begins() -> None:
    now = timezone.now()
    assert "publish_order" in refused(lambda: make_organisation(publish_from=now, publish_until=now))


def test_person_speaks_for_an_organisation_once() -> None:
    one = make_membership(state="ended")
    make_membership(one.organisation, one.user, state="pending")
    assert "membership_once" in refused(lambda: make_membership(one.organisation, one.user))


def test_decision_has_its_time_and_a_refusal_its_reason() -> None:
    make_membership(state="pending")
    assert "decided_when" in refused(lambda: make_membership(decided_at=None))
    assert "membership_reason" in refused(lambda: make_membership(state="declined", reason=""))
    assert "entrychange_decided_when" in refused(lambda: make_change(state="accepted"))
    declined = {"state": "declined", "decided_at": timezone.now()}
    make_change(**declined, reason="Nein.")
    assert "entrychange_reason" in refused(lambda: make_change(**declined))


def test_person_belongs_to_an_organisation_or_a_city() -> None:
    make_contact(city=make_city())
    assert "contact_of_something" in refused(lambda: make_contact(city=None))


def test_one_consent_is_in_force_and_names_the_person() -> None:
    contact = make_contact()
    assert "consent_in_force" in refused(lambda: make_consent(contact))
    assert "consent_names" in refused(lambda: make_contact(scope=["messages"]))
    contact.consents.update(withdrawn_at=timezone.now())
    make_consent(contact)


def test_constraints_speak_in_sentences() -> None:
    row = make_organisation(age_from=1)
    row.age_to = 0
    with pytest.raises(ValidationError, match="Alter|age"):
        row.full_clean()
    contact = make_contact()
    with pytest.raises(ValidationError):
        contact.consents.model(contact=contact, scope=["name"], evidence="x").full_clean()


def test_rows_are_named_for_people() -> None:
    organisation, user = make_organisation(name="Chor"), make_user(name="Mika")
    assert str(make_membership(organisation, user)) == "Mika – Chor"
    assert str(make_change(organisation)) == "Chor: summary_de"
    assert (
        str(make_consent(make_contact(name="Jo", consent=False), given_on="2026-05-03")) == "Jo: 2026-05-03"
    )


# --- logos ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [(96, 96), (4000, 96)])
def test_logo_of_a_fitting_size_passes(size: tuple[int, int]) -> None:
    validate_logo(make_logo(*size))


@pytest.mark.parametrize(("size", "code"), [((95, 96), "too_small"), ((4001, 96), "too_large")])
def test_logo_of_another_size_is_refused(size: tuple[int, int], code: str) -> None:
    with pytest.raises(ValidationError) as error:
        validate_logo(make_logo(*size))
    assert error.value.code == code


def test_logo_that_is_heavy_or_none_is_refused() -> None:
    for file, code in (
        (ContentFile(b"x" * (1024**2 + 1)), "too_heavy"),
        (ContentFile(b"<svg onload=alert(1)>", name="logo.png"), "not_an_image"),
    ):
        with pytest.raises(ValidationError) as error:
            validate_logo(file)
        assert error.value.code == code


def test_path_of_a_logo_tells_nothing_of_its_sender() -> None:
    assert logo_path(None, "Mika Muster.PNG").endswith(".png")
    assert "Mika" not in logo_path(None, "Mika Muster.PNG")
    assert logo_path(None, "x.svg").endswith(".bin")
