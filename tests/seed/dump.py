"""The whole database as text, to compare it before and after."""

from django.apps import apps
from django.core import serializers
from django.db.models import QuerySet


def rows_of(queryset: QuerySet) -> list[str]:
    return serializers.serialize("jsonl", queryset.order_by("pk")).splitlines()


def dump() -> list[str]:
    """One line per row, of every table that Django knows, content types and permissions included."""
    tables = sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label)
    return [row for model in tables for row in rows_of(model._base_manager.all())]
