"""Two versions side by side, field by field and language by language. Called by the desk's pages of versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Field, Model
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from twinning.languages import direction, own_name
from twinning.revisions.models import Revision
from twinning.revisions.snapshots import PARTS, columns_of, parts_of
from twinning.revisions.words import Piece, pieces, readable
from twinning.richtext import RichTextField


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; `language` is "" for what has none. Texts have `pieces`, others before and after."""

    label: str
    language: str
    pieces: tuple[Piece, ...] = ()
    before: str = ""
    after: str = ""
    only_markup: bool = False

    @property
    def language_name(self) -> str:
        return own_name(self.language) if self.language else ""

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


def changes(older: Revision, newer: Revision) -> list[Change]:
    """Everything in which the two versions differ, in the order of the model."""
    model = newer.content_type.model_class()
    found = [_column(field, older.data, newer.data) for field in columns_of(model)]
    found += [_many(field, older.data, newer.data) for field in model._meta.many_to_many]
    return [change for change in found if change] + list(_parts(model, older.data, newer.data))


def _label(field: Field) -> str:
    """The name of a field without its language, which stands in a column of its own."""
    original = getattr(field, "translated_field", field)
    return capfirst(str(original.verbose_name))


def _text(field: Field, label: str, before: str, after: str) -> Change:
    language = getattr(field, "language", "")
    if isinstance(field, RichTextField):
        old, new = readable(before), readable(after)
        return Change(label, language, tuple(pieces(old, new)), only_markup=old == new)
    return Change(label, language, tuple(pieces(before, after)))


def _is_text(field: Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _column(field: Field, older: dict[str, Any], newer: dict[str, Any]) -> Change | None:
    before, after = older.get(field.name), newer.get(field.name)
    if before == after:
        return None
    if _is_text(field):
        return _text(field, _label(field), str(before or ""), str(after or ""))
    return Change(_label(field), "", before=_shown(field, before), after=_shown(field, after))


def _names(model: type[Model], keys: list[Any]) -> str:
    """What rows are called; one that is gone has only its number left."""
    known = model._base_manager.in_bulk(keys)
    return ", ".join(str(known.get(key, f"#{key}")) for key in keys)


def _shown(field: Field, value: Any) -> str:
    """A value that is no text, as a reader expects it."""
    if value is None or value == []:
        return ""
    if field.is_relation:
        return _names(field.related_model, [value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    return str(dict(field.flatchoices).get(value, value))


def _many(field: Field, older: dict[str, Any], newer: dict[str, Any]) -> Change | None:
    before, after = older.get(field.name, []), newer.get(field.name, [])
    if before == after:
        return None
    gone = [key for key in before if key not in after]
    come = [key for key in after if key not in before]
    names = {"before": _names(field.related_model, gone), "after": _names(field.related_model, come)}
    return Change(capfirst(str(field.verbose_name)), "", **names)


def _parts(model: type[Model], older: dict[str, Any], newer: dict[str, Any]) -> Iterator[Change]:
    """Texts of rows that belong to this one; a new or deleted row shows as all its words coming or going."""
    for rel in parts_of(model):
        name = rel.get_accessor_name()
        before, after = (version.get(PARTS, {}).get(name, {}) for version in (older, newer))
        for key in sorted(before.keys() | after.keys(), key=int):
            yield from _part(rel.related_model, before.get(key, {}), after.get(key, {}))


def _part(model: type[Model], before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for column in sorted(before.keys() | after.keys()):
        old, new = before.get(column, ""), after.get(column, "")
        if old == new:
            continue
        try:
            field = model._meta.get_field(column)
        except FieldDoesNotExist:
            continue
        label = f"{capfirst(str(model._meta.verbose_name))}: {_label(field)}"
        yield _text(field, label, old, new)
