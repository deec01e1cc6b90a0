"""From data to PDF or PNG with typst, whatever the document: nothing but what we ship is read.

`pdf()` and `png()` are pure: the same data give the same bytes on every machine. Texts of people only travel as strings
inside JSON; nothing of them is ever read as markup. Documents (`*.typ`) lie in the packages that fill them and take the
common look from `/twinning/typesetting/base.typ`. Called by letters, the city sheet and the cards for sharing.
"""

import hashlib
import json
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from twinning.typesetting.glyphs import FONTS, shown

ROOT = Path(__file__).parents[2]
BASE = Path(__file__).parent / "base.typ"
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


@lru_cache(maxsize=16)
def _layout(document: Path) -> str:
    return hashlib.sha256(BASE.read_bytes() + document.read_bytes()).hexdigest()


def mark(document: Path, data: dict[str, Any]) -> str:
    """What a made file is kept under and known by: another one as soon as data or layout change."""
    return hashlib.sha256(f"{_layout(document)} {digest(data)}".encode()).hexdigest()[:32]


def pdf(document: Path, data: dict[str, Any], **options: Any) -> bytes:
    """A tagged PDF for everybody (PDF/UA-1). Raises typst.TypstError."""
    return _compile(document, data, format="pdf", pdf_standards=[STANDARD], **options)


def png(document: Path, data: dict[str, Any], *, ppi: float = 144.0) -> bytes:
    """The document's only page as a picture. Raises typst.TypstError."""
    return _compile(document, data, format="png", ppi=ppi)


def _compile(document: Path, data: dict[str, Any], **options: Any) -> bytes:
    return typst.compile(
        str(document),
        root=str(ROOT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": _as_text(data)},
        **options,
    )
