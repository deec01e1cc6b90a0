"""Opens an uploaded list, whatever it is, and gives its lines one by one with their numbers.

Called by `partners.imports.checking`. A file is judged by its content; its name says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from partners.imports import delimited, workbooks
from partners.imports.countries import squeeze
from partners.imports.problems import Refused
from partners.imports.registry import Kind

MAX_MEGABYTES = 20
MAX_BYTES = MAX_MEGABYTES * 1024**2
MAX_LINES = 200_000
# A workbook may hold a last line far below; nobody goes through more empty ones than a sheet has.
LAST_LINE = 1_048_576
# Enough to see what was meant; the limits of the columns are far below.
LONGEST_CELL = 5000

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")


@dataclass(slots=True)
class Line:
    """A line: its number in the file, cells by column of the kind, cells by unknown heading, and cells beyond."""

    number: int
    cells: dict[str, str]
    others: dict[str, str] = field(default_factory=dict)
    beyond: int = 0


@dataclass(slots=True)
class Table:
    """A list that is open; `lines` may be gone through once. `columns`: name, and whether it is one of ours."""

    format: str
    rows: Iterator[delimited.Row]
    encoding: str = ""
    delimiter: str = ""
    sheets: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    empty_lines: int = 0
    columns: list[tuple[str, bool]] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """Lines that hold something; empty ones are counted. Raises Refused when there are too many."""
        count = 0
        for number, cells in self.rows:
            if number > LAST_LINE:
                raise Refused("too_many_rows", limit=MAX_LINES)
            texts = [clean(cell) for cell in cells]
            if not any(texts):
                self.empty_lines += 1
                continue
            count += 1
            if count > MAX_LINES:
                raise Refused("too_many_rows", limit=MAX_LINES)
            yield self._line(number, texts)

    def _line(self, number: int, texts: list[str]) -> Line:
        line = Line(number, {}, {}, 0)
        beyond = sum(1 for text in texts[len(self.columns) :] if text)
        for (name, is_ours), text in zip(self.columns, texts, strict=False):
            if is_ours:
                line.cells[name] = text
            elif text and name:
                line.others[name] = text
            else:
                beyond += bool(text)
        line.beyond = beyond
        return line


def clean(cell: str) -> str:
    """A cell without signs that no database takes, and without space around it."""
    return _CONTROL.sub("", cell).replace("\r\n", "\n").replace("\r", "\n").strip()[:LONGEST_CELL]


def open_table(file: BinaryIO, kind: Kind) -> Table:
    """The list in `file`, with its headings understood; raises Refused."""
    table = _opened(file, kind)
    header = next((cells for _number, cells in table.rows if any(clean(cell) for cell in cells)), None)
    if header is None:
        raise Refused("empty_file")
    headings = [clean(cell) for cell in header]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) >= workbooks.MAX_COLUMNS:
        raise Refused("too_many_columns", limit=workbooks.MAX_COLUMNS - 1)
    table.columns = _matched(headings, kind)
    table.unknown = [name for name, is_ours in table.columns if name and not is_ours]
    return table


def _opened(file: BinaryIO, kind: Kind) -> Table:
    file.seek(0)
    head = file.read(8)
    if not head:
        raise Refused("empty_file")
    if head.startswith(OLE):
        raise Refused("old_workbook")
    if head.startswith(ZIP):
        workbooks.check(file)
        return Table("xlsx", workbooks.rows(file), sheets=workbooks.sheet_names(file))
    encoding = delimited.encoding_of(file)
    delimiter = delimited.delimiter_of(file, encoding, lambda header: len(set(_names(header, kind))))
    return Table("csv", delimited.rows(file, encoding, delimiter), encoding, delimiter)


def _names(header: list[str], kind: Kind) -> list[str]:
    """The columns of the kind that the headings mean."""
    return [name for cell in header if (name := match(cell, kind))]


def match(heading: str, kind: Kind) -> str:
    """The column that a heading means: its name, or one of its other names; "" for none."""
    wanted = squeeze(heading)
    exact = next((name for name in kind.columns if squeeze(name) == wanted), "")
    return exact or next((name for name, column in kind.columns.items() if wanted in column.aliases), "")


def _matched(headings: list[str], kind: Kind) -> list[tuple[str, bool]]:
    """For each heading the column and whether it is ours; raises Refused for missing and double ones."""
    found: list[tuple[str, bool]] = []
    for heading in headings:
        name = match(heading, kind)
        if name and (name, True) in found:
            raise Refused("double_column", column=name, text=heading[:100])
        found.append((name, True) if name else (heading[:100], False))
    missing = [name for name in kind.required if (name, True) not in found]
    if missing:
        raise Refused("missing_columns", missing=", ".join(missing), found=", ".join(headings)[:500] or "–")
    return found
