"""Workbooks as lists: what may be in one, and what is wrong with one, in the words of the imports.

Called by `partners.imports.tables`; `twinning.workbooks` reads them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from partners.imports.delimited import Row
from partners.imports.problems import Refused
from twinning import workbooks

MAX_PARTS = 2000
MAX_SHEET_BYTES = 300 * 1024**2
MAX_OTHER_BYTES = 60 * 1024**2
MAX_ROW_BYTES = 1024**2
MAX_STRINGS = 1_000_000
MAX_COLUMNS = 100


@contextmanager
def _unreadable_means_refused() -> Iterator[None]:
    try:
        yield
    except workbooks.Unreadable as error:
        raise Refused(error.code) from error


def check(file: BinaryIO) -> None:
    """Raise Refused for what is no workbook, or would take too much memory."""
    limits = workbooks.Limits(MAX_PARTS, MAX_SHEET_BYTES, MAX_OTHER_BYTES, MAX_ROW_BYTES, MAX_STRINGS)
    with _unreadable_means_refused():
        workbooks.check(file, limits)


def sheet_names(file: BinaryIO) -> list[str]:
    """Names of the sheets; only the first one is read."""
    with _unreadable_means_refused():
        return workbooks.sheet_names(file)


def rows(file: BinaryIO) -> Iterator[Row]:
    """Every row of the first sheet with its number, cells as text."""
    with _unreadable_means_refused():
        yield from workbooks.rows(file, MAX_COLUMNS)
