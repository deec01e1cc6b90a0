"""Countries, languages, numbers, sums, dates and lists as each language writes them: from CLDR through Babel."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from twinning.languages import current


@lru_cache(maxsize=32)
def _locale(code: str) -> Locale:
    """CLDR data of a language; easy German speaks German, an unknown code English."""
    try:
        return Locale.parse(code.split("-")[0])
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


# Names that people use where CLDR gives the official one: shorter, and no less right for a town in that country.
EVERYDAY = {("GB", "de"): "Großbritannien"}


def country_name(code: str, language: str | None = None) -> str:
    """A country's name: ("FR", "ja") gives "フランス"; the code itself when CLDR has none."""
    wanted = language or current()
    return EVERYDAY.get((code.upper(), wanted.split("-")[0])) or _locale(wanted).territories.get(
        code.upper(), code
    )


def language_label(code: str, language: str | None = None) -> str:
    """A language's name in another language: ("pl", "de") gives "Polnisch"."""
    if code == "ny":
        # CLDR says "Nyanja"; the people of Blantyre say Chichewa.
        return _("Chichewa")
    return _locale(language or current()).languages.get(code, code)


def language_list(codes: Iterable[str]) -> str:
    """Names of languages in a row, with the commas and the "and" of the reader's language."""
    return format_list([language_label(code) for code in codes], style="standard", locale=_locale(current()))


def whole_number(value: float, language: str | None = None) -> str:
    """A number without decimals, grouped as the language does: 8908.7 gives "8.909" in German."""
    return format_decimal(round(value), locale=_locale(language or current()))


# CLDR has lists without an "and" for a few languages only.
COMMAS = {"ja": "、", "ar": "، "}


def listed(parts: Iterable[str]) -> str:
    """Phrases in a row with the reader's commas and without an "and": "French, a little German"."""
    return COMMAS.get(current(), ", ").join(parts)


def either(parts: Iterable[str]) -> str:
    """Phrases of which one is enough, with the reader's commas and "or": "May or June 2027"."""
    return format_list(list(parts), style="or", locale=_locale(current()))


def month_span(first: date, last: date) -> str:
    """A month with its year, or several in a row: "May 2027", "May – July 2027"."""
    locale = _locale(current())
    if (first.year, first.month) == (last.year, last.month):
        return format_skeleton("yMMMM", first, locale=locale)
    return format_interval(first, last, "yMMMM", locale=locale)


def decimal_number(value: Decimal | float, language: str | None = None) -> str:
    """A number with the decimals that it has, three at most: 3.50 gives "3,5" in German."""
    return format_decimal(value, locale=_locale(language or current()))


def money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """A sum with the sign of its currency, without ",00" when it is whole: (7000, "EUR", "de") gives "7.000 €"."""
    locale = _locale(language or current())
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (0, 0) if amount == amount.to_integral_value() else (2, 2)
    return pattern.apply(amount, locale, currency=currency, currency_digits=False)


def day_words(day: date, skeleton: str, language: str | None = None) -> str:
    """A date as exactly as `skeleton` says ("y", "yMMM", "yMMMd"): "Feb. 2026" in German for "yMMM"."""
    return format_skeleton(skeleton, day, locale=_locale(language or current()))


def span_words(start: date, end: date, skeleton: str, language: str | None = None) -> str:
    """A span of time, what both ends share said once: "Feb.–Okt. 2026" in German for "yMMM"."""
    return format_interval(start, end, skeleton, locale=_locale(language or current()))
