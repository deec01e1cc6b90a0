"""Facts in words: clocks, dates, numbers, in the reader's language."""

import datetime

import pytest
from django.utils import translation

from partners.models import PartnershipEvent
from partners.words import clock_difference, compass, event_date, kilometres
from twinning.cldr import country_name, language_label

WINTER = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
SUMMER = datetime.datetime(2026, 7, 15, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("zone", "at", "words"),
    [
        ("Europe/Warsaw", WINTER, "same time"),
        ("Europe/London", SUMMER, "1 hour earlier"),
        ("Asia/Tokyo", WINTER, "8 hours later"),
        ("Asia/Tokyo", SUMMER, "7 hours later"),
        ("Africa/Blantyre", WINTER, "1 hour later"),
        ("Africa/Blantyre", SUMMER, "same time"),
        ("Asia/Kolkata", WINTER, "4 h 30 min later"),
    ],
)
def test_clock_difference_follows_the_zones(zone: str, at: datetime.datetime, words: str) -> None:
    with translation.override("en"):
        assert clock_difference("Europe/Berlin", zone, at) == words


@pytest.mark.parametrize(
    ("precision", "words"), [("day", "27. Mai 1983"), ("month", "Mai 1983"), ("year", "1983")]
)
def test_event_date_tells_no_more_than_is_known(precision: str, words: str) -> None:
    assert event_date(PartnershipEvent(date=datetime.date(1983, 5, 27), precision=precision)) == words


def test_event_date_in_words() -> None:
    assert (
        event_date(PartnershipEvent(precision="text", display_de="in den 1960er Jahren"))
        == "in den 1960er Jahren"
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "8.909"), ("en", "8,909"), ("fr", "8\u202f909"), ("ja", "8,909"), ("ar", "8,909")],
)
def test_kilometres_are_whole_and_grouped(language: str, text: str) -> None:
    with translation.override(language):
        assert kilometres(8908.7).replace("\xa0", "\u202f") == text


def test_names_come_in_the_readers_language() -> None:
    assert [country_name("FR", code) for code in ("de", "pl", "ja", "de-simple")] == [
        "Frankreich", "Francja", "フランス", "Frankreich",
    ]  # fmt: skip
    assert language_label("pl", "fr") == "polonais"


def test_compass_points_have_names() -> None:
    with translation.override("en"):
        assert [compass(point) for point in ("N", "SSW")] == ["north", "south-south-west"]
