"""Which texts exist in which language: the table of translations on the staff desk.

Apps register their models in their `desk` module. A language counts against German: fields that German leaves
empty are not missing anywhere. One query per model, without loading the texts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Field, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse

from twinning.languages import column
from twinning.publishing import translated_fields

FULL, PART, NONE = "full", "part", "none"


@dataclass(frozen=True, slots=True)
class Content:
    """A registered model: which translated `fields` count, and the column to name a row by."""

    model: type[Model]
    fields: tuple[str, ...]
    name: str
    rows: Callable[[], QuerySet]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row in one language."""

    language: str
    state: str
    written: int
    wanted: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row with a cell per language."""

    label: str
    url: str
    cells: tuple[Cell, ...]

    @property
    def is_complete(self) -> bool:
        """True when nothing is missing; easy language is a choice, its absence is no gap."""
        return all(cell.state == FULL for cell in self.cells if cell.language != settings.EASY_LANGUAGE)


_contents: list[Content] = []


def register(model: type[Model], fields: tuple[str, ...], *, name: str, rows: Callable[[], QuerySet]) -> None:
    """Add a model to the table; `rows` is called for each page view."""
    _contents.append(Content(model, fields, name, rows))


def contents() -> tuple[Content, ...]:
    """Everything that is registered, in order."""
    return tuple(_contents)


def languages() -> tuple[str, ...]:
    """The table's columns: published languages, then easy language."""
    return (*settings.PUBLISHED_LANGUAGES, settings.EASY_LANGUAGE)


def _is_written(field: str, language: str) -> Q:
    place = column(field, language)
    return Q(**{f"{place}__isnull": False}) & ~Q(**{place: ""})


def _count(fields: tuple[str, ...], language: str) -> Combinable:
    """How many of the fields that German has are written in `language`, as a database expression."""
    number: Field = IntegerField()
    total: Combinable = Value(0, output_field=number)
    for field in fields:
        both = _is_written(field, settings.LANGUAGE_CODE) & _is_written(field, language)
        total = total + Case(When(both, then=Value(1)), default=Value(0), output_field=number)
    return total


def _alias(language: str) -> str:
    return column("in", language)


def _cell(language: str, values: dict[str, Any], url: str) -> Cell:
    written, wanted = values[_alias(language)], values[_alias(settings.LANGUAGE_CODE)]
    state = FULL if wanted and written == wanted else PART if written else NONE
    return Cell(language, state, written, wanted, f"{url}#lang-{language}")


def table(content: Content) -> list[Row]:
    """The rows of one model (one query)."""
    model = content.model
    names = {_alias(code): _count(content.fields, code) for code in languages()}
    is_translated = content.name in translated_fields(model)
    label = column(content.name, settings.LANGUAGE_CODE) if is_translated else content.name
    found = content.rows().rewrite(False).annotate(**names).values("pk", label, *names)
    address = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    rows = []
    for values in found:
        url = reverse(address, args=[values["pk"]])
        cells = tuple(_cell(code, values, url) for code in languages())
        rows.append(Row(values[label] or str(values["pk"]), url, cells))
    return rows
