"""XLSX, row by row, and never more of it than is needed: a workbook may unpack to a thousand times its size.

Called by the imports of `partners` and by the files of translators.
"""

import datetime
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from twinning import archives

CHUNK = 256 * 1024

ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")
STRING = re.compile(rb"<(?:\w{1,20}:)?si[\s/>]")
LONGEST_TAG = 32

Row = tuple[int, list[str]]

# What the XML parser, and openpyxl in building cells, raise besides on files that are not what they say.
BROKEN = (*archives.BROKEN, ParseError, KeyError, TypeError, IndexError, AttributeError, AssertionError)


class Unreadable(Exception):
    """No workbook ("no_table"), a damaged one ("broken_workbook"), or more than allowed ("workbook_too_big")."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may hold once it is unpacked.

    Rows and strings are built whole before anybody can count them, so their size is looked at beforehand.
    """

    parts: int = 2000
    sheet_bytes: int = 300 * 1024**2
    other_bytes: int = 60 * 1024**2
    row_bytes: int = 1024**2
    strings: int = 1_000_000


@contextmanager
def _broken_is_said() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise Unreadable("broken_workbook") from error


def check(file: BinaryIO, limits: Limits) -> None:
    """Raise Unreadable for what is no workbook, or would take too much memory."""
    with _broken_is_said(), zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
            raise Unreadable("no_table")
        if len(parts) > limits.parts:
            raise Unreadable("workbook_too_big")
        for part in parts:
            _check_part(archive, part, limits)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> None:
    """Sizes in the directory of a ZIP bind its reader: it never unpacks more than is written there."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    is_read = part.filename.endswith((".xml", ".rels"))
    if is_read and part.file_size > (limits.sheet_bytes if is_sheet else limits.other_bytes):
        raise Unreadable("workbook_too_big")
    if is_sheet and is_read:
        _scan(archive, part, ROW, max_gap=limits.row_bytes)
    elif part.filename.endswith("sharedStrings.xml"):
        _scan(archive, part, STRING, max_count=limits.strings)


def _scan(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    tag: re.Pattern[bytes],
    *,
    max_gap: int = 2**40,
    max_count: int = 2**31,
) -> None:
    """Raise Unreadable when two tags stand too far apart, or when there are too many."""
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
                    raise Unreadable("workbook_too_big")
                last = here
            done += len(chunk)
            rest = window[-LONGEST_TAG:]
            if done - last > max_gap or count > max_count:
                raise Unreadable("workbook_too_big")


def sheet_names(file: BinaryIO) -> list[str]:
    """Names of the sheets; only the first one is read."""
    with _broken_is_said():
        book = load_workbook(file, read_only=True, keep_links=False)
        names = list(book.sheetnames)
        book.close()
        return names


def rows(file: BinaryIO, columns: int) -> Iterator[Row]:
    """Every row of the first sheet with its number, cells as text; no more than `columns` of them."""
    with _broken_is_said():
        # Formulas come as text, not as what they gave when somebody last saved the file.
        book = load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
    try:
        number = 0
        with _broken_is_said():
            for number, row in enumerate(sheet.iter_rows(max_col=columns, values_only=True), start=1):
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
