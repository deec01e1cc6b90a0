"""From a letter's data to its PDF: one typst document for all letters.

The same data give the same bytes on every machine, so the SHA-256 of a stored letter can be checked for ever. Called
by `letters/actions.py`, `letters/tasks.py` and the page with the empty form; `twinning.typesetting` does the work.
"""

from pathlib import Path
from typing import Any

from twinning.typesetting import compose as typesetting

DOCUMENT = Path(__file__).parent / "typst" / "document.typ"


def digest(data: dict[str, Any]) -> str:
    """SHA-256 of a document's data: the same for the same document."""
    return typesetting.digest(data)


def compose(data: dict[str, Any], **options: Any) -> bytes:
    """The PDF of a document (see `frame.document`). Raises typst.TypstError."""
    return typesetting.pdf(DOCUMENT, data, **options)
