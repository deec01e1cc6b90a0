"""What a PDF says about itself: how many pages, and whether everybody can read it.

Called by `projects.actions` when a document is stored and by the form that takes it. The two marks that count are
those of the accessibility rules: tags (/MarkInfo) and a language (/Lang).
"""

from dataclasses import dataclass
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError


@dataclass(frozen=True, slots=True)
class Findings:
    """`pages` is None when the file can't be read: damaged, or locked with a password."""

    pages: int | None
    is_accessible: bool


UNREADABLE = Findings(None, False)


def examine(file: BinaryIO) -> Findings:
    """Look at the root of a PDF, never at its pages, so that no file can keep us busy."""
    file.seek(0)
    try:
        return _read(PdfReader(file))
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return UNREADABLE
    finally:
        file.seek(0)


def _read(reader: PdfReader) -> Findings:
    if reader.is_encrypted and not reader.decrypt(""):
        return UNREADABLE
    root = reader.root_object
    marks = root.get("/MarkInfo", {})
    is_tagged = getattr(marks.get("/Marked"), "value", False) is True
    return Findings(_count(root), is_tagged and bool(str(root.get("/Lang", "")).strip()))


def _count(root: dict) -> int | None:
    count = root["/Pages"].get("/Count")
    return int(count) if isinstance(count, int) and 0 < count < 32768 else None
