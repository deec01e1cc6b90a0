"""A list as CSV, XLSX or ODS from the same rows; text that a spreadsheet program would calculate is made inert.

Called by the views. CSV and XLSX leave as the lists of imports do; ODS holds typed cells too.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from partners.imports import exports

FORMATS = ("csv", "xlsx", "ods")
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def answer(name: str, file_format: str, rows: Iterable[list[Any]]) -> HttpResponseBase:
    """A download of `rows`, the first of which is the heading."""
    if file_format == "ods":
        return _as_ods(f"{name}.ods", rows)
    return exports.answer(name, file_format, rows)


def _typed(value: Any) -> dict[str, str]:
    """What the cell is, for programs; the text beside it is for people."""
    if isinstance(value, int | Decimal):
        return {"valuetype": "float", "value": str(value)}
    if isinstance(value, date):
        return {"valuetype": "date", "datevalue": value.isoformat()}
    return {"valuetype": "string"}


def _cell(value: Any) -> TableCell:
    value = exports.inert(value)
    cell = TableCell(**_typed(value))
    if value is not None and value != "":
        cell.addElement(P(text=ILLEGAL_CHARACTERS_RE.sub("", str(value))))
    return cell


def _as_ods(name: str, rows: Iterable[list[Any]]) -> FileResponse:
    book = OpenDocumentSpreadsheet()
    table = Table(name="1")
    book.spreadsheet.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for value in row:
            line.addElement(_cell(value))
    file = TemporaryFile()
    book.write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=ODS)
