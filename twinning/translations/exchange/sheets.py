"""XLSX for translators who have no translation program: one row per text, only the translation may be typed into.

Cells are always text: what begins with "=" is no formula, a year no number, "_x0041_" not the letter A. The sheet is
protected against slips (without a password). Called by `exports` and by `checking`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection

from twinning import workbooks
from twinning.translations.exchange.units import LONGEST_TEXT, MOST_UNITS, Bundle, Incoming, Refused, Unit

# First line of every sheet, so that it can be read whatever the language of the desk was. Order is free on import.
COLUMNS = ("unit", "language", "content", "field", "de", "translation", "state", "source_hash")
NEEDED = frozenset({"unit", "language", "de", "translation", "source_hash"})
WIDTHS = (34, 10, 30, 20, 70, 70, 16, 20)
MOST_COLUMNS = 30
# What fits into a cell.
LONGEST_CELL = 32_767
# Signs that XML can't say, and what looks like their spelling already.
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
SAFE = re.compile(r"_x([0-9A-Fa-f]{4})_")
LIMITS = workbooks.Limits(parts=200, sheet_bytes=80 * 1024**2, other_bytes=40 * 1024**2, strings=50_000)
LOCKED = PatternFill("solid", start_color="EEEEEE")


def escaped(text: str) -> str:
    """A text as workbooks keep it: what can't stand in XML as _x0001_."""
    return UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text behind `escaped`."""
    return SAFE.sub(lambda found: chr(int(found[1], 16)), text)


# --- out ------------------------------------------------------------------------------------------
def write(bundles: Iterable[Bundle], file: BinaryIO, *, language: str, language_name: str) -> None:
    """A workbook with one protected sheet; rows are written one by one."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Deutsch – " + re.sub(r"[\\/*?:\[\]]", "", language_name)[:18])
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.autoFilter = False
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, name, bold=True) for name in COLUMNS])
    for bundle in bundles:
        for unit in bundle.units:
            sheet.append(_row(sheet, bundle, unit, language))
    book.save(file)


def _row(sheet: Any, bundle: Bundle, unit: Unit, language: str) -> list[WriteOnlyCell]:
    source, target, stamp = unit.source, unit.target, bundle.source_hash
    fits = max(len(escaped(source)), len(escaped(target))) <= LONGEST_CELL
    if not fits:
        source = target = gettext("This text is too long for a spreadsheet. Please export it as XLIFF.")
        stamp = ""
    values = (unit.id, language, bundle.title, unit.label, source, target, bundle.state_label, stamp)
    return [
        _cell(sheet, value, is_open=fits and name == "translation")
        for name, value in zip(COLUMNS, values, strict=True)
    ]


def _cell(sheet: Any, text: str, *, is_open: bool = False, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=escaped(text))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.protection = Protection(locked=not is_open)
    cell.font = Font(bold=bold)
    if not is_open:
        cell.fill = LOCKED
    return cell


# --- in -------------------------------------------------------------------------------------------
def read(file: BinaryIO) -> tuple[str, Iterator[Incoming]]:
    """The language of the first row, and a unit per row. Raises Refused, also while iterating."""
    try:
        workbooks.check(file, LIMITS)
        lines = workbooks.rows(file, MOST_COLUMNS)
        places = _places(next(lines, (0, []))[1])
        first = next(lines, None)
    except workbooks.Unreadable as error:
        raise Refused(_code(error)) from error
    if first is None:
        raise Refused("no_units")
    language = _text(first[1], places["language"]).lower()[:20]
    if not language:
        raise Refused("no_language")
    return language, _units(first, lines, places, language)


def _code(error: workbooks.Unreadable) -> str:
    return "unknown_kind" if error.code == "no_table" else error.code


def _places(headings: list[str]) -> dict[str, int]:
    places = {name.strip().lower(): at for at, name in enumerate(headings) if name.strip()}
    if not NEEDED <= places.keys():
        raise Refused("columns")
    return places


def _text(row: list[str], at: int) -> str:
    return unescaped(row[at]) if at < len(row) else ""


def _units(
    first: workbooks.Row, lines: Iterator[workbooks.Row], places: dict[str, int], language: str
) -> Iterator[Incoming]:
    row: list[str] | None = first[1]
    number = 0
    while row is not None:
        if any(row):
            number += 1
            yield _unit(row, places, language)
        if number > MOST_UNITS:
            raise Refused("too_many")
        try:
            row = next(lines, (0, None))[1]
        except workbooks.Unreadable as error:
            raise Refused(_code(error)) from error


def _unit(row: list[str], places: dict[str, int], language: str) -> Incoming:
    name, stamp = _text(row, places["unit"]).strip()[:300], _text(row, places["source_hash"]).strip()[:64]
    own = _text(row, places["language"]).strip().lower()[:20]
    source, target = _text(row, places["de"]), _text(row, places["translation"])
    if not stamp:
        return Incoming(name, "", "", "", problem="elsewhere")
    if max(len(source), len(target)) > LONGEST_TEXT:
        return Incoming(name, "", "", stamp, problem="too_long")
    return Incoming(name, source, target, stamp, "" if own == language else own or "?")
