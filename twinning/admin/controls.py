"""Form controls that everybody can use: names for controls without a label, one set of language attributes.

Mixins of the base classes in this package.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import Field, URLField
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_translation_fields

from twinning.admin.widgets import PhotoFormField, RichTextWidget
from twinning.languages import column, direction
from twinning.models import AbstractPhoto
from twinning.richtext import RichTextField


def staff_languages() -> tuple[str, ...]:
    """Every language that has columns, in the order of staff work: published, easy, then the others."""
    first = (*settings.PUBLISHED_LANGUAGES, settings.EASY_LANGUAGE)
    return (*first, *(code for code in settings.MODELTRANSLATION_LANGUAGES if code not in first))


class LanguageFields:
    """lang and dir on every translated control, so that also without JavaScript each text is read in its language.

    `data-field` and `data-needed` tell the language tabs which controls belong together and which ones German needs.
    """

    # Translated fields that fill themselves; an empty one is no gap.
    optional_texts: tuple[str, ...] = ()

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, RichTextField):
            kwargs.setdefault("widget", RichTextWidget)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        language = getattr(db_field, "language", None)
        if field and language:
            field.widget.attrs |= self._attributes(db_field, language)
        return field

    def _attributes(self, db_field: Field, language: str) -> dict[str, str]:
        name = db_field.translated_field.name
        values = {"lang": language, "dir": direction(language)}
        if name in self.optional_texts:
            return values | {"data-field": name, "data-optional": "true"}
        needed = getattr(db_field.model, "PUBLISH_FIELDS", ())
        return values | {"data-field": name} | ({"data-needed": "true"} if name in needed else {})

    def replace_orig_field(self, option: Any) -> Any:
        """modeltranslation's columns, but in the order of our tabs."""
        done: list[Any] = []
        for entry in option or ():
            if isinstance(entry, list | tuple):
                done.append(tuple(self.replace_orig_field(entry)))
            elif entry in self.trans_opts.all_fields:
                known = set(get_translation_fields(entry))
                done += [name for code in staff_languages() if (name := column(entry, code)) in known]
            else:
                done.append(entry)
        return done


class _InPage:
    """Django's search-and-choose lists, opened inside the page's main part, where screen readers look for them."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-dropdown-parent": "#content-main"}


class OneChoice(_InPage, AutocompleteSelect):
    """One row out of many."""


class ManyChoices(_InPage, AutocompleteSelectMultiple):
    """Several rows, without the button that empties them: that one breaks the list's markup."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class NamedControls:
    """A name on every control that stock Django leaves without one."""

    # Cells of a tabular inline have no label element at all.
    names_every_control = False

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Deleting a source is a decision of its own page, not of a cross beside a list.
            field.widget.can_delete_related = field.widget.can_view_related = False
        label = str(field.label)
        for part, kind in zip(getattr(field.widget, "widgets", []), (_("date"), _("time")), strict=False):
            part.attrs["aria-label"] = f"{label}: {kind}"
        if self.names_every_control:
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = label
        return field

    def formfield_for_foreignkey(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", OneChoice(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ManyChoices(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class PhotoControls:
    """Uploads that are looked at, not only named, and cleaned of place data."""

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if issubclass(db_field.model, AbstractPhoto) and db_field.name == "image":
            kwargs["form_class"] = PhotoFormField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class NamedDeletion(BaseInlineFormSet):
    """Says of each delete box what it deletes."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            text = (
                gettext("Delete: %(row)s") % {"row": form.instance} if form.instance.pk else gettext("Delete")
            )
            form.fields["DELETE"].widget.attrs["aria-label"] = text
