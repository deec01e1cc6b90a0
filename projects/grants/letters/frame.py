"""What every letter has around its text: sender, address, facts, foot. All of it comes from the stored home town.

A document is plain data (JSON): `document()` gives the frame, the small functions give the blocks that
`typst/document.typ` knows. Everything is written in the active language; callers switch it.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from projects.grants.money import show
from projects.grants.sentences import euros
from twinning.languages import Served, current, direction, served
from twinning.municipality.models import Municipality

Block = dict[str, Any]
NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Pair:
    """A term and what was said about it; `language` is that of words which somebody typed."""

    label: str
    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, to whom, about what: everything outside the text."""

    home: Municipality
    title: str
    number: str
    day: date
    recipient: tuple[str, ...] = ()
    info: tuple[tuple[str, str], ...] = ()
    email: str = ""
    remark: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def euro(value: Decimal) -> str:
    """A sum that no line end tears apart."""
    return euros(value).replace(" ", NBSP)


def day_of(value: date | None) -> str:
    """A day as the reader's language writes it."""
    return date_format(value, "DATE_FORMAT") if value else ""


def moment_of(value: datetime | None) -> str:
    """Day and time of the home town, to the minute."""
    if value is None:
        return ""
    here = localtime(value)
    return f"{date_format(here, 'DATE_FORMAT')}, {date_format(here, 'TIME_FORMAT')}"


def per_cent(value: Decimal) -> str:
    """ "41,67" for 41.67, "50" for 50.00."""
    text = show(value, current())
    return text.rstrip("0").rstrip(".,")


def office(home: Municipality) -> tuple[str, str]:
    """Name of the office and its unit, each may be empty."""
    return served(home, "office_name").text, served(home, "office_unit").text


def _one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def document(head: Letterhead, blocks: Iterable[Block]) -> dict[str, Any]:
    """The whole document in the active language."""
    code = current()
    name, unit = office(head.home)
    address = _one_line(head.home.postal_address)
    sender = name or str(head.home)
    running = " · ".join(part for part in (head.title, head.number, day_of(head.day)) if part)
    foot = [[sender, address], [head.email or head.home.email, head.remark or head.number]]
    return {
        "lang": code.split("-")[0],
        "rtl": direction(code) == "rtl",
        "title": f"{head.title} {head.number}".strip(),
        "author": ", ".join(part for part in (sender, unit) if part),
        "date": [head.day.year, head.day.month, head.day.day],
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "running": running,
        "thread": head.home.thread_light,
        "marks": bool(head.recipient),
        "window": bool(head.recipient),
        "org": str(head.home),
        "unit": " · ".join(part for part in (name, unit) if part),
        "return_line": address or sender,
        "recipient": list(head.recipient),
        "info": [list(pair) for pair in head.info if pair[1]],
        "foot": [[line for line in lines if line] or [""] for lines in foot],
        "blocks": [block for block in blocks if block],
        **head.more,
    }


# --- blocks ---------------------------------------------------------------------------------------
def title(text: str) -> Block:
    """The heading of the document."""
    return {"type": "h1", "text": text}


def heading(text: str) -> Block:
    """A heading within the text."""
    return {"type": "h2", "text": text}


def subheading(text: str) -> Block:
    """A heading one level below."""
    return {"type": "h3", "text": text}


def text(words: str) -> Block:
    """Paragraphs; an empty line parts them."""
    return {"type": "p", "text": words} if words else {}


def passage(words: Served) -> Block:
    """A text that may be in another language than the letter, which it then says."""
    if not words or not (
        words.is_fallback or runs_left(words.text, words.language) != runs_left("", current())
    ):
        return text(words.text)
    return {
        "type": "p",
        "text": words.text,
        "lang": words.language.split("-")[0],
        "rtl": runs_left(words.text, words.language),
    }


def runs_left(words: str, language: str) -> bool:
    """True for what is written from right to left: its first letter tells, else its language."""
    for sign in words:
        side = unicodedata.bidirectional(sign)
        if side in {"L", "R", "AL"}:
            return side != "L"
    return direction(language) == "rtl"


def apart(words: str) -> str:
    """What people typed, kept from mixing its direction with that of a sentence written from right to left."""
    return f"\u2068{words}\u2069" if words and direction(current()) == "rtl" else words


def small(words: str) -> Block:
    """A remark in small print."""
    return {"type": "small", "text": words} if words else {}


def notice(words: str) -> Block:
    """Something that must not be overlooked."""
    return {"type": "notice", "text": words}


def points(items: Iterable[str]) -> Block:
    """A list with bullets."""
    rows = [item for item in items if item]
    return {"type": "list", "items": rows} if rows else {}


def facts(rows: Iterable[Pair]) -> Block:
    """Terms and what was said about them; empty ones are left out."""
    kept = [
        [row.label, row.value, row.language.split("-")[0], runs_left(row.value, row.language)]
        if row.language
        else [row.label, row.value]
        for row in rows
        if row.value
    ]
    return {"type": "facts", "head": [_("Entry"), _("Content")], "rows": kept} if kept else {}


def steps(rows: Iterable[tuple[str, str]]) -> Block:
    """What happens next, one after the other: the first one is under way."""
    return {"type": "steps", "items": [list(row) for row in rows]}


def entry(label: str, help_text: str, lines: int) -> Block:
    """A field to write into by hand."""
    return {"type": "field", "label": label, "help": help_text, "lines": lines}


def choices(label: str, options: list[str]) -> Block:
    """Boxes to tick by hand: a single one stands before the label itself."""
    return {"type": "choice", "text": label, "options": options}


def hands(names: list[str]) -> Block:
    """Lines for signatures, with who signs."""
    return {"type": "hands", "names": names}


def strong(words: str, *, span: int = 1) -> Block:
    """A cell of a table that counts more than others."""
    return {"text": words, "span": span}


def table(
    columns: Iterable[tuple[str, int, str]],
    rows: Iterable[list[Any]],
    foot: list[Any] | None = None,
    **how: Any,
) -> Block:
    """Columns as (heading, width, side): width in millimetres, 0 for its own, -n for a share of what is left."""
    heads = list(columns)
    return {
        "type": "table",
        "columns": [width for _name, width, _side in heads],
        "align": [side for _name, _width, side in heads],
        "head": [name for name, _width, _side in heads],
        "rows": [list(row) for row in rows],
        "foot": foot or [],
        **how,
    }
