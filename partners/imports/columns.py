"""Columns of lists, both ways: how a cell is read and said, and how a value is written into an export.

Built on django-import-export's fields and widgets; a kind of list (`partners.imports.registry`) declares its columns
in a Resource. A widget notes what it had to change in `notes` and raises Unusable for what it can't take.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.functional import Promise
from import_export.fields import Field
from import_export.widgets import Widget

from partners.imports.countries import country_code, similar_country, squeeze
from partners.imports.problems import Problem, Unusable, problem
from twinning.cldr import country_name

FIRST_YEAR = 1500
NAME_LENGTH = 100
SHOWN = 60

_FORMULA = re.compile(r"[=@]|[+-](?![\d\s.,])")
_ESCAPED = re.compile(r"'(?=[=@+\-])")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_SPACE = re.compile(r"[^\S\n]+")
_YEAR = re.compile(r"(?:c|ca|circa|um|around|vers)?\.?\s*(\d{4})(?:[.,]0+)?")
_DATE = re.compile(
    r"(\d{4})-\d{1,2}(?:-\d{1,2})?(?:[T ].*)?|\d{1,2}[./]\d{1,2}[./](\d{4})|\d{1,2}[./](\d{4})"
)
_DEGREES = re.compile(r"([+-]?\d{1,4}(?:[.,]\d{1,15})?)\s*°?\s*([NSEWOnsewo])?")
_HALF_TURN = {"s": -1, "w": -1}


class Column(Field):
    """A column: its heading in our words, other headings that mean the same, and how its value is said.

    `is_required`: the file must have it. `is_compared`: a value that two lines, or a line and we, can disagree about.
    `nothing`: values that say nothing.
    """

    def __init__(
        self,
        name: str,
        widget: Widget,
        label: str | Promise,
        *,
        aliases: Sequence[str] = (),
        attribute: str | None = None,
        is_required: bool = False,
        is_compared: bool = False,
        nothing: Sequence[Any] = (),
    ) -> None:
        super().__init__(attribute=attribute, column_name=name, widget=widget)
        self.label = label
        self.aliases = frozenset(squeeze(alias) for alias in (name, *aliases))
        self.is_required = is_required
        self.is_compared = is_compared
        self.empty_values = [None, "", *nothing]

    def read(self, cells: Mapping[str, str], notes: list[Problem]) -> Any:
        """The value of this column's cell; raises Unusable."""
        return self.clean(cells, notes=notes, column=self.column_name)

    def differs(self, value: Any, so_far: Any) -> bool:
        """True when the value says something, and something else than what stands there so far."""
        if value in self.empty_values:
            return False
        return not (value == so_far or (hasattr(self.widget, "agrees") and self.widget.agrees(value, so_far)))

    def say(self, value: Any) -> str:
        """The value in words of the reader's language."""
        if value in self.empty_values and not isinstance(self.widget, WordWidget):
            return ""
        return self.widget.say(value) if hasattr(self.widget, "say") else str(value)


def plain_text(text: str, column: str, notes: list[Problem]) -> str:
    """A cell without HTML and double spaces. What begins like a formula stays, as text, and is told."""
    if _ESCAPED.match(text):
        text = text[1:]
    if _TAG.search(text):
        text = unescape(nh3.clean(_TAG.sub(_gap, text), tags=set()))
        notes.append(problem("html", column=column))
    text = _SPACE.sub(" ", text).strip()
    if _FORMULA.match(text):
        notes.append(problem("formula", column=column, text=text[:SHOWN]))
    return text


def _gap(tag: re.Match[str]) -> str:
    """Script and style go with their content, which only the sanitiser can do; other tags part two words."""
    return tag[0] if re.match(r"</?(script|style)\b", tag[0], re.IGNORECASE) else f" {tag[0]}"


class TextWidget(Widget):
    """Text of at most `limit` characters; a longer one is cut and told."""

    def __init__(self, limit: int = 1000) -> None:
        super().__init__()
        self.limit = limit

    def clean(self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any) -> str:
        text = plain_text(value, column, notes)
        if len(text) <= self.limit:
            return text
        notes.append(problem("cut", column=column, count=len(text), limit=self.limit))
        return text[: self.limit - 1].rstrip() + "…"


class NameWidget(Widget):
    """A name: needed, with letters, and never cut."""

    def __init__(self, limit: int = NAME_LENGTH, *, is_optional: bool = False) -> None:
        super().__init__()
        self.limit, self.is_optional = limit, is_optional

    def clean(self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any) -> str:
        text = plain_text(value, column, notes).replace("\n", " ")
        if not text and self.is_optional:
            return ""
        if not text:
            raise Unusable("missing_cell", column=column)
        if not any(sign.isalpha() for sign in text):
            raise Unusable("no_letters", column=column, text=text[:SHOWN])
        if len(text) > self.limit:
            raise Unusable("too_long", column=column, count=len(text), limit=self.limit)
        return text


class CountryWidget(Widget):
    """A country as ISO code or by its name in any of our languages; "" when the cell is empty."""

    def clean(self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any) -> str:
        text = plain_text(value, column, [])
        code = country_code(text) if text else ""
        if text and not code:
            like = similar_country(text)
            if like:
                raise Unusable("unknown_country_like", text=text[:SHOWN], country=like)
            raise Unusable("unknown_country", text=text[:SHOWN])
        return code

    def say(self, value: str) -> str:
        return country_name(value)


class WordWidget(Widget):
    """One of a few values, which lists call by different words."""

    def __init__(
        self,
        words: Mapping[str, Sequence[str]],
        names: Callable[[], Mapping[str, str | Promise]],
        default: str,
        *,
        missing: str = "",
        unknown: str = "unknown_word",
    ) -> None:
        """`words`: what means which value; `names`: how values are called; codes of the notes, "" for silence."""
        super().__init__()
        self.names, self.default, self.missing, self.unknown = names, default, missing, unknown
        self.values = {squeeze(word): value for value, found in words.items() for word in (value, *found)}

    def clean(self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any) -> str:
        text = plain_text(value, column, [])
        if not text:
            if self.missing:
                notes.append(problem(self.missing))
            return self.default
        found = self.values.get(squeeze(text))
        if found is None:
            notes.append(problem(self.unknown, column=column, text=text[:SHOWN]))
        return found or self.default

    def say(self, value: str) -> str:
        return str(self.names().get(value, value))


class YearWidget(Widget):
    """A year, also out of a date; what is none is left out and told."""

    def clean(
        self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any
    ) -> int | None:
        text = plain_text(value, column, [])
        if not text:
            return None
        year = year_of(text)
        last = timezone.localdate().year + 1
        if year is None:
            notes.append(problem("unreadable_year", column=column, text=text[:SHOWN]))
        elif not FIRST_YEAR <= year <= last:
            notes.append(
                problem("year_range", column=column, text=str(year), first=str(FIRST_YEAR), last=str(last))
            )
            year = None
        return year

    def render(self, value: int | None, obj: Any = None, **kwargs: Any) -> int | str:
        return "" if value is None else value


def year_of(text: str) -> int | None:
    """The year that a cell names: "1960", "ca. 1960", "1960.0", "1960-05-03", "3.5.1960", "05/1960"."""
    found = _YEAR.fullmatch(text.casefold()) or _DATE.fullmatch(text)
    return int(next(group for group in found.groups() if group)) if found else None


class DegreesWidget(Widget):
    """Degrees with a decimal point or comma, and N, S, E or W; what is no number is left out and told."""

    def clean(
        self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any
    ) -> float | None:
        text = plain_text(value, column, [])
        if not text:
            return None
        found = _DEGREES.fullmatch(text)
        if not found:
            notes.append(problem("unreadable_degrees", column=column, text=text[:SHOWN]))
            return None
        return float(found[1].replace(",", ".")) * _HALF_TURN.get((found[2] or "").lower(), 1)

    def render(self, value: float | None, obj: Any = None, **kwargs: Any) -> float | str:
        return "" if value is None else value


class AddressWidget(Widget):
    """A web address; what is none is left out and told."""

    limit = 200
    judge = URLValidator(schemes=["http", "https"])

    def clean(self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any) -> str:
        text = plain_text(value, column, [])
        address = text if not text or "://" in text else f"https://{text}"
        try:
            if address:
                self.judge(address)
        except ValidationError:
            address = ""
        if text and (not address or len(address) > self.limit):
            notes.append(problem("bad_address", column=column, text=text[:SHOWN]))
            return ""
        return address
