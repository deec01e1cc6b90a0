"""What a row may be: each constraint from both sides, with the words that staff read."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partners.models import City, HomeDistrict, Partnership, PartnershipEvent, Population
from tests.factories import make_city, make_partnership, make_source

pytestmark = pytest.mark.django_db


def refused_by_database(save: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        save()


@pytest.mark.parametrize(("latitude", "longitude"), [(91.0, 0.0), (0.0, 181.0), (-90.5, 0.0), (50.0, None)])
def test_city_coordinates_out_of_range_are_refused(latitude: float, longitude: float | None) -> None:
    city = make_city()
    city.latitude, city.longitude = latitude, longitude
    with pytest.raises(ValidationError):
        city.full_clean()
    refused_by_database(city.save)


def test_city_without_a_confirmed_place_is_fine() -> None:
    make_city(latitude=None, longitude=None).full_clean()


def test_partnership_cannot_end_before_it_began() -> None:
    tie = make_partnership()
    tie.since_year, tie.until_year, tie.status = 1990, 1989, "ended"
    with pytest.raises(ValidationError) as caught:
        tie.full_clean()
    assert "__all__" in caught.value.message_dict
    refused_by_database(tie.save)


def test_partnership_may_end_in_its_first_year() -> None:
    tie = make_partnership()
    tie.since_year, tie.until_year, tie.status = 1990, 1990, "ended"
    tie.full_clean()
    tie.save()


def test_partnership_with_an_end_is_not_active() -> None:
    tie = make_partnership()
    tie.until_year = 2020
    refused_by_database(tie.save)


def test_partnership_of_a_kind_exists_once_per_city() -> None:
    city = make_city()
    make_partnership(city)
    refused_by_database(lambda: make_partnership(city))


def test_district_twinning_names_its_district() -> None:
    refused_by_database(lambda: make_partnership(kind="district_twinning", level="district"))
    district = HomeDistrict.objects.create(key="a", name_de="Ahlem")
    make_partnership(kind="district_twinning", level="district", home_district=district)


def test_partnership_of_an_unknown_kind_is_not_shown() -> None:
    refused_by_database(lambda: make_partnership(kind="unknown"))
    tie = make_partnership(kind="unknown", is_listed=False)
    tie.full_clean()
    tie.is_listed = True
    with pytest.raises(ValidationError) as caught:
        tie.full_clean()
    assert "__all__" in caught.value.message_dict


def event(tie: Partnership, **fields: Any) -> PartnershipEvent:
    day = datetime.date(1966, 9, 16)
    return PartnershipEvent.objects.create(**{"partnership": tie, "date": day, "sort_date": day} | fields)


def test_anniversaries_count_from_one_event_only() -> None:
    tie = make_partnership()
    event(tie, counts_as_start=True)
    event(tie)
    refused_by_database(lambda: event(tie, counts_as_start=True))


def test_event_in_words_has_no_date_and_any_other_has_one() -> None:
    tie = make_partnership()
    event(tie, precision="text", date=None, display_de="in den 1960er Jahren")
    refused_by_database(lambda: event(tie, precision="text"))
    refused_by_database(lambda: event(tie, date=None))


def test_one_population_is_shown() -> None:
    city, source = make_city(), make_source()
    values = {"city": city, "source": source, "as_of": datetime.date(2023, 12, 31)}
    Population.objects.create(value=1, is_preferred=True, **values)
    Population.objects.create(value=2, **values)
    refused_by_database(lambda: Population.objects.create(value=3, is_preferred=True, **values))


def test_publication_cannot_end_before_it_begins() -> None:
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    refused_by_database(lambda: make_city(publish_from=day, publish_until=day))


@pytest.mark.parametrize("zone", ["GMT+1", "Europe/Hannover", "CET", "+01:00"])
def test_time_zone_must_be_an_iana_name(zone: str) -> None:
    city = make_city()
    city.time_zone = zone
    with pytest.raises(ValidationError) as caught:
        city.full_clean()
    assert list(caught.value.message_dict) == ["time_zone"]


@pytest.mark.parametrize(
    ("start", "end", "visible"),
    [
        (None, None, True),
        (-1, None, True),
        (1, None, False),
        (None, 1, True),
        (None, -1, False),
        (-2, -1, False),
    ],
)
def test_published_minds_the_period(start: int | None, end: int | None, visible: bool) -> None:
    now = datetime.datetime.now(datetime.UTC)

    def at(days: int | None) -> datetime.datetime | None:
        return now + datetime.timedelta(days=days) if days else None

    make_city("a", publish_from=at(start), publish_until=at(end))
    assert City.objects.published().exists() is visible


def test_draft_is_not_published() -> None:
    make_city("a", state="draft")
    assert list(City.objects.published()) == []
