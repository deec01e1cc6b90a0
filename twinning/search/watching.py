"""Notes what has changed, in the transaction of the change, and has it indexed when that is through.

Plumbing alone: what belongs to what, the catalogue says (`Entry.parts`). A change that is undone takes its note along;
a note whose indexing fails stays for the worker and the nightly run. A bulk update sends no signals: the nightly
rebuild brings it in, and what is not public any more is not shown meanwhile.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone

from twinning.catalogue import Entry, Numbers, entries
from twinning.search import indexing
from twinning.search.models import PendingIndexing
from twinning.search.tasks import catch_up

logger = logging.getLogger(__name__)

# More than a click changes is left to the worker: an import, a seed.
AT_ONCE = 20
_owners: dict[type[models.Model], list[tuple[str, Numbers]]] = defaultdict(list)


def watch() -> None:
    """Listen to every model that the catalogue names; called once, when all apps are ready."""
    for entry in entries():
        _watch(entry, entry.queryset().model, lambda row: (row.pk,))
        for label, owners in entry.parts.items():
            _watch(entry, apps.get_model(label), owners)


def _watch(entry: Entry, model: type[models.Model], owners: Numbers) -> None:
    if model not in _owners:
        post_save.connect(_saved, sender=model, dispatch_uid="search")
        post_delete.connect(_saved, sender=model, dispatch_uid="search")
        for field in model._meta.many_to_many:
            m2m_changed.connect(_linked, sender=field.remote_field.through, dispatch_uid="search")
    _owners[model].append((entry.key, owners))


def _saved(sender: type[models.Model], instance: models.Model, **_kwargs: Any) -> None:
    moment = getattr(instance, "publish_from", None)
    # What was just made may hold the text that it was given; the nightly run knows the moment.
    later = moment if isinstance(moment, datetime) and timezone.is_aware(moment) else None
    for kind, owners in _owners[sender]:
        note(kind, owners(instance), later)


def _linked(instance: models.Model, action: str, model: type[models.Model], **kwargs: Any) -> None:
    """Links set from either side: `instance` may be the thing itself or what it is linked with."""
    if not action.startswith("post_"):
        return
    if kwargs["reverse"]:
        for row in model._default_manager.filter(pk__in=kwargs["pk_set"] or ()):
            _saved(model, row)
    elif type(instance) in _owners:
        _saved(type(instance), instance)


def note(kind: str, pks: Iterable[int], publish_from: datetime | None = None) -> None:
    """These things of a kind are to be indexed: now, and once more when they are to appear."""
    now = timezone.now()
    moments = [now, publish_from] if publish_from and publish_from > now else [now]
    rows = [PendingIndexing(kind=kind, object_id=pk, due_at=due) for pk in pks for due in moments]
    PendingIndexing.objects.bulk_create(rows)
    for due in moments[1:]:
        catch_up.using(run_after=due).enqueue()
    # Once for each transaction, however many rows it saves.
    if rows and not any(waiting is _flush for _savepoints, waiting, *_rest in connection.run_on_commit):
        transaction.on_commit(_flush)


def _flush() -> None:
    """After the commit: index what was noted, or leave it to the worker. Nobody's save fails because of it."""
    try:
        if PendingIndexing.objects.filter(due_at__lte=timezone.now())[: AT_ONCE + 1].count() > AT_ONCE:
            catch_up.enqueue()
        else:
            indexing.catch_up()
    except DatabaseError:
        logger.exception("What was saved could not be indexed; the worker will try again.")
