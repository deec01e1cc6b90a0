"""Which language a text is served in, and safe ways to query translated columns.

modeltranslation falls back silently; a portal for people who read one of nine languages must not. Templates
use `served()` (through `{% served %}`) so that a fallen-back passage carries its own `lang` and `dir`; queries
use `tcol()` and `tcoalesce()` because a bare translated name inside a database expression reads the base
column, which holds whatever language was active when the row was saved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import F, Field, Model, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import get_language, get_language_info, gettext
from modeltranslation.utils import build_localized_fieldname, resolution_order

# Passages may come in these languages too, without an interface of their own (greetings, local names).
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

# The translation of an English text that is marked with gettext_noop where it stands. By another name than gettext,
# because what is written in a call of that must be a text that the catalogues can be told of.
translated: Callable[[str], str] = gettext


@dataclass(frozen=True, slots=True)
class Served:
    """A text as the reader gets it: `language` is the code it is really written in ("" when there is no text)."""

    text: str
    language: str
    direction: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def direction(code: str) -> str:
    """ "rtl" for a right-to-left language code (region and variant are ignored), else "ltr"."""
    return "rtl" if code.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def own_name(code: str) -> str:
    """The language's name in that language, "日本語" for "ja"; the code itself when nobody knows it."""
    if code in settings.LANGUAGE_NAMES:
        return settings.LANGUAGE_NAMES[code]
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return code


def current() -> str:
    """The active language as one that has columns; German when translations are switched off."""
    code = get_language() or settings.LANGUAGE_CODE
    return code if code in settings.MODELTRANSLATION_LANGUAGES else settings.LANGUAGE_CODE


def to_write_in(code: str) -> str:
    """The language of mails to somebody who wrote in `code`: that one, else English where the portal speaks it."""
    if code in settings.PUBLISHED_LANGUAGES:
        return code
    return "en" if "en" in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE


@lru_cache(maxsize=512)
def column(field: str, language: str) -> str:
    """Name of the column that holds `field` in `language`: ("title", "de-simple") gives "title_de_simple"."""
    return build_localized_fieldname(field, language)


@lru_cache(maxsize=32)
def chain(language: str) -> tuple[str, ...]:
    """The language itself, then the ones to fall back on, in order."""
    return tuple(resolution_order(language))


def served(obj: Model, field: str, language: str | None = None) -> Served:
    """The text of `obj.field` for a reader of `language` (default: the active one) and the language it is in."""
    wanted = language or current()
    for code in chain(wanted):
        text = getattr(obj, column(field, code)) or ""
        if text.strip():
            return Served(text, code, direction(code), code != wanted)
    return Served("", wanted, direction(wanted), False)


def written(text: str, language: str, reader: str | None = None) -> Served:
    """A text that has no translations, such as a name, for a reader of `reader` (default: the active language)."""
    wanted = reader or current()
    return Served(text, language, direction(language), language.split("-")[0] != wanted.split("-")[0])


def own_languages(obj: Model, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Published languages in which every one of `fields` has a text of its own: what hreflang may list."""
    return tuple(
        code
        for code in settings.PUBLISHED_LANGUAGES
        if all((getattr(obj, column(field, code)) or "").strip() for field in fields)
    )


def has_language(obj: Model, fields: tuple[str, ...], language: str) -> bool:
    """True when every one of `fields` is written in `language` itself."""
    return all((getattr(obj, column(field, language)) or "").strip() for field in fields)


def tcol(model: type[Model], field: str, language: str) -> F:
    """The column of one language for use in expressions; raises FieldDoesNotExist for a wrong name.

    Always combine with `.rewrite(False)`, as the querysets in `twinning.querysets` do.
    """
    name = column(field, language)
    model._meta.get_field(name)
    return F(name)


def tcoalesce(model: type[Model], field: str, language: str, output: Field | None = None) -> Coalesce:
    """The first non-empty column along the fallback chain of `language`, as a database expression."""
    kind = output or TextField()
    columns = [NullIf(Cast(tcol(model, field, code), kind), Value("")) for code in chain(language)]
    return Coalesce(*columns, Value(""), output_field=kind)


def all_columns(field: str) -> tuple[str, ...]:
    """Every language's column of a translated field: what staff search and public search look into."""
    return tuple(column(field, code) for code in settings.MODELTRANSLATION_LANGUAGES)
