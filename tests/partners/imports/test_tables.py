"""Files as offices really send them: every encoding and delimiter, workbooks, and what is refused in plain words."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from partners.imports import delimited, registry, tables, workbooks
from partners.imports.problems import Refused, sentence
from partners.imports.tables import Line, Table, open_table
from tests.factories_imports import HEADER, as_csv, as_xlsx, row

pytestmark = pytest.mark.usefixtures("english")


def opened(content: bytes) -> Table:
    return open_table(io.BytesIO(content), registry.get("relations"))


def lines(content: bytes) -> list[Line]:
    return list(opened(content).lines())


def is_read_or_refused(content: bytes) -> bool:
    """Anything else than these two would be an error page."""
    try:
        return isinstance(lines(content), list)
    except Refused as error:
        return sentence(error.problem) != ""


def refusal(content: bytes) -> str:
    """What is said about a file that can't be taken."""
    with pytest.raises(Refused) as caught:
        lines(content)
    return sentence(caught.value.problem)


# --- CSV ------------------------------------------------------------------------------------------
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", delimited.DELIMITERS)
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    content = as_csv(
        [row("Orléans", note="Müllers; Esel, das"), row("Besançon")], delimiter=delimiter, encoding=encoding
    )
    table = opened(content)
    found = list(table.lines())
    assert [line.cells["partner_city"] for line in found] == ["Orléans", "Besançon"]
    assert found[0].cells["note"] == "Müllers; Esel, das"
    assert (table.format, table.delimiter) == ("csv", delimiter)


def test_excel_may_announce_its_delimiter() -> None:
    content = b"sep=;\r\n" + as_csv([row()], delimiter=";")
    assert [(line.number, line.cells["partner_city"]) for line in lines(content)] == [(3, "Rouen")]


def test_lines_are_numbered_as_in_the_file_also_after_cells_with_line_ends() -> None:
    content = as_csv([row("A", note="eins\nzwei"), ["", ""], row("B")])
    table = opened(content)
    assert [(line.number, line.cells["partner_city"]) for line in table.lines()] == [(2, "A"), (5, "B")]
    assert table.empty_lines == 1


def test_columns_are_found_by_their_other_names_in_any_order() -> None:
    header = ("Land der Partnerstadt", "Partnerstadt", "HOME CITY", "Art", "Seit")
    found = lines(as_csv([["FR", "Rouen", "Hannover", "p", "1966"]], header))
    assert found[0].cells == {
        "partner_country": "FR", "partner_city": "Rouen", "home_city": "Hannover", "kind": "p", "since_year": "1966",
    }  # fmt: skip


def test_unknown_columns_are_reported_and_their_cells_kept() -> None:
    header = (*HEADER, "Einwohner", "")
    table = opened(as_csv([[*row(), "114083", "verirrt", "noch eins"]], header))
    line = next(table.lines())
    assert table.unknown == ["Einwohner"]
    assert (line.others, line.beyond) == ({"Einwohner": "114083"}, 2)


def test_missing_column_refuses_the_file_and_names_what_is_there() -> None:
    said = refusal(as_csv([["Rouen", "FR"]], ("partner_city", "Land")))
    assert said == "These columns are missing: home_city, partner_country. The file has: partner_city, Land."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\n\n ,,\n", "The file is empty."),
        (b"\n;;\n", "The file is empty."),
        (b"%PDF-1.7\0\1\2\3\xff\xfe", "This is no table that we can read."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file (.xls), or one with a password."),
        (b"home_city\n\x81\x8d", "The letters of this file can't be read."),
        (
            as_csv([row(), row()], (*HEADER[:-1], "Quelle")),
            "“Quelle” and another column mean the same: source.",
        ),
        (as_csv([], ("a",) * 120), "The list has more than 99 columns."),
        (as_csv([row()]) + b'Hannover,DE,"' + b"x" * 140_000, "Around line 3 a cell does not end."),
    ],
)
def test_what_is_no_list_is_refused_in_plain_words(content: bytes, said: str) -> None:
    assert refusal(content).startswith(said)


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_LINES", 3)
    assert refusal(as_csv([row()] * 4)) == "The list has more than 3 lines. Split it."


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zs", "Zl", "Zp")), min_size=1
)


@settings(max_examples=60)
@given(
    st.lists(st.lists(CELLS, min_size=11, max_size=11), min_size=1, max_size=5),
    st.sampled_from(delimited.DELIMITERS),
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16")),
)
def test_any_cell_comes_out_as_it_went_in(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    found = lines(as_csv(rows, delimiter=delimiter, encoding=encoding))
    assert [list(line.cells.values()) for line in found] == rows


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_refused(content: bytes) -> None:
    assert is_read_or_refused(content)


# --- workbooks ------------------------------------------------------------------------------------
def test_workbook_is_read_row_by_row_with_numbers_and_dates_as_text() -> None:
    import_row = ["Hannover", "DE", "Rouen", "FR", "p", 1966.0, None, 49.44, 1.1, "", "=1+1"]
    table = opened(as_xlsx([import_row, [None] * 11, import_row]))
    found = list(table.lines())
    assert [line.number for line in found] == [2, 4]
    assert (found[0].cells["since_year"], found[0].cells["lat"]) == ("1966", "49.44")
    assert found[0].cells["note"] == "=1+1"
    assert (table.format, table.sheets, table.empty_lines) == ("xlsx", ["Liste"], 1)


def test_only_the_first_sheet_is_read_and_the_others_are_named() -> None:
    book = Workbook()
    book.active.title = "Erste"
    for cells in (HEADER, row()):
        book.active.append(list(cells))
    book.create_sheet("Zweite").append(["x"])
    buffer = io.BytesIO()
    book.save(buffer)
    table = opened(buffer.getvalue())
    assert (len(list(table.lines())), table.sheets) == (1, ["Erste", "Zweite"])


def rebuilt(content: bytes, **parts: bytes) -> bytes:
    """A workbook with some parts replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts.get(name, old.read(name) if name in old.namelist() else b""))
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
TOO_BIG = "This workbook is too big once it is unpacked."
DAMAGED = "This workbook is damaged."


def test_row_that_unpacks_to_millions_of_cells_is_refused_before_it_is_built() -> None:
    bomb = rebuilt(as_xlsx([row()]), **{SHEET: START + b"<row>" + b"<c/>" * 400_000 + b"</row>" + END})
    assert len(bomb) < 20_000
    assert refusal(bomb).startswith(TOO_BIG)


def test_sheet_that_unpacks_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_SHEET_BYTES", 10_000)
    assert refusal(as_xlsx([row()] * 100)).startswith(TOO_BIG)


SHARED = "xl/sharedStrings.xml"
SHARED_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def with_shared_texts(texts: list[str]) -> bytes:
    """A workbook as Excel writes it: texts stand in a part of their own, cells only count them."""
    plain = as_xlsx([row()])
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    entry = f'<Override PartName="/{SHARED}" ContentType="{SHARED_TYPE}"/></Types>'
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(3))
    sheet = START + f"<row>{cells}</row><row>{cells.replace('<v>', '<v>1')}</row>".encode() + END
    changed = {
        SHARED: strings.encode(),
        SHEET: sheet,
        "[Content_Types].xml": types.replace("</Types>", entry).encode(),
    }
    return rebuilt(plain, **changed)


def test_workbook_of_excel_with_shared_texts_is_read() -> None:
    texts = ["home_city", "partner_city", "partner_country", *[""] * 7, "Hannover", "Rouen", "FR"]
    assert [line.cells for line in lines(with_shared_texts(texts))] == [
        {"home_city": "Hannover", "partner_city": "Rouen", "partner_country": "FR"}
    ]


def test_too_many_texts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_STRINGS", 12)
    assert refusal(with_shared_texts(["x"] * 13)).startswith(TOO_BIG)


def test_last_row_far_below_does_not_keep_us_busy() -> None:
    far = START + b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="9999999999"/>' + END
    with pytest.raises(Refused):
        lines(rebuilt(as_xlsx([row()]), **{SHEET: far}))


@pytest.mark.parametrize(
    "part",
    [
        b"<worksheet", b"", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>',
        START + b"<row><c r='?'/></row>" + END,
    ],
    ids=["cut off", "empty", "entities", "odd address"],
)  # fmt: skip
def test_damaged_workbook_is_refused(part: bytes) -> None:
    assert refusal(rebuilt(as_xlsx([row()]), **{SHEET: part})).startswith(DAMAGED)


def test_other_archives_are_no_table() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(buffer.getvalue()).startswith("This is no table that we can read.")
    assert refusal(b"PK\x03\x04" + b"x" * 50).startswith(DAMAGED)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 4000), st.integers(0, 255))
def test_workbook_with_one_wrong_byte_is_read_or_refused(place: int, value: int) -> None:
    content = bytearray(as_xlsx([row()]))
    content[place % len(content)] = value
    assert is_read_or_refused(bytes(content))
