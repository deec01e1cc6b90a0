"""The board in numbers: who seeks and offers where, what came of it, and nothing that erasing would change."""

import csv
import datetime
import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from partners.board import retention
from partners.board.statistics import Report, as_csv, report
from tests.factories import make_city, make_home, make_staff
from tests.factories_board import make_slip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def numbers(found: Report, key: str) -> dict[str, tuple[int, int, int, int]]:
    (table,) = [table for table in found.tables if table.key == key]
    return {
        row.label: (row.seeks.value, row.offers.value, row.total.value, row.worked.value)
        for row in table.rows
    }


def made() -> None:
    """Two seekers and an offer from Rouen, one seeker at home; two of them came about."""
    rouen = make_city("rouen", name_de="Rouen", name_en="Rouen")
    make_slip(place=rouen, outcome="yes")
    make_slip(place=rouen, group="club", activity="sport", outcome="no")
    make_slip(place=rouen, kind="offers", state="expired")
    make_slip(outcome="yes", state="withdrawn")


def test_slips_are_counted_by_city_group_and_outcome() -> None:
    made()
    with override("en"):
        found = report({})
        assert (found.total.value, found.seeks.value, found.offers.value) == (4, 3, 1)
        assert (found.worked.value, found.share) == (2, 67)
        assert numbers(found, "city") == {"Rouen": (2, 1, 3, 1), "Hanover": (1, 0, 1, 1)}
        assert numbers(found, "group") == {"Choir": (2, 1, 3, 2), "Club": (1, 0, 1, 0)}
        assert [(label, number.value) for label, number in found.outcomes] == [
            ("Not known", 1),
            ("It came about", 2),
            ("Still talking", 0),
            ("Nothing came of it", 1),
        ]


def test_numbers_stay_when_slips_are_erased() -> None:
    made()
    before = report({})
    for slip in retention.Slip.objects.all():
        retention.Slip.objects.filter(pk=slip.pk).update(state="withdrawn")
        retention.erase(slip)
    assert report({}) == before


@pytest.mark.parametrize("fields", [{"is_sample": True}, {"state": "unconfirmed", "confirmed_at": None}])
def test_invented_and_unconfirmed_slips_are_not_counted(fields: dict[str, Any]) -> None:
    make_slip(**fields)
    found = report({})
    assert (found.total.value, found.hides_samples) == (0, "is_sample" in fields)
    assert report({"samples": "1"}).total.value == ("is_sample" in fields)


def test_year_can_be_chosen_and_nonsense_is_ignored() -> None:
    with time_machine.travel(datetime.datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("Europe/Berlin"))):
        make_slip()
    with time_machine.travel(datetime.datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))):
        make_slip()
        make_slip()
    assert [report({"year": year}).total.value for year in ("2026", "2027", "1999", "x", "²", "")] == [
        1, 2, 3, 3, 3, 3,
    ]  # fmt: skip
    assert report({}).years == [2027, 2026]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff(preferred_language="en"))
    return client


def test_every_number_leads_to_a_list_of_that_length(staff: Client) -> None:
    made()
    make_slip(is_sample=True)
    found = report({})
    tables = [getattr(row, name) for table in found.tables for row in table.rows for name in
              ("seeks", "offers", "total", "worked")]  # fmt: skip
    for number in [
        found.total,
        found.seeks,
        found.worked,
        *tables,
        *(number for _, number in found.outcomes),
    ]:
        page = staff.get(number.url)
        assert (page.status_code, number.url, page.context["cl"].result_count) == (
            200,
            number.url,
            number.value,
        )


def test_page_shows_each_chart_with_its_table(staff: Client) -> None:
    made()
    html = staff.get(reverse("admin:board_slip_statistics")).content.decode()
    assert html.count('<svg class="chart"') == html.count('aria-labelledby="numbers-') == 3
    assert html.count('<table class="numbers">') == 4
    assert "Rouen: 2 / 1; Hanover: 1 / 0" in html


def test_page_without_slips_offers_the_invented_ones(staff: Client) -> None:
    make_slip(is_sample=True)
    html = staff.get(reverse("admin:board_slip_statistics")).content.decode()
    assert "Nothing to count yet." in html
    assert 'href="?samples=1"' in html


def test_file_holds_the_same_numbers(staff: Client) -> None:
    made()
    response = staff.get(reverse("admin:board_slip_statistics_file"))
    assert response["Content-Disposition"] == 'attachment; filename="exchange-board.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[:3] == [
        ["Table", "Entry", "Seeks", "Offers", "Together", "Came about"],
        ["By city of the owner", "Rouen", "2", "1", "3", "1"],
        ["By city of the owner", "Hanover", "1", "0", "1", "1"],
    ]


def test_no_name_of_a_city_becomes_a_formula() -> None:
    make_slip(place=make_city(name_de="=1+1"))
    assert ";'=1+1;" in as_csv(report({}))


@pytest.mark.parametrize("number", [1, 3])
def test_report_costs_five_queries_however_much_there_is(number: int) -> None:
    make_slip()
    for _ in range(number):
        make_slip(place=make_city())
    with CaptureQueriesContext(connection) as queries:
        report({})
    assert len(queries) == 5
