"""From data to PDF: one Typst document for all letters, tagged (PDF/UA-1), with our own fonts only.

`compose()` is pure: the same data give the same bytes on every machine, so the SHA-256 of a stored letter can be
checked for ever. Texts of people only travel as strings inside JSON; nothing of them is ever read as markup. Called by
`letters/actions.py`, `letters/tasks.py` and the page with the empty form.
"""

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import typst

from projects.grants.letters.glyphs import shown

HERE = Path(__file__).parent / "typst"
FONTS = HERE / "fonts"
STANDARD = "ua-1"


def _clean(value: Any) -> Any:
    """Strings without control characters, in composed form, with nothing in them that can't be printed."""
    if isinstance(value, str):
        plain = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\t", " ")
        return shown(
            "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})
        )
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _as_text(data: dict[str, Any]) -> str:
    return json.dumps(_clean(data), ensure_ascii=False)


def digest(data: dict[str, Any]) -> str:
    """SHA-256 of a document's data: the same for the same document."""
    return hashlib.sha256(_as_text(data).encode()).hexdigest()


def compose(data: dict[str, Any], **options: Any) -> bytes:
    """The PDF of a document (see `frame.document`). Raises typst.TypstError."""
    return typst.compile(
        str(HERE / "document.typ"),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": _as_text(data)},
        format="pdf",
        pdf_standards=[STANDARD],
        **options,
    )
