"""First content: each app declares in its `seed` module what it loads; `manage.py seed` loads it all.

The rules, the same for every app:

- A row is found by its natural key (a slug, a key), never by its number. A missing one is made.
- What staff wrote stays: of a row that is already there only empty columns are filled. So a second run
  changes nothing, and a language added to the files later reaches the rows that lack it.
- A list that hangs on a row (facts, events, greetings ...) is loaded while it is empty. As soon as it holds
  something it belongs to staff: what they deleted does not come back.
- With `reset` the columns named in the files are written back as they were delivered and missing list entries
  are made; what staff added beside them stays.

The files are JSON with one entry per column, language included ("title_de"); a bare "title" would go into the
language that happens to be active. Rich text is a list with one piece of HTML per line.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditlog import get_logentry_model
from auditlog.context import disable_auditlog
from django.conf import settings
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils.translation import override
from modeltranslation.translator import NotRegistered, translator

from twinning.addresses.models import Slug
from twinning.models import Versioned
from twinning.richtext import RichTextField, clean_html

Save = Callable[[models.Model], Any]


@dataclass
class Run:
    """One run of the loaders: whether it resets, and what it did so far (counted by model)."""

    reset: bool = False
    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def row(
        self,
        model: type[models.Model],
        key: dict[str, Any],
        values: dict[str, Any],
        save: Save = models.Model.save,
    ) -> tuple[models.Model, bool]:
        """The row with this natural key, made or completed from `values`, and whether it was made now.

        `save` stores it when there is something to store. Raises ValueError for a column that does not exist
        or that depends on the active language.
        """
        obj = model._default_manager.filter(**key).first()
        is_new = obj is None
        obj = obj or model(**key)
        if _fill(obj, values, overwrite=is_new or self.reset) or is_new:
            if isinstance(obj, Versioned) and not is_new:
                obj.version += 1  # somebody who has the form open is told
            save(obj)
            (self.made if is_new else self.changed)[model._meta.label] += 1
        return obj, is_new

    def children(
        self,
        parent: models.Model,
        name: str,
        rows: Iterable[dict[str, Any]],
        key: tuple[str, ...],
        single: str = "",
    ) -> None:
        """Load the list `parent.<name>`; `key` names the columns that tell its entries apart.

        An entry may hold "sources", a list of rows to link. `single` is a flag that only one entry may carry.
        """
        manager = getattr(parent, name)
        model, back = manager.model, manager.field.name
        loads_missing = self.reset or not manager.exists()
        for values in rows:
            identity = {back: parent, **{column: _stored(model, column, values[column]) for column in key}}
            if not loads_missing and not manager.filter(**identity).exists():
                continue
            if self.reset and single and values.get(single):
                manager.exclude(**identity).filter(**{single: True}).update(**{single: False})
            rest = {column: value for column, value in values.items() if column not in {*key, "sources"}}
            obj, is_new = self.row(model, identity, rest)
            if "sources" in values:
                self.link(obj, "sources", values["sources"], is_new)

    def link(self, obj: models.Model, name: str, others: Iterable[models.Model], is_new: bool) -> None:
        """Link `others` to `obj` where staff have not linked anything themselves."""
        manager = getattr(obj, name)
        if is_new or self.reset or not manager.exists():
            manager.set(others)


def _fill(obj: models.Model, values: dict[str, Any], *, overwrite: bool) -> bool:
    """Put `values` into empty columns, or into all; True when something is different now."""
    different = False
    for name, raw in values.items():
        value = _stored(type(obj), name, raw)
        present = getattr(obj, name)
        if present == value or not (overwrite or present in (None, "", [])):
            continue
        setattr(obj, name, value)
        different = True
    return different


def _stored(model: type[models.Model], name: str, value: Any) -> Any:
    """`value` from a file as the column `name` will give it back."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise ValueError(f"{model.__name__} has no column “{name}”.") from error
    if name in _translated(model):
        raise ValueError(
            f"{model.__name__}.{name} depends on the active language: write {name}_de, {name}_en ..."
        )
    if isinstance(value, list) and not isinstance(column, ArrayField):
        value = "".join(value)
    if isinstance(column, models.ForeignKey):
        return value
    return clean_html(value) if isinstance(column, RichTextField) else column.to_python(value)


def _translated(model: type[models.Model]) -> Iterable[str]:
    try:
        return translator.get_options_for_model(model).all_fields
    except NotRegistered:
        return ()


def free_words(kind: str, model: type[models.Model]) -> None:
    """Let go of the address words of deleted rows, so that a row made again gets its own words back."""
    Slug.objects.filter(kind=kind).exclude(object_id__in=model._default_manager.values("pk")).delete()


def read(folder: Path, name: str) -> Any:
    """What the file `name` in `folder` holds."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


# --- what apps declare ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Samples:
    """Invented rows for a demonstration: how they come and how they go without a trace."""

    create: Callable[[], Any]
    remove: Callable[[], Any]


_loaders: dict[str, Callable[[Run], None]] = {}
_samples: dict[str, Samples] = {}
_afterwards: list[Callable[[], Any]] = []


def register(key: str, load: Callable[[Run], None]) -> None:
    """Add an app's loader; they run in the order of INSTALLED_APPS."""
    _loaders[key] = load


def register_samples(key: str, create: Callable[[], Any], remove: Callable[[], Any]) -> None:
    """Add an app's invented rows. `create` must be repeatable, `remove` must leave nothing behind."""
    _samples[key] = Samples(create, remove)


def afterwards(function: Callable[[], Any]) -> None:
    """Call `function` when all loaders, or all samples, are done: for what counts the rows of every app."""
    _afterwards.append(function)


def forget(rows: models.QuerySet) -> None:
    """Delete sample rows together with what the histories of changes say about them."""
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    kind = ContentType.objects.get_for_model(rows.model)
    get_logentry_model().objects.filter(content_type=kind, object_pk__in=keys).delete()
    AdminLogEntry.objects.filter(content_type=kind, object_id__in=keys).delete()
    rows.delete()


@contextmanager
def _one_piece() -> Iterator[None]:
    """All or nothing, in the language of record, and not in the history of who changed what."""
    with transaction.atomic(), override(settings.LANGUAGE_CODE), disable_auditlog():
        yield


def _finish() -> None:
    for function in _afterwards:
        function()


def load_all(*, reset: bool = False) -> Run:
    """Run every loader in one transaction and tell what happened."""
    run = Run(reset=reset)
    with _one_piece():
        for load in _loaders.values():
            load(run)
        _finish()
    return run


def create_samples() -> None:
    """Add every app's invented rows."""
    with _one_piece():
        for samples in _samples.values():
            samples.create()
        _finish()


def remove_samples() -> None:
    """Take every app's invented rows away, last come first gone."""
    with _one_piece():
        for samples in reversed(_samples.values()):
            samples.remove()
        _finish()
