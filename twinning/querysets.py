"""QuerySet words that several apps share: what is public now, and order by a translated name."""

from types import SimpleNamespace
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from twinning.languages import current, served
from twinning.sorting import sort_key


class TranslatedQuerySet(models.QuerySet):
    """Base of every queryset of a model with translated columns."""

    def in_name_order(self, field: str = "name", language: str | None = None) -> list[models.Model]:
        """All rows as a list, sorted as a reader of `language` expects ("Ä" beside "A", "Ł" beside "L").

        In Python, because the private database has no ICU collations and the lists are short.
        """
        code = language or current()
        return sorted(self, key=lambda row: sort_key(served(row, field, code).text, code))


def is_public(prefix: str = "") -> Q:
    """What anybody may read at this moment, as a condition; `prefix` leads to a related row ("city__")."""
    now = timezone.now()
    return (
        (Q(**{f"{prefix}publish_from__isnull": True}) | Q(**{f"{prefix}publish_from__lte": now}))
        & (Q(**{f"{prefix}publish_until__isnull": True}) | Q(**{f"{prefix}publish_until__gt": now}))
        & Q(**{f"{prefix}state": "published"})
    )


class EditorialQuerySet(TranslatedQuerySet):
    """Rows with an editorial state."""

    def published(self) -> Self:
        """What anybody may read at this moment."""
        return self.filter(is_public())

    def visible_to(self, user: object) -> Self:
        """Published rows for everybody; staff see drafts too, and whoever holds a link to a preview its one row."""
        if getattr(user, "is_staff", False):
            return self.all()
        grant = getattr(user, "preview", None)
        if grant is not None and grant.covers(self.model):
            return self.filter(is_public() | Q(pk=grant.obj.pk))
        return self.published()


def folded_rows(rows: models.QuerySet, *fields: str) -> ArraySubquery:
    """A few related rows as JSON inside their owner's query, instead of a query of their own.

    `rows` is already filtered with OuterRef and ordered; read the annotation with `unfolded`.
    """
    columns: dict[str, Any] = {name: name for name in fields}
    exact = rows.rewrite(False) if hasattr(rows, "rewrite") else rows
    return ArraySubquery(exact.values(row=JSONObject(**columns)))


def unfolded(rows: list[dict[str, Any]] | None) -> list[SimpleNamespace]:
    """Rows of a `folded_rows` annotation as objects; dates are ISO texts, files are paths."""
    return [SimpleNamespace(**row) for row in rows or []]
