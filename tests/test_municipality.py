"""The home town: one row, colours that can be seen, a place on the globe."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import make_home
from twinning.municipality.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "colour"), [("thread_light", "#ffee88"), ("act_light", "#eeeeee"), ("act_dark", "#101010")]
)
def test_faint_colour_is_refused(field: str, colour: str) -> None:
    home = make_home(**{field: colour})
    with pytest.raises(ValidationError) as caught:
        home.full_clean()
    assert list(caught.value.message_dict) == [field]


def test_colours_of_the_design_are_fine() -> None:
    make_home().full_clean()


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "#C8102E", "url(x)"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make_home(thread_light=colour[:7]).full_clean()
    assert list(caught.value.message_dict) == ["thread_light"]


def test_there_is_one_home_town() -> None:
    make_home()
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.create(pk=2, name_de="Zweite", email="a@example.org", latitude=1, longitude=1)


def test_home_lies_on_the_globe() -> None:
    home = make_home()
    home.latitude = 91
    with pytest.raises(ValidationError):
        home.full_clean()
