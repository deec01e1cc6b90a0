"""Pages and aims on the staff desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from twinning.admin import PUBLICATION, EditorialAdmin, EditorialForm, tag
from twinning.languages import column
from twinning.pages.actions import delete_addressed, refused_words, save_addresses, suggest_slugs
from twinning.pages.models import Addressed, Aim, Page
from twinning.pages.open_points import with_brackets

LANGUAGES = settings.MODELTRANSLATION_LANGUAGES
TEXTS = _(
    "German is required. The other languages can follow; what is missing is shown in German with a note."
)


class AddressedForm(EditorialForm):
    """Makes missing address words from the titles and refuses words that belong to another page."""

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        words = {code: self.cleaned_data.get(column("slug", code)) or "" for code in LANGUAGES}
        kind, own = self.instance.SLUG_KIND, self.instance.pk
        titles = {code: self.cleaned_data.get(column("title", code)) or "" for code in LANGUAGES}
        for code, word in suggest_slugs(kind=kind, object_id=own, titles=titles, words=words).items():
            if column("slug", code) not in self.errors:
                words[code] = self.cleaned_data[column("slug", code)] = word
        refused = refused_words(model=type(self.instance), object_id=own, words=words)
        for code, (word, reason) in refused.items():
            self.add_error(
                column("slug", code), forms.ValidationError(reason, params={"slug": word}, code="taken")
            )
        return self.cleaned_data


class AddressedAdmin(EditorialAdmin):
    """What pages and aims have in common."""

    form = AddressedForm
    optional_texts = ("slug",)
    search_fields = ["title", "body", "slug", "key"]
    folded_fields = ("title", "key")

    def get_readonly_fields(self, request: HttpRequest, obj: Addressed | None = None) -> list[str]:
        """The key is what the code refers to: typed once, never changed."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "key"] if obj else fields

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A word that somebody else took between check and save: a second look finds it and says so in the form."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (ValidationError, IntegrityError):
            return super().changeform_view(request, *args, **kwargs)

    def store(self, request: HttpRequest, obj: Addressed, form: forms.ModelForm, change: bool) -> None:
        obj.save()
        save_addresses(obj)

    def remove(self, obj: Addressed) -> None:
        delete_addressed(obj)


class OpenPointsFilter(admin.SimpleListFilter):
    """Texts that wait for something only the city knows."""

    title = _("square brackets")
    parameter_name = "brackets"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("with square brackets")), ("no", _("without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "yes":
            return queryset.filter(with_brackets())
        return queryset.exclude(with_brackets()) if self.value() == "no" else None


class EasyLanguageFilter(admin.SimpleListFilter):
    """Leichte Sprache is checked by people who use it."""

    title = _("easy language")
    parameter_name = "easy"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("unchecked", _("not checked yet")), ("checked", _("checked")), ("none", _("not written"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        body = column("body", settings.EASY_LANGUAGE)
        written = Q(**{f"{body}__isnull": False}) & ~Q(**{body: ""})
        choices = {
            "unchecked": written & Q(easy_reviewed_by=""),
            "checked": written & ~Q(easy_reviewed_by=""),
            "none": ~written,
        }
        return queryset.filter(choices[self.value()]) if self.value() in choices else None


@admin.register(Page)
class PageAdmin(AddressedAdmin):
    """Editorial pages."""

    list_display = [
        "__str__",
        "menu",
        "state_tag",
        "languages_tag",
        "open_points",
        "review_tag",
        "updated_at",
    ]
    list_filter = ["state", "menu", OpenPointsFilter, "needs_legal_review", "readiness", EasyLanguageFilter]
    autocomplete_fields = ["related"]
    fieldsets = [
        (_("Texts"), {"fields": ["title", "slug", "lede", "body"], "description": TEXTS}),
        PUBLICATION,
        (_("Place"), {"fields": ["key", ("menu", "position"), "related"]}),
        (
            _("For the office"),
            {"fields": ["readiness", "needs_legal_review", "easy_reviewed_by", "staff_note"]},
        ),
    ]

    @admin.display(description=_("open points"))
    def open_points(self, page: Page) -> SafeString | str:
        """Languages in which square brackets wait for the city."""
        return tag("warn", ", ".join(page.open_points())) if page.open_points() else "–"

    @admin.display(description=_("legal review"), ordering="needs_legal_review")
    def review_tag(self, page: Page) -> SafeString | str:
        return tag("err", _("needed")) if page.needs_legal_review else "–"


@admin.register(Aim)
class AimAdmin(AddressedAdmin):
    """The aims: what a project may be for."""

    list_display = ["__str__", "state_tag", "languages_tag", "position", "changed"]
    search_fields = ["title", "summary", "body", "slug", "key"]
    fieldsets = [
        (
            _("Texts"),
            {
                "fields": ["title", "slug", "summary", "body"],
                "description": format_lazy("{} {}", TEXTS, _("The summary stands on the list of aims.")),
            },
        ),
        PUBLICATION,
        (_("Place"), {"fields": ["key", "position"]}),
    ]
