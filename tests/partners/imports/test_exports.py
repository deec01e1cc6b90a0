"""What goes out: the columns of the import, inert cells, line by line, in the reader's language."""

import csv
import io
from types import GeneratorType
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.utils.translation import override
from openpyxl import load_workbook

from partners.imports import exports, registry
from partners.imports.actions import check
from partners.imports.models import Candidate
from partners.models import HomeDistrict
from tests.factories import make_city, make_partnership, make_source
from tests.factories_imports import as_csv, checked, queued, row, upload
from tests.factories_organisations import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def as_rows(response: Any) -> list[list[str]]:
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def known(key: str, file_format: str = "csv") -> Any:
    return exports.answer(key, file_format, exports.known_rows(registry.get(key)))


def test_relations_go_out_in_the_columns_of_the_import() -> None:
    city = make_city(name_de="Rouen", country="FR", latitude=49.443, longitude=1.099)
    tie = make_partnership(city, since_year=1966, staff_note="=böse")
    tie.sources.add(make_source(title="Ratsbeschluss"))
    assert as_rows(known("relations")) == [
        list(registry.get("relations").columns),
        [
            "Hannover",
            "DE",
            "Rouen",
            "FR",
            "twin_town",
            "1966",
            "",
            "49.443",
            "1.099",
            "Ratsbeschluss",
            "'=böse",
        ],
    ]


def test_what_went_out_is_known_when_it_comes_back() -> None:
    district = HomeDistrict.objects.create(key="misburg", name_de="Misburg-Anderten")
    make_partnership(make_city(name_de="Rouen", country="FR", latitude=49.443, longitude=1.099))
    make_partnership(make_city(name_de="Graz", country="AT", latitude=None, longitude=None), kind="contact")
    make_partnership(
        make_city(name_de="Bollnäs", country="SE", latitude=61.3, longitude=16.4),
        kind="district_twinning", home_district=district,
    )  # fmt: skip
    make_organisation(name="Chor über Grenzen", kind="ensemble", website="https://example.org/", members=30)
    for key, count in (("relations", 3), ("organisations", 1)):
        batch = upload(b"".join(known(key).streaming_content), kind=key)
        check(batch.pk)
        batch.refresh_from_db()
        assert (key, batch.counts) == (key, {"same": count})


def test_workbook_holds_the_same_and_no_formula() -> None:
    make_partnership(make_city(name_de="=1+1", country="FR", latitude=-1.5, longitude=1.0))
    response = known("relations", "xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    heading, first = [[cell.value for cell in cells] for cells in sheet.iter_rows()]
    assert heading == list(registry.get("relations").columns)
    assert (first[2], first[7]) == ("'=1+1", -1.5)
    assert [cell.data_type for cell in sheet[2]][2] == "s"
    response.close()


def test_queue_goes_out_with_source_confidence_and_sentences() -> None:
    queued(row("Wien", "AT", kind=""), row("X", ""), source="RGRE, 2026", confidence="medium", name="a.csv")
    with override("en"):
        response = exports.answer("queue", "csv", exports.queue_rows(Candidate.objects.queued()))
    heading, first, second = as_rows(response)
    assert first[:8] == [
        "a.csv", "twin relations", "2", "RGRE, 2026", "medium", "new", "waiting",
        "The kind of relation is missing; the line is kept with an unknown kind.",
    ]  # fmt: skip
    assert dict(zip(heading, first, strict=True))["partner_city"] == "Wien"
    assert second[5:7] == ["with an error", "nothing to decide"]


def test_problems_go_out_one_by_one() -> None:
    batch = checked(row("Wien", "AT", kind="", since_year="bald"), row("Graz", "AT"))
    with override("en"):
        response = exports.answer("problems", "csv", exports.problem_rows(batch.candidates.all()))
    assert [cells[0] for cells in as_rows(response)] == ["line", "2", "2"]


def test_csv_leaves_while_it_is_being_made() -> None:
    made: list[int] = []

    def rows() -> Any:
        for number in range(10):
            made.append(number)
            yield [number]

    response = exports.answer("x", "csv", rows())
    assert isinstance(response, StreamingHttpResponse)
    assert made == []
    stream = iter(response.streaming_content)
    assert [next(stream), next(stream)] == ["\ufeff".encode(), b"0\r\n"]
    assert made == [0]


@pytest.mark.parametrize("key", ["relations", "organisations", "projects"])
def test_rows_are_read_in_pieces(key: str) -> None:
    assert isinstance(registry.get(key).rows(), GeneratorType)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_would_be_calculated_is_made_inert(text: str) -> None:
    assert exports.inert(text) == f"'{text}"


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert [exports.inert(value) for value in (-1.5, 3, None, "a=b", "")] == [-1.5, 3, None, "a=b", ""]


def test_controls_that_no_workbook_takes_are_left_out() -> None:
    response = exports.answer("x", "xlsx", [["a\x0bb"]])
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet["A1"].value == "ab"
    response.close()


def test_list_of_a_queue_can_be_read_again_as_a_table() -> None:
    queued(row("Wien", "AT", note="mit; Semikolon\nund Zeile"))
    response = exports.answer("queue", "csv", exports.queue_rows(Candidate.objects.queued()))
    heading, first = as_rows(response)
    assert dict(zip(heading, first, strict=True))["note"] == "mit; Semikolon\nund Zeile"
    assert as_csv([first], heading)
