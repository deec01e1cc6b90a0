"""What a version holds of a row, and how it goes back into it. Called by the actions, and for comparing.

Left out: files, addresses of people and notes of the office (a version must hold nothing personal), what the portal
reckons by itself, and the bare name of a translated field, which shows whatever language is active.
"""

from typing import Any

from django.db import models
from django.db.models import Field, ForeignObjectRel, Model
from modeltranslation.utils import get_translation_fields

from twinning.models import Editorial
from twinning.publishing import translated_fields

PARTS = "parts"
NEVER_KEPT = frozenset({"staff_note"})
# Whether and when a page is public is decided by people, each time anew; address words lead to it for good.
NEVER_RESTORED = frozenset({"state", "publish_from", "publish_until", "key"})


def columns_of(model: type[Model]) -> list[Field]:
    """The columns that a version keeps, in the order of the model."""
    bare = translated_fields(model) | NEVER_KEPT
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and field.name not in bare
        and not isinstance(field, models.FileField | models.EmailField)
    ]


def restorable(field: Field) -> bool:
    """True for columns that restoring writes back."""
    return field.name not in NEVER_RESTORED and not isinstance(field, models.SlugField)


def parts_of(model: type[Model]) -> list[ForeignObjectRel]:
    """Relations to rows that belong to this one and have texts of their own: pictures, milestones, greetings."""
    return [
        rel
        for rel in model._meta.related_objects
        if rel.one_to_many
        and rel.on_delete is models.CASCADE
        and translated_fields(rel.related_model)
        and not issubclass(rel.related_model, Editorial)
    ]


def text_columns(model: type[Model]) -> list[str]:
    """Every language's column of every translated field."""
    return [name for field in sorted(translated_fields(model)) for name in get_translation_fields(field)]


def _plain(field: Field, value: Any) -> Any:
    """A value as JSON can hold it; text that is missing and text that is empty are the same."""
    if value is None or isinstance(value, bool | int | float | str):
        return value if value != "" else None
    if isinstance(value, list | tuple):
        return list(value)
    return field.value_to_string(_Holder(field, value))


class _Holder:
    """Just enough of a row for `value_to_string`."""

    def __init__(self, field: Field, value: Any) -> None:
        setattr(self, field.attname, value)


def _part_texts(obj: Model, rel: ForeignObjectRel) -> dict[str, dict[str, str]]:
    """The texts of the rows behind `rel`, by their number; empty ones are left out."""
    columns = text_columns(rel.related_model)
    rows = rel.related_model._base_manager.filter(**{rel.field.name: obj.pk}).order_by("pk")
    exact = rows.rewrite(False) if hasattr(rows, "rewrite") else rows
    return {
        str(key): {name: text for name, text in zip(columns, texts, strict=True) if text}
        for key, *texts in exact.values_list("pk", *columns)
    }


def snapshot(obj: Model) -> dict[str, Any]:
    """Everything of `obj` that a version keeps."""
    model = type(obj)
    data = {field.name: _plain(field, getattr(obj, field.attname)) for field in columns_of(model)}
    for field in model._meta.many_to_many:
        links = field.remote_field.through._base_manager.filter(**{field.m2m_field_name(): obj.pk})
        data[field.name] = sorted(links.values_list(f"{field.m2m_reverse_field_name()}_id", flat=True))
    data[PARTS] = {rel.get_accessor_name(): _part_texts(obj, rel) for rel in parts_of(model)}
    return data


def _target_is_gone(field: Field, value: Any) -> bool:
    if not field.is_relation or value is None:
        return False
    return not field.related_model._base_manager.filter(pk=value).exists()


def write_columns(obj: Model, data: dict[str, Any]) -> set[str]:
    """Put the columns of a version into `obj`, which is not saved here; the names of those that changed.

    A column that came later than the version keeps its value, and so does a reference to a row that is gone.
    """
    changed = set()
    for field in columns_of(type(obj)):
        if field.name not in data or not restorable(field):
            continue
        value = data[field.name]
        if _plain(field, getattr(obj, field.attname)) == value or _target_is_gone(field, value):
            continue
        empty = None if field.null else "" if field.empty_strings_allowed else field.get_default()
        setattr(obj, field.attname, empty if value is None else field.to_python(value))
        changed.add(field.name)
    return changed


def write_relations(obj: Model, data: dict[str, Any]) -> None:
    """Put many-to-many fields and texts of parts back, as far as the rows still exist; nothing is deleted or made."""
    for field in obj._meta.many_to_many:
        if field.name in data:
            known = field.related_model._base_manager.filter(pk__in=data[field.name])
            getattr(obj, field.name).set(known)
    for rel in parts_of(type(obj)):
        _write_part(obj, rel, data.get(PARTS, {}).get(rel.get_accessor_name(), {}))


def _write_part(obj: Model, rel: ForeignObjectRel, kept: dict[str, dict[str, str]]) -> None:
    columns = text_columns(rel.related_model)
    rows = rel.related_model._base_manager.filter(**{rel.field.name: obj.pk, "pk__in": list(kept)})
    for row in rows:
        texts = {name: kept[str(row.pk)].get(name) for name in columns}
        if any((getattr(row, name) or None) != text for name, text in texts.items()):
            for name, text in texts.items():
                setattr(row, name, text)
            row.save()
