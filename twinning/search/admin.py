"""Searches without a hit on the staff desk: what people look for in vain, in which language, how often."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from twinning.admin import ReadOnlyAdmin
from twinning.search import missing
from twinning.search.models import SearchMiss


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    """One list, added up over the days; a single day says nothing that staff could act on."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list itself."""
        return missing.miss_list(request, self.admin_site, self.opts)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows have no page of their own."""
        return obj is None and super().has_view_permission(request, obj)
