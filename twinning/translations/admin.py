"""Translations on the staff desk: the matrix and the translation page, in place of Django's list and form."""

from django.contrib import admin
from django.urls import URLPattern, path

from twinning.admin import ReadOnlyAdmin
from twinning.translations.matrix import views
from twinning.translations.models import TranslationState
from twinning.translations.page.admin import LanguageRuleAdmin, TranslatorLanguageAdmin, page_urls

__all__ = ["LanguageRuleAdmin", "TranslationStateAdmin", "TranslatorLanguageAdmin"]


@admin.register(TranslationState)
class TranslationStateAdmin(ReadOnlyAdmin):
    """Rows change through their pages alone, which ask for the right to a language themselves."""

    def get_urls(self) -> list[URLPattern]:
        """Nothing of Django's own pages is left."""
        guard = self.admin_site.admin_view
        return [
            path("", guard(views.matrix), name="translations_translationstate_changelist"),
            path("", guard(views.matrix), name="translations_matrix"),
            path("assign/", guard(views.assign), name="translations_assign"),
            path("mine/", guard(views.mine), name="translations_mine"),
            *page_urls(),
        ]
