"""The list as a file: what the reader may see and has filtered, and nothing that a spreadsheet program would run."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from odf.opendocument import load
from odf.table import TableCell, TableRow
from openpyxl import load_workbook

from projects.grants import actions, office_actions
from projects.grants.models import Application
from tests.factories import make_user
from tests.factories_grants import make_application, make_ruleset
from tests.factories_grants_records import make_team_member

ACTIVE = ('=HYPERLINK("x")', "+49", "-1+2", "@SUM(A1)", "\tTab")


def export(client: Client, file_format: str, **query: str) -> bytes:
    address = reverse("admin:grants_application_export", args=[file_format])
    response = client.get(address, query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def titles(client: Client, **query: str) -> list[str]:
    """Titles of the CSV, read as a spreadsheet program reads it."""
    rows = list(csv.DictReader(io.StringIO(export(client, "csv", **query).decode("utf-8-sig"))))
    return sorted(next(value for name, value in row.items() if name in {"Titel", "Title"}) for row in rows)


@pytest.fixture
def sent(db: None) -> list[Application]:
    rules, person = make_ruleset(), make_user()
    drafts = [make_application(person, ruleset=rules, title=title) for title in ACTIVE]
    make_application(person, ruleset=rules, title="Entwurf")
    return [actions.submit(draft, user=person) for draft in drafts]


@pytest.fixture
def officer(db: None, client: Client) -> Any:
    user = make_team_member("officer")
    client.force_login(user)
    return user


def _ods(content: bytes) -> list[list[Any]]:
    document = load(io.BytesIO(content))
    assert "formula" not in document.contentxml().decode()
    return [row.getElementsByType(TableCell) for row in document.getElementsByType(TableRow)]


def test_every_format_holds_the_list_without_live_formulas(
    client: Client, officer: Any, sent: list[Application]
) -> None:
    inert = sorted(f"'{title}" for title in ACTIVE)
    assert titles(client) == inert
    sheet = load_workbook(io.BytesIO(export(client, "xlsx"))).active
    cells = list(sheet.iter_rows())
    assert {cell.data_type for row in cells for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert sorted(row[1].value for row in cells[1:]) == inert
    assert {type(row[20].value) for row in cells[1:]} == {int}
    assert cells[1][13].is_date
    rows = _ods(export(client, "ods"))
    assert sorted(str(row[1]) for row in rows[1:]) == inert
    assert rows[1][20].getAttribute("valuetype") == "float"


def test_export_follows_the_filter_and_what_one_may_see(
    client: Client, officer: Any, sent: list[Application]
) -> None:
    office_actions.start_check(sent[0], by=officer)
    assert titles(client, state="in_check") == [f"'{ACTIVE[0]}"]
    office_actions.declare_ties(sent[0], by=officer, is_tied=True)
    assert titles(client, state="in_check") == []
    assert titles(client, q=sent[1].number) == [f"'{ACTIVE[1]}"]
    assert len(titles(client, state="all", year="2000-2099")) == len(ACTIVE) - 1
    assert titles(client, theme="0", state="all") != []


def test_export_asks_the_same_for_one_and_for_many(
    client: Client, officer: Any, sent: list[Application]
) -> None:
    counts = []
    for query in ({"q": sent[1].number}, {"state": "all"}):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            export(client, "csv", **query)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_files_are_for_the_team_alone(client: Client, sent: list[Application]) -> None:
    pages = [
        reverse("admin:grants_application_export", args=["csv"]),
        reverse("admin:grants_application_statistics"),
        reverse("admin:grants_application_statistics_file", args=["csv"]),
        reverse("admin:grants_application_dossier", args=[sent[0].pk]),
    ]
    client.force_login(make_team_member("reviewer"))
    assert {client.get(page).status_code for page in pages} == {403}
    lead = make_team_member("lead")
    client.force_login(lead)
    assert client.get(pages[-1]).status_code == 302
    office_actions.declare_ties(sent[0], by=lead, is_tied=False)
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert b"".join(response)
    assert client.get(reverse("admin:grants_application_export", args=["exe"])).status_code == 404
