"""Sections of home and city pages share one query."""

import pytest
from django.db.models import OuterRef
from django.test import RequestFactory

from partners.models import City, Partnership
from tests.factories import make_city, make_home, make_partnership
from twinning import folds
from twinning.municipality.home import home_rows
from twinning.querysets import folded_rows, unfolded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "_folds", {"home": {}, "city": {}})


def test_home_page_reads_the_rows_of_all_sections_in_one_query(django_assert_num_queries: object) -> None:
    make_home()
    make_partnership(make_city("poznan"))
    folds.fold("home", "ties", lambda: folded_rows(Partnership.objects.all(), "since_year"))
    folds.fold("home", "towns", lambda: folded_rows(City.objects.order_by("slug"), "slug"))
    request = RequestFactory().get("/de/")
    with django_assert_num_queries(1):
        assert [row.slug for row in unfolded(home_rows(request)["towns"])] == ["poznan"]
        assert [row.since_year for row in unfolded(home_rows(request)["ties"])] == [1979]


def test_home_rows_are_empty_without_sections_or_a_home_town() -> None:
    assert home_rows(RequestFactory().get("/de/")) == {}
    folds.fold("home", "towns", lambda: folded_rows(City.objects.all(), "slug"))
    assert home_rows(RequestFactory().get("/de/")) == {}


def test_city_brings_its_sections_along() -> None:
    city = make_city("poznan")
    make_partnership(city, since_year=1966)
    rows = Partnership.objects.filter(city=OuterRef("pk"))
    folds.fold("city", "ties", lambda: folded_rows(rows, "since_year"))
    assert City.objects.for_page().get().ties == [{"since_year": 1966}]


def test_a_name_is_taken_once() -> None:
    folds.fold("home", "towns", lambda: folded_rows(City.objects.all(), "slug"))
    with pytest.raises(ValueError, match="towns"):
        folds.fold("home", "towns", lambda: folded_rows(City.objects.all(), "slug"))
