"""Address words on the staff desk: to look up where an old link leads, not to change."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from twinning.addresses.models import Slug
from twinning.admin import ReadOnlyAdmin, staff_languages
from twinning.languages import own_name

EVERY = "all"


class LanguageFilter(admin.SimpleListFilter):
    """Words of one language, or those that serve every language."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(EVERY, _("every language")), *((code, own_name(code)) for code in staff_languages())]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if not self.value():
            return None
        return queryset.filter(language="" if self.value() == EVERY else self.value())


@admin.register(Slug)
class SlugAdmin(ReadOnlyAdmin):
    """Words come and go with the pages that they belong to."""

    list_display = ["slug", "kind", "language_name", "is_current", "object_id", "created_at"]
    list_filter = ["kind", "is_current", LanguageFilter]
    search_fields = ["slug"]

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, word: Slug) -> Any:
        return own_name(word.language) if word.language else _("every language")
