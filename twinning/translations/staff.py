"""Translations in the desk's forms: a save tells which languages were written, and the editor says which stay valid.

`WithTranslations` is a base of `EditorialAdmin` (twinning.admin.editorial), so it builds on Django's classes alone.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from twinning.languages import own_name
from twinning.translations.actions import note_saved
from twinning.translations.models import TranslationState
from twinning.translations.permissions import target_languages
from twinning.translations.sources import content_of

MINOR = "_minor"


@dataclass(frozen=True, slots=True)
class Choice:
    """A language whose translation is up to date and may stay so."""

    code: str
    name: str
    checked: bool


class WithTranslations(admin.ModelAdmin):
    """Mixin of ModelAdmin for content that is translated."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep for later which columns the form changed."""
        super().save_model(request, obj, form, change)
        request.written_columns = form.changed_data

    def _note(self, request: HttpRequest, obj: Any) -> None:
        written = getattr(request, "written_columns", ())
        note_saved(obj, changed=written, by=request.user, minor_for=request.POST.getlist(MINOR))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django calls this after every save, when all parts of the form are stored, in the same transaction."""
        self._note(request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As `log_addition`; versions that are brought back and acts on a list pass here, too."""
        self._note(request, obj)
        return super().log_change(request, obj, message)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """With the languages that a small change leaves valid."""
        obj = context["original"]
        if obj is not None and content_of(type(obj)):
            context |= {"minor_name": MINOR, "minor_choices": _choices(request, obj)}
        return super().render_change_form(request, context, **kwargs)


def _choices(request: HttpRequest, obj: Any) -> list[Choice]:
    valid = TranslationState.objects.of(obj).filter(state=TranslationState.State.UP_TO_DATE)
    found = set(valid.values_list("language", flat=True))
    asked = set(request.POST.getlist(MINOR))
    return [Choice(code, own_name(code), code in asked) for code in target_languages() if code in found]
