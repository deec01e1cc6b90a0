"""Themes on the staff desk; registered by `partners.admin`."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.theme import Theme
from twinning.admin import TranslatedModelAdmin, VersionedAdmin, tag
from twinning.languages import all_columns


class KindFilter(admin.SimpleListFilter):
    """The town's aims, or the fields that staff keep."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("aims", _("aims of the town")), ("fields", _("fields"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        choices = {"aims": False, "fields": True}
        return queryset.filter(aim__isnull=choices[self.value()]) if self.value() in choices else None


class ThemeFilter(admin.SimpleListFilter):
    """For lists of rows that have themes: by their titles in the language of the desk."""

    title = _("theme")
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(theme.key, str(theme)) for theme in Theme.objects.with_titles()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(themes__key=self.value()) if self.value() else None


class ThemeAdmin(TranslatedModelAdmin, VersionedAdmin):
    """Staff may add fields, and a theme for an aim that is new: it shows the aim's title."""

    list_display = ["__str__", "key", "kind_tag", "position"]
    list_filter = [KindFilter]
    search_fields = ["name", "key", *(f"aim__{name}" for name in all_columns("title"))]
    folded_fields = ("name", "key", "aim__title_de", "aim__title_en")
    autocomplete_fields = ["aim"]
    fieldsets = [(None, {"fields": ["name", ("key", "position"), "aim"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Theme]:
        return super().get_queryset(request).with_titles()

    def get_readonly_fields(self, request: HttpRequest, obj: Theme | None = None) -> list[str]:
        """The key stands in addresses of lists: typed once, never changed."""
        return ["key"] if obj else []

    @admin.display(description=_("kind"))
    def kind_tag(self, theme: Theme) -> SafeString:
        return tag("ok", _("aim")) if theme.aim_id else tag("plain", _("field"))
