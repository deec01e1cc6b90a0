"""Card of the staff desk: what appears and disappears by itself, of all kinds of content, the next first."""

from datetime import datetime
from functools import reduce
from typing import Any

from django.apps import apps
from django.db.models import Case, CharField, DateTimeField, F, Model, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinning import desk
from twinning.models import Editorial
from twinning.publishing import plan_of

MOST = 8


def editorial_models() -> list[type[Editorial]]:
    """Every kind of content that is published, in the order of the apps."""
    return [model for model in apps.get_models() if issubclass(model, Editorial)]


def _planned(model: type[Editorial], now: datetime) -> QuerySet:
    """Number and next moment of the rows of one kind that will come or go."""
    comes = Q(publish_from__gt=now)
    goes = Q(publish_until__gt=now, state=Editorial.State.PUBLISHED)
    moment = Case(
        When(comes, then=F("publish_from")), default=F("publish_until"), output_field=DateTimeField()
    )
    rows = model._base_manager.filter(comes | goes).order_by()
    kind = Value(model._meta.label_lower, output_field=CharField())
    return rows.values_list(kind, "pk", moment)


def _permitted(user: Any, model: type[Model]) -> bool:
    opts = model._meta
    return any(user.has_perm(f"{opts.app_label}.{act}_{opts.model_name}") for act in ("view", "change"))


def coming(user: Any, now: datetime) -> list[Editorial]:
    """The next rows that will come or go, of the kinds that this person sees: one query, and one more for each kind."""
    parts = [_planned(model, now) for model in editorial_models() if _permitted(user, model)]
    if not parts:
        return []
    whole = reduce(lambda one, other: one.union(other, all=True), parts)
    found = sorted(whole, key=lambda row: row[2])[:MOST]
    keys: dict[str, list[int]] = {}
    for kind, pk, _moment in found:
        keys.setdefault(kind, []).append(pk)
    rows = {kind: apps.get_model(kind)._base_manager.in_bulk(pks) for kind, pks in keys.items()}
    return [rows[kind][pk] for kind, pk, _moment in found if pk in rows[kind]]


def scheduled(request: HttpRequest) -> dict[str, Any]:
    """What the template needs of each row."""
    now = timezone.now()
    return {
        "rows": [
            {
                "title": str(obj),
                "kind": capfirst(str(obj._meta.verbose_name)),
                "url": reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk]),
                "signs": plan_of(obj, now),
            }
            for obj in coming(request.user, now)
        ]
    }


desk.register(
    desk.Card(
        key="scheduled",
        title=_("Appears and disappears by itself"),
        template="admin/revisions/scheduled.html",
        context=scheduled,
        order=60,
        permission=tuple(
            f"{model._meta.app_label}.{act}_{model._meta.model_name}"
            for model in editorial_models()
            for act in ("view", "change")
        ),
    )
)
