"""Small things that cards and pages show."""

import pytest

from partners.organisations.presenters import host_of, initials, name_of
from tests.factories_organisations import make_organisation


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Junges Theater Linden", "JTL"),
        ("Brückenklang e. V.", "Br"),
        ("Hannover-Bristol-Gesellschaft e.V.", "HBG"),
        ("University of the Arts Poznań", "UAP"),
        ("かわのね", "かわ"),
        ("جمعية الصداقة العربية الألمانية", "جاا"),
        ("Association des amis de Rouen et de Hanovre", "ARH"),
        ("gGmbH", ""),
        ("!!!", ""),
        ("x", "x"),
        ("amis de la mer", "adl"),
    ],
)
def test_initials_stand_for_the_words_of_a_name(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.example.org/a/b", "example.org"),
        ("https://theater.example", "theater.example"),
        ("", ""),
    ],
)
def test_host_is_what_people_recognise(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.django_db
def test_name_carries_its_language_only_for_readers_of_another() -> None:
    name = name_of(make_organisation(name="かわのね", name_language="ja"))
    assert (name.language, name.direction, name.is_fallback) == ("ja", "ltr", True)
    assert name_of(make_organisation(name="Chor")).is_fallback is False
