"""Who translates into which language, and which languages need a second person: lists of the staff desk.

Imported by `twinning.translations.admin`. Being staff and the group stay a matter of the accounts' own page.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, ForeignKey
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from twinning.accounts.models import User
from twinning.admin import StaffAdmin
from twinning.translations.models import LanguageRule, TranslatorLanguage
from twinning.translations.page import views
from twinning.translations.page.sheet import language_name
from twinning.translations.permissions import target_languages


class LanguageChoice:
    """The language is one that is translated into, by its name."""

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "language":
            choices = [(code, language_name(code)) for code in target_languages()]
            return forms.ChoiceField(label=db_field.verbose_name, choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("language"), ordering="language")
    def language_(self, row: TranslatorLanguage | LanguageRule) -> str:
        return language_name(row.language)


@admin.register(TranslatorLanguage)
class TranslatorLanguageAdmin(LanguageChoice, StaffAdmin):
    """One row per person and language."""

    list_display = ["user", "language_", "may_review"]
    list_filter = ["language", "may_review"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "language", "may_review"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        kwargs.setdefault(
            "queryset", User.objects.filter(is_staff=True, is_active=True).order_by("name", "email")
        )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.help_text = _(
            "Somebody who may enter the staff desk. The group “Übersetzung” has no other rights there."
        )
        return field


@admin.register(LanguageRule)
class LanguageRuleAdmin(LanguageChoice, StaffAdmin):
    """One row per language that has a rule of its own."""

    list_display = ["language_", "needs_review"]
    fields = ["language", "needs_review"]


def page_urls() -> list[URLPattern]:
    """Addresses of the translation page, for the admin of translations."""
    where = "<int:content_type_id>/<int:object_id>/<str:language>/"
    return [
        path(where, admin.site.admin_view(views.edit), name="translations_edit"),
        path(f"{where}save/", admin.site.admin_view(views.autosave), name="translations_autosave"),
    ]
