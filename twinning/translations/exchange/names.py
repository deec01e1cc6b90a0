"""Names that keep their form: what stands in the glossary, and names of places that the content itself knows.

Apps above say with `register` which names they have, so nothing has to be typed twice. Before a machine gets a text,
`protect` hides the names (and placeholders) in elements that it leaves alone; `restore` puts in the form of the target
language, whatever the machine made of their content. `hits` shows translators which names a text holds. A name
without a form in a language is translated freely there, unless the glossary says that it stays.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.conf import settings

from twinning import memory
from twinning.languages import column
from twinning.municipality.models import Municipality
from twinning.translations.checks_of_text import PLACEHOLDERS
from twinning.translations.exchange.models import ProtectedName

Forms = Mapping[str, str]
MARKUP = re.compile(r"(<[^>]*>)")
HIDDEN = re.compile(r"""<span\b[^>]*\bid=["']k(\d{1,5})["'][^>]*>.*?</span>""", re.DOTALL)
HIDING = '<span translate="no" class="notranslate" id="k{number}">{text}</span>'


class Lost(Exception):
    """A protected name or a placeholder did not come back, or came twice."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A protected name in a text: its German form, its form in the language, and how often it stands there."""

    name: str
    form: str
    count: int


_sources: dict[str, Callable[[], Iterable[Forms]]] = {}


def register(key: str, rows: Callable[[], Iterable[Forms]]) -> None:
    """Let `rows` say further names: forms by language code, German among them."""
    _sources[key] = rows


def forms_of(row: Mapping[str, str | None], field: str) -> dict[str, str]:
    """Forms by language from the columns of a translated field."""
    found = {code: row.get(column(field, code)) for code in settings.MODELTRANSLATION_LANGUAGES}
    return {code: text for code, text in found.items() if text}


def _glossary() -> Iterable[Forms]:
    columns = [column("form", code) for code in settings.MODELTRANSLATION_LANGUAGES]
    for row in ProtectedName.objects.rewrite(False).order_by("pk").values("stays", *columns):
        forms = forms_of(row, "form")
        kept = dict.fromkeys(settings.MODELTRANSLATION_LANGUAGES, forms[settings.LANGUAGE_CODE])
        yield kept | forms if row["stays"] else forms


def _home() -> Iterable[Forms]:
    fields = ("name", "office_name")
    columns = [column(field, code) for field in fields for code in settings.MODELTRANSLATION_LANGUAGES]
    for row in Municipality.objects.rewrite(False).values(*columns):
        yield from (forms_of(row, field) for field in fields)


def _read() -> dict[str, Forms]:
    """Names by their German form; the glossary counts more than what the content says."""
    found: dict[str, Forms] = {}
    for rows in (*_sources.values(), _home, _glossary):
        for forms in rows():
            if german := forms.get(settings.LANGUAGE_CODE, "").strip():
                found[german] = {**found.get(german, {}), **forms}
    return found


def glossary(language: str) -> dict[str, str]:
    """German names and their forms in `language` (a handful of queries, remembered for some seconds)."""
    names = memory.recall("protected names", _read)
    return {name: forms[language] for name, forms in names.items() if language in forms}


@lru_cache(maxsize=32)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Longest first, whole words only: "Hannover" is not in "Hannoveraner"."""
    wanted = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{wanted})(?!\w)" if names else r"(?!)")


def hits(text: str, language: str) -> list[NameHit]:
    """Protected names in a German text (plain or HTML), in the order in which they stand there."""
    known = glossary(language)
    counts: dict[str, int] = {}
    words = " ".join(MARKUP.split(text)[::2])
    for found in _pattern(tuple(known)).finditer(words):
        counts[found[0]] = counts.get(found[0], 0) + 1
    return [NameHit(name, known[name], count) for name, count in counts.items()]


def missing(source: str, target: str, language: str) -> list[NameHit]:
    """Names of the source whose form is not in the target: perhaps inflected, so somebody has to look."""
    return [hit for hit in hits(source, language) if hit.form.casefold() not in target.casefold()]


def protect(text: str, language: str) -> tuple[str, list[str]]:
    """HTML with names and placeholders hidden, and what `restore` puts in their place."""
    known = {
        escape(name, quote=False): escape(form, quote=False) for name, form in glossary(language).items()
    }
    wanted = re.compile(f"{PLACEHOLDERS.pattern}|{_pattern(tuple(known)).pattern}")
    tokens: list[str] = []

    def hide(found: re.Match[str]) -> str:
        tokens.append(known.get(found[0], found[0]))
        return HIDING.format(number=len(tokens) - 1, text=found[0])

    parts = MARKUP.split(text)
    parts[::2] = [wanted.sub(hide, part) for part in parts[::2]]
    return "".join(parts), tokens


def restore(text: str, tokens: list[str]) -> str:
    """HTML with what was hidden, in its form. Raises Lost unless each one came back once."""
    seen = sorted(int(number) for number in HIDDEN.findall(text))
    if seen != list(range(len(tokens))):
        raise Lost
    return HIDDEN.sub(lambda found: tokens[int(found[1])], text)
