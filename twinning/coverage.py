"""What is translated: apps register their models in their `desk` module; `twinning.translations` knows the rest."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class Content:
    """A registered model: which translated `fields` count, and the column to name a row by."""

    model: type[Model]
    fields: tuple[str, ...]
    name: str
    rows: Callable[[], QuerySet]


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
