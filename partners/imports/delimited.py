"""CSV as offices really save it: UTF-8 with and without a mark, UTF-16 and Windows-1252; commas, semicolons, tabs.

Called by `partners.imports.tables`. Nothing is ever held but the current line.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from partners.imports.problems import Refused

DELIMITERS = (",", ";", "\t")
CHUNK = 64 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Row = tuple[int, list[str]]


def encoding_of(file: BinaryIO) -> str:
    """The encoding of the whole file, by its mark or by trying; raises Refused when none fits."""
    file.seek(0)
    head = file.read(CHUNK)
    for mark, name in MARKS:
        if head.startswith(mark):
            return _first_fitting(file, (name,))
    if b"\0" in head:
        return _first_fitting(file, _unmarked_utf16(head))
    return _first_fitting(file, ("utf-8", "cp1252"))


def _unmarked_utf16(head: bytes) -> tuple[str, ...]:
    """A heading in Latin letters has its zeros on one side of each pair; anything else with zeros is no text."""
    start = head[:200]
    half = len(start) // 2
    if start[1::2].count(0) > 0.8 * half:
        return ("utf-16-le",)
    return ("utf-16-be",) if start[::2].count(0) > 0.8 * half else ()


def _first_fitting(file: BinaryIO, names: tuple[str, ...]) -> str:
    for name in names:
        if _is_readable(file, name):
            return name
    raise Refused("encoding" if names else "no_table")


def _is_readable(file: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


class _Borrowed(io.BufferedIOBase):
    """A file that is only lent: whoever decodes it may be dropped half-way without closing it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self.file.read(-1 if size is None else size)

    read1 = read


def _decoded(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The text of the file from its beginning."""
    file.seek(0)
    return io.TextIOWrapper(_Borrowed(file), encoding, newline="")


def delimiter_of(file: BinaryIO, encoding: str, count_known: Callable[[list[str]], int]) -> str:
    """The delimiter that gives the most columns that we know, and of equals the most columns."""
    sample = _decoded(file, encoding).read(CHUNK)
    announced = _announced(sample.splitlines()[0] if sample.strip() else "")
    if announced:
        return announced

    def worth(delimiter: str) -> tuple[int, int, int]:
        header = _header(sample, delimiter)
        return count_known(header), len(header), sample.count(delimiter)

    return max(DELIMITERS, key=worth)


def _announced(line: str) -> str:
    """Excel may write "sep=;" into the first line."""
    text = line.strip().strip('"').lower()
    return text[4:] if text.startswith("sep=") and text[4:] in DELIMITERS else ""


def _header(sample: str, delimiter: str) -> list[str]:
    try:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        return next((row for row in rows if any(cell.strip(" ,;\t") for cell in row)), [])
    except csv.Error:
        return []


def rows(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[Row]:
    """Every line with the number at which it begins; raises Refused where a cell does not end."""
    reader = csv.reader(_decoded(file, encoding), delimiter=delimiter)
    begins = 1
    try:
        for row in reader:
            if begins > 1 or not _announced(delimiter.join(row)):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Refused("open_quote", line=begins) from error
