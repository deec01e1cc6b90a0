"""More columns: several values in one cell, languages, numbers, and days as exactly as they are known.

Called by the kinds of lists that need them; the plain columns are in `partners.imports.columns`.
"""

import calendar
import datetime
import re
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from import_export.widgets import Widget

from partners.imports.columns import FIRST_YEAR, SHOWN, plain_text, year_of
from partners.imports.countries import squeeze
from partners.imports.problems import Problem, problem
from twinning.cldr import language_label, language_list

MOST_PARTS = 30
YEARS_AHEAD = 20

_PARTS = re.compile(r"[;|\n]")
_WORDS = re.compile(r"[;|,\n]")
_CODE = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?")
_WRITTEN = re.compile(r"(?:(\d{1,2})[./])?(\d{1,2})[./](\d{4})")


class PartsWidget(Widget):
    """Several names in one cell, separated by semicolons."""

    def clean(
        self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any
    ) -> list[str]:
        parts = (part.strip() for part in _PARTS.split(plain_text(value, column, notes)))
        return list(dict.fromkeys(part for part in parts if part))[:MOST_PARTS]

    def render(self, value: Sequence[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(value or [])

    def say(self, value: Sequence[str]) -> str:
        return "; ".join(value)


class LanguagesWidget(Widget):
    """Codes of languages ("fr, ca"), or their names in German, English or French."""

    def clean(
        self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any
    ) -> list[str]:
        found = []
        for part in _WORDS.split(plain_text(value, column, [])):
            word = part.strip()
            code = language_code(word) if word else ""
            if word and not code:
                notes.append(problem("unknown_word", column=column, text=word[:SHOWN]))
            elif code and code not in found:
                found.append(code)
        return found

    def render(self, value: Sequence[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(value or [])

    def say(self, value: Sequence[str]) -> str:
        return language_list(value)


class LanguageWidget(LanguagesWidget):
    """One of the languages in which the portal has columns; the first one when the cell is empty."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__()
        self.choices = tuple(choices)

    def clean(self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any) -> str:
        text = plain_text(value, column, [])
        code = language_code(text) if text else ""
        if text and code not in self.choices:
            notes.append(problem("unknown_word", column=column, text=text[:SHOWN]))
        return code if code in self.choices else self.choices[0]

    def render(self, value: str | None, obj: Any = None, **kwargs: Any) -> str:
        return value or ""

    def say(self, value: str) -> str:
        return language_label(value)


def language_code(word: str) -> str:
    """The code that a word means: "fr", "FR", "French" and "Französisch" all give "fr"; "" for none."""
    if _CODE.fullmatch(word) and language_label(word.lower(), "en") != word.lower():
        return word.lower()
    wanted = squeeze(word)
    return next((code for code in COMMON if wanted in {squeeze(name) for name in _names(code)}), "")


# Languages that lists name in words.
COMMON = (
    "de", "en", "fr", "pl", "ja", "ar", "uk", "tr", "es", "it", "pt", "nl", "ru", "zh", "fa", "ca", "cs", "hu", "sv",
    "da", "fi", "no", "ro", "el", "he", "hr", "sr", "bg", "sk", "sl", "lt", "lv", "et", "ko", "ny",
)  # fmt: skip


def _names(code: str) -> list[str]:
    return [language_label(code, reader) for reader in ("de", "en", "fr", code)]


class NumberWidget(Widget):
    """A whole number from 1 on, with or without separators of thousands; what is none is left out and told."""

    most = 100_000_000

    def clean(
        self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any
    ) -> int | None:
        text = plain_text(value, column, [])
        if not text:
            return None
        digits = re.sub(r"(?<=\d)[\s.,’'](?=\d{3}\b)", "", text)
        if digits.isdecimal() and 0 < int(digits) < self.most:
            return int(digits)
        notes.append(problem("unknown_word", column=column, text=text[:SHOWN]))
        return None

    def render(self, value: int | None, obj: Any = None, **kwargs: Any) -> int | str:
        return "" if value is None else value


class DayWidget(Widget):
    """A day, a month or a year, kept as "2026-05-03", "2026-05" or "2026"; what is none is left out and told."""

    def clean(self, value: str, row: Any = None, *, notes: list[Problem], column: str, **kwargs: Any) -> str:
        text = plain_text(value, column, [])
        found = day_of(text) if text else ""
        if text and not found:
            notes.append(problem("unreadable_day", column=column, text=text[:SHOWN]))
        return found

    def agrees(self, value: str, so_far: str | None) -> bool:
        """What is only less exact is no contradiction: "2026" against "2026-05"."""
        return bool(so_far) and so_far.startswith(f"{value}-")

    def say(self, value: str) -> str:
        day, precision = as_day(value)
        formats = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT"}
        return date_format(day, formats[precision]) if precision in formats else value


def day_of(text: str) -> str:
    """What a cell says of a day, as exactly as it says it; "" for what is none or can't be meant."""
    iso, written = _ISO.fullmatch(text), _WRITTEN.fullmatch(text)
    if iso:
        year, month, day = iso[1], iso[2], iso[3]
    elif written:
        day, month, year = written[1], written[2], written[3]
    else:
        number = year_of(text)
        year, month, day = str(number or 0), None, None
    return _composed(int(year), month, day)


def _composed(year: int, month: str | None, day: str | None) -> str:
    if not FIRST_YEAR <= year <= timezone.localdate().year + YEARS_AHEAD:
        return ""
    try:
        datetime.date(year, int(month or 1), int(day or 1))
    except ValueError:
        return ""
    parts = [f"{year:04d}", *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)


def as_day(value: str) -> tuple[datetime.date, str]:
    """From "2026-05" to the first of May 2026 and "month"."""
    parts = [int(part) for part in value.split("-")]
    year, month, day = [*parts, 1, 1][:3]
    return datetime.date(year, month, day), ("year", "month", "day")[len(parts) - 1]


def last_day(value: str) -> tuple[datetime.date, str]:
    """From "2026-05" to the last of May 2026 and "month": what ends in a month is not over at its beginning."""
    day, precision = as_day(value)
    if precision == "year":
        return day.replace(month=12, day=31), precision
    last = calendar.monthrange(day.year, day.month)[1]
    return (day.replace(day=last) if precision == "month" else day), precision


def from_day(day: datetime.date | None, precision: str) -> str:
    """The other way round; "" for no day."""
    if day is None:
        return ""
    return {"year": f"{day:%Y}", "month": f"{day:%Y-%m}"}.get(precision, day.isoformat())
