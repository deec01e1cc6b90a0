"""Funding in numbers: every number is what its list counts, and cases to which one is tied are in neither."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.grants import actions, office_actions
from projects.grants.models import Application, Decision
from projects.grants.records import charts, statistics
from tests.factories import make_user
from tests.factories_grants import make_application, make_budget, make_ruleset
from tests.factories_grants_records import make_team_member

YEAR = timezone.localdate().year
PAGE = "admin:grants_application_statistics"


@pytest.fixture
def officer(db: None, client: Client) -> Any:
    user = make_team_member("officer")
    client.force_login(user)
    return user


@pytest.fixture
def cases(officer: Any) -> list[Application]:
    """Sent this year: one waits, one is rejected, two are approved; a fifth was approved last year."""
    rules, person = make_ruleset(), make_user()
    line = make_budget(rules.programme)
    rows = [actions.submit(make_application(person, ruleset=rules), user=person) for _number in range(5)]
    for row, outcome in zip(rows[1:], ("rejected", "approved", "approved", "approved_reduced"), strict=True):
        amount = None if outcome == "rejected" else Decimal(2000)
        Application.objects.filter(pk=row.pk).update(
            state=outcome, decided_at=timezone.now() + timedelta(days=10)
        )
        Decision.objects.create(
            application=row, outcome=outcome, amount=amount, budget=line if amount else None, reason="Grund",
            prepared_by=officer,
        )  # fmt: skip
    Application.objects.filter(pk=rows[4].pk).update(submitted_at=timezone.now() - timedelta(days=365))
    return rows


def test_numbers_of_years_cities_and_success(officer: Any, cases: list[Application]) -> None:
    found = statistics.report({}, officer)
    told = [(line.name, line.sent, line.decided, line.granted, line.rate, line.sum) for line in found.years]
    assert told == [(str(YEAR - 1), 1, 1, 1, 100, Decimal(2000)), (str(YEAR), 4, 3, 2, 67, Decimal(4000))]
    assert (found.total.sent, found.total.requested, found.grant) == (5, Decimal(12500), Decimal(2000))
    assert len(found.cities) == 5
    office_actions.declare_ties(cases[1], by=officer, is_tied=True)
    assert statistics.report({"since": str(YEAR)}, officer).total.decided == 2


def test_every_number_leads_to_the_list_that_it_counts(
    client: Client, officer: Any, cases: list[Application]
) -> None:
    page = client.get(reverse(PAGE)).content.decode()
    links = set(re.findall(r'<td class="num"><a href="([^"]+)">(\d+)</a>', page.split('id="durations"')[0]))
    links |= set(re.findall(r'<td class="num"><a href="([^"]+)">(\d+)</a>', page.split('id="by-city"')[1]))
    assert len(links) >= 12
    for address, number in links:
        response = client.get(unescape(address))
        assert response.context["list"]["page"].paginator.count == int(number), address


def test_period_forgives_nonsense(officer: Any, cases: list[Application]) -> None:
    asked = {"since": str(YEAR), "until": str(YEAR - 1), "programme": "x"}
    found = statistics.report(asked, officer)
    assert (found.form.first, found.form.last, found.total.sent) == (YEAR - 1, YEAR, 5)
    assert statistics.report({"since": "'; --", "until": "٢"}, officer).total.sent == 5


def test_medians_need_three_cases(officer: Any, cases: list[Application]) -> None:
    span = statistics.report({}, officer).spans[0]
    assert span.all_days is None
    for row in cases[:3]:
        Application.objects.filter(pk=row.pk).update(state="submitted")
        office_actions.start_check(row, by=officer)
    assert statistics.report({}, officer).spans[0].all_days == 0


def test_page_without_a_single_case_and_its_file(client: Client, officer: Any) -> None:
    assert client.get(reverse(PAGE)).status_code == 200
    response = client.get(reverse("admin:grants_application_statistics_file", args=["csv"]))
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 1 + 2 + 4
    assert {len(row) for row in rows} == {9}


@pytest.mark.parametrize(
    ("most", "expected"), [(1000, 500), (44300, 20000), (112000, 50000), (20001, 10000), (7, 2)]
)
def test_grid_has_few_round_lines(most: int, expected: int) -> None:
    assert charts.step(Decimal(most)) == expected


def test_no_bar_stands_out_of_its_picture() -> None:
    chart = charts.upright([("2025", Decimal(44300), Decimal(0)), ("2026", Decimal("0.01"), Decimal(99))])
    assert all(charts.TOP - 1 <= bar.y <= charts.FLOOR for bar in chart.bars)
    assert all(bar.x + bar.width <= 520 for bar in charts.lying([("x", Decimal(9)), ("y", Decimal(0))]).bars)
