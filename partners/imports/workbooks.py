"""XLSX, row by row, and never more of it than the list can need: a workbook may unpack to a thousand times its size.

Called by `partners.imports.tables`.
"""

import datetime
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from partners.imports.delimited import Row
from partners.imports.problems import Refused
from twinning import archives

MAX_PARTS = 2000
MAX_SHEET_BYTES = 300 * 1024**2
MAX_OTHER_BYTES = 60 * 1024**2
# Rows and strings are built whole before anybody can count them, so their size is looked at beforehand.
MAX_ROW_BYTES = 1024**2
MAX_STRINGS = 1_000_000
MAX_COLUMNS = 100
CHUNK = 256 * 1024

ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")
STRING = re.compile(rb"<(?:\w{1,20}:)?si[\s/>]")
LONGEST_TAG = 32

# What the XML parser, and openpyxl in building cells, raise besides on files that are not what they say.
BROKEN = (*archives.BROKEN, ParseError, KeyError, TypeError, IndexError, AttributeError, AssertionError)


@contextmanager
def _broken_means_refused() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise Refused("broken_workbook") from error


def check(file: BinaryIO) -> None:
    """Raise Refused for what is no workbook, or would take too much memory."""
    with _broken_means_refused(), zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
            raise Refused("no_table")
        if len(parts) > MAX_PARTS:
            raise Refused("workbook_too_big")
        for part in parts:
            _check_part(archive, part)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Sizes in the directory of a ZIP bind its reader: it never unpacks more than is written there."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    is_read = part.filename.endswith((".xml", ".rels"))
    if is_read and part.file_size > (MAX_SHEET_BYTES if is_sheet else MAX_OTHER_BYTES):
        raise Refused("workbook_too_big")
    if is_sheet and is_read:
        _scan(archive, part, ROW, max_gap=MAX_ROW_BYTES)
    elif part.filename.endswith("sharedStrings.xml"):
        _scan(archive, part, STRING, max_count=MAX_STRINGS)


def _scan(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    tag: re.Pattern[bytes],
    *,
    max_gap: int = MAX_SHEET_BYTES,
    max_count: int = 2**31,
) -> None:
    """Raise Refused when two tags stand too far apart, or when there are too many."""
    count, last, done, rest = 0, 0, 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            window = rest + chunk
            start = done - len(rest)
            for found in tag.finditer(window):
                here = start + found.start()
                # A tag in the overlap of two chunks is seen twice.
                count += here > last
                if here - last > max_gap:
                    raise Refused("workbook_too_big")
                last = here
            done += len(chunk)
            rest = window[-LONGEST_TAG:]
            if done - last > max_gap or count > max_count:
                raise Refused("workbook_too_big")


def sheet_names(file: BinaryIO) -> list[str]:
    """Names of the sheets; only the first one is read."""
    with _broken_means_refused():
        book = load_workbook(file, read_only=True, keep_links=False)
        names = list(book.sheetnames)
        book.close()
        return names


def rows(file: BinaryIO) -> Iterator[Row]:
    """Every row of the first sheet with its number, cells as text."""
    with _broken_means_refused():
        # Formulas come as text, not as what they gave when somebody last saved the file.
        book = load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
    try:
        number = 0
        with _broken_means_refused():
            for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
                yield number, [as_text(value) for value in row]
    finally:
        book.close()


def as_text(value: Any) -> str:
    """A cell as somebody would type it: 1960.0 is "1960", a date is "1960-05-03"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
