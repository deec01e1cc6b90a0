"""Names of countries and languages, and numbers, as the reader's language writes them: from CLDR through Babel."""

from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError
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
