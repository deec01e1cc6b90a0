"""Keep a version after a save, restore an older one, and thin out what is old.

`record` is called by the desk's forms (twinning.revisions.staff) and by whatever else changes public texts.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from twinning.models import Editorial
from twinning.publishing import missing_for_publication
from twinning.revisions.models import Revision
from twinning.revisions.snapshots import snapshot, write_columns, write_relations

# Younger versions are all kept; of older ones the last of each month.
KEEP_ALL = timedelta(days=365)


class Refused(Exception):
    """Why a version can't be restored, as sentences for the person who wanted it."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def lock(obj: models.Model) -> None:
    """Hold the row until the transaction ends: two saves at once get two numbers."""
    list(type(obj)._base_manager.filter(pk=obj.pk).select_for_update().values_list("pk"))


def _stored(obj: models.Model) -> models.Model:
    """The row as the database has it, whatever stands in the form."""
    return type(obj)._base_manager.get(pk=obj.pk)


def _keep(obj: models.Model, data: dict[str, Any], **fields: Any) -> Revision:
    last = Revision.objects.of(obj).first()
    if last is not None and last.data == data and fields.get("origin") != Revision.Origin.RESTORED:
        return last
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        number=last.number + 1 if last else 1,
        data=data,
        **fields,
    )


@transaction.atomic
def record(obj: Editorial, *, by: Any, note: str = "") -> Revision:
    """Keep what is stored of `obj` now; where nothing changed since the last version, that one is returned."""
    lock(obj)
    return _keep(obj, snapshot(_stored(obj)), by=by, note=note)


@transaction.atomic
def record_found(obj: Editorial) -> Revision:
    """Keep what stands in the database before a change, if seeds, imports or scripts wrote it without a version."""
    lock(obj)
    return _keep(obj, snapshot(_stored(obj)), by=None, origin=Revision.Origin.FOUND)


@transaction.atomic
def restore(revision: Revision, *, by: Any, seen_version: int | None = None) -> tuple[Editorial, set[str]]:
    """Write the texts and facts of an older version back, as a new version; the row, and which columns changed.

    Nothing is deleted, and whether the page is public stays as it is. Raises Refused when somebody saved meanwhile, or
    when a public page would lack what publishing needs.
    """
    model = revision.content_type.model_class()
    obj = model._base_manager.select_for_update().filter(pk=revision.object_id).first()
    if obj is None:
        raise Refused(_("This page does not exist any more."))
    if seen_version is not None and obj.version != seen_version:
        raise Refused(
            _("Somebody saved this page while you were looking at its versions. Please look again.")
        )
    record_found(obj)
    changed = write_columns(obj, revision.data)
    _judge(obj)
    obj.version += 1
    obj.save()
    write_relations(obj, revision.data)
    if obj.state == Editorial.State.PUBLISHED and (missing := missing_for_publication(_stored(obj))):
        raise Refused(*missing)
    fields = {"by": by, "origin": Revision.Origin.RESTORED, "restored_from": revision.number}
    _keep(obj, snapshot(_stored(obj)), **fields)
    return obj, changed


def _judge(obj: Editorial) -> None:
    """What the model asks of every row holds for old texts, too."""
    if obj.state == Editorial.State.PUBLISHED and (missing := missing_for_publication(obj)):
        raise Refused(*missing)
    try:
        obj.full_clean()
    except ValidationError as refusal:
        raise Refused(*refusal.messages) from refusal


def forget_versions(sender: type[models.Model], instance: models.Model, **_more: Any) -> None:
    """A row that is deleted takes its versions along (a receiver of post_delete)."""
    if isinstance(instance, Editorial):
        Revision.objects.of(instance).delete()


def prune(now: datetime | None = None) -> int:
    """Delete versions older than a year, except the last one of each month; how many there were."""
    old = Revision.objects.filter(at__lt=(now or timezone.now()) - KEEP_ALL).annotate(month=TruncMonth("at"))
    same = {name: OuterRef(name) for name in ("content_type", "object_id", "month")}
    return old.filter(Exists(old.filter(**same, number__gt=OuterRef("number")))).delete()[0]
