"""Who changed what, value by value, to read only.

The page that the package brings searches for columns that our accounts have not got, and says nothing in German.
"""

from typing import Any

from auditlog.admin import LogEntry
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinning.admin.editorial import ReadOnlyAdmin
from twinning.languages import direction

NOTHING = "None"
# The package keeps the actions as numbers and names them in English only.
ACTIONS = {
    LogEntry.Action.CREATE: _("added"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
    LogEntry.Action.ACCESS: _("read"),
}

apps.get_app_config("auditlog").verbose_name = _("History")
admin.site.unregister(LogEntry)


def _change(model: Any, name: str, values: Any) -> dict[str, Any]:
    """One changed value for the template; a many-to-many field lists what was added or taken away."""
    try:
        field = model._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        field = None
    label = capfirst(str(getattr(field, "verbose_name", name)))
    language = getattr(field, "language", "")
    if isinstance(values, dict):
        objects = ", ".join(values.get("objects", []))
        before, after = ("", objects) if values.get("operation") == "add" else (objects, "")
    else:
        before, after = ("" if value == NOTHING else value for value in values)
    return {
        "label": label,
        "language": language,
        "direction": direction(language),
        "before": before,
        "after": after,
    }


@admin.register(LogEntry)
class HistoryAdmin(ReadOnlyAdmin):
    """Entries are written by the package whenever a model with history is saved."""

    list_display = ["timestamp", "person", "what", "did"]
    list_filter = ["action", "content_type"]
    list_select_related = ["content_type", "actor"]
    search_fields = ["object_repr", "actor__email", "actor__name"]
    date_hierarchy = "timestamp"
    fields = ["timestamp", "person", "what", "did", "changed_values"]
    readonly_fields = ["person", "what", "did", "changed_values"]

    @admin.display(description=_("who"), ordering="actor")
    def person(self, entry: LogEntry) -> str:
        return str(entry.actor) if entry.actor else str(_("the portal itself"))

    @admin.display(description=_("action"), ordering="action")
    def did(self, entry: LogEntry) -> str:
        return str(ACTIONS.get(entry.action, entry.action))

    @admin.display(description=_("what"))
    def what(self, entry: LogEntry) -> SafeString | str:
        label = f"{entry.content_type.name}: {entry.object_repr}"
        try:
            address = f"admin:{entry.content_type.app_label}_{entry.content_type.model}_change"
            return format_html('<a href="{}">{}</a>', reverse(address, args=[entry.object_pk]), label)
        except NoReverseMatch:
            return label

    @admin.display(description=_("changes"))
    def changed_values(self, entry: LogEntry) -> SafeString | str:
        model = entry.content_type.model_class()
        changes = [
            _change(model, name, values) for name, values in sorted((entry.changes_dict or {}).items())
        ]
        return render_to_string("admin/history_changes.html", {"changes": changes}) if changes else "–"

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Links from a row to its own history filter by its key."""
        return lookup == "object_pk" or super().lookup_allowed(lookup, value, request)
