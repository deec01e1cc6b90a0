"""The whole database as text, to compare it before and after."""

from django.apps import apps
from django.core import serializers
from django.db.models import QuerySet


def rows_of(queryset: QuerySet) -> list[str]:
    return serializers.serialize("jsonl", queryset.order_by("pk")).splitlines()


# Notes for the worker, which go when the transaction is through: a test never gets that far.
NOTES = frozenset({"search.PendingIndexing"})


def dump() -> list[str]:
    """One line per row, of every table that Django knows, content types and permissions included."""
    known = (model for model in apps.get_models(include_auto_created=True) if model._meta.label not in NOTES)
    tables = sorted(known, key=lambda model: model._meta.label)
    return [row for model in tables for row in rows_of(model._base_manager.all())]
