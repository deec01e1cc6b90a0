"""Base classes for content: translated, versioned, published only when nothing is missing.

Used by the `admin` modules of all apps.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from twinning.admin.controls import LanguageFields, NamedControls, NamedDeletion, PhotoControls
from twinning.admin.lists import PlainTitles, TolerantSearch, tag
from twinning.admin.versions import VersionedAdmin, VersionedForm
from twinning.languages import direction, has_language, own_languages, own_name
from twinning.models import Editorial
from twinning.previews.staff import WithPreviews
from twinning.publishing import photo_gaps, plan_of, text_gaps, translated_fields
from twinning.revisions.staff import WithVersions
from twinning.shortlinks.staff import WithShortLinks
from twinning.translations.staff import WithTranslations

PUBLICATION = (_("Publication"), {"fields": ["state", ("publish_from", "publish_until"), "public_pages"]})


class StaffAdmin(PlainTitles, NamedControls, TolerantSearch):
    """Base of every list on the desk."""


class TranslatedModelAdmin(LanguageFields, PlainTitles, NamedControls, TranslationAdmin, TolerantSearch):
    """Base of models with translated columns: language tabs, search in all languages."""


class ReadOnlyAdmin(StaffAdmin):
    """Rows to look at; nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EditorialForm(VersionedForm):
    """Refuses to publish what is not complete; the message stands at the field, in the tab of its language."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.instance.state != Editorial.State.PUBLISHED or "state" in self.errors:
            return
        for gap in text_gaps(self.instance):
            if gap.column not in self.errors:
                self.add_error(gap.column if gap.column in self.fields else None, gap.message)


def _translated(obj: Editorial) -> tuple[str, ...]:
    """What publishing needs and is written in several languages: a name may not be among it."""
    known = translated_fields(type(obj))
    return tuple(name for name in obj.PUBLISH_FIELDS if name in known)


class EditorialAdmin(
    WithTranslations, WithVersions, WithPreviews, WithShortLinks, TranslatedModelAdmin, VersionedAdmin
):
    """Base of everything that is written as a draft and published."""

    form = EditorialForm
    readonly_fields = ("public_pages",)
    list_filter = ("state",)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, obj: Editorial) -> SafeString:
        """Draft or published, and when that will change by itself; a gap that stands against the plan is named."""
        kind = "ok" if obj.state == Editorial.State.PUBLISHED else "plain"
        signs = [tag(kind, obj.get_state_display()), *(tag(*sign) for sign in plan_of(obj, timezone.now()))]
        return format_html_join(" ", "{}", ((sign,) for sign in signs))

    @admin.display(description=_("languages"))
    def languages_tag(self, obj: Editorial) -> SafeString:
        """In how many published languages the row is complete."""
        have, want = len(own_languages(obj, _translated(obj))), len(settings.PUBLISHED_LANGUAGES)
        text = _("%(have)d of %(want)d") % {"have": have, "want": want}
        return tag("ok" if have == want else "warn" if have > 1 else "err", text)

    @admin.display(description=_("last changed"), ordering="updated_at")
    def changed(self, obj: Editorial) -> SafeString:
        moment = timezone.localtime(obj.updated_at)
        return format_html('<span class="nb">{}</span>', date_format(moment, "SHORT_DATETIME_FORMAT"))

    @admin.display(description=_("public page"))
    def public_pages(self, obj: Editorial) -> SafeString | str:
        """A link per language; staff see drafts there as well, so the links are the preview."""
        if obj.pk is None:
            return _("After the first save, the preview is linked here.")
        codes = list(settings.PUBLISHED_LANGUAGES)
        if has_language(obj, _translated(obj)[:1], settings.EASY_LANGUAGE):
            codes.append(settings.EASY_LANGUAGE)
        links = format_html_join(
            " · ",
            '<a href="{}" lang="{}" dir="{}">{}</a>',
            ((obj.get_absolute_url(code), code, direction(code), own_name(code)) for code in codes),
        )
        is_public = type(obj).objects.published().filter(pk=obj.pk).exists()
        note = _("Anybody can read it.") if is_public else _("Only staff can see it: a preview.")
        pages = [("short_links", _("Short link and QR code for posters"))]
        if not is_public:
            pages.insert(0, ("previews", _("Links for people without an account")))
        name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}"
        more = format_html_join(
            " · ",
            '<a href="{}">{}</a>',
            ((reverse(f"{name}_{page}", args=[obj.pk]), text) for page, text in pages),
        )
        return format_html("{}<br>{}<br>{}", links, note, more)


class RowsInline(NamedControls, admin.TabularInline):
    """Short rows as a table."""

    names_every_control = True
    formset = NamedDeletion
    extra = 0


class BlocksInline(NamedControls, admin.StackedInline):
    """Rows with long texts that are not translated, one under the other."""

    formset = NamedDeletion
    extra = 0


class TranslatedInline(LanguageFields, PhotoControls, NamedControls, TranslationStackedInline):
    """Rows with texts in every language, one under the other."""

    formset = NamedDeletion
    extra = 0


class PhotoFormSet(NamedDeletion):
    """Under a published row every picture needs what publishing needs."""

    def clean(self) -> None:
        super().clean()
        if getattr(self.instance, "state", "") != Editorial.State.PUBLISHED:
            return
        for form in self.forms:
            if form.cleaned_data and not form.cleaned_data.get("DELETE"):
                self._judge(form)

    def _judge(self, form: forms.ModelForm) -> None:
        for gap in photo_gaps(form.instance):
            if gap.column not in form.errors:
                form.add_error(gap.column if gap.column in form.fields else None, gap.message)


class PhotoInline(TranslatedInline):
    """Pictures of a row."""

    formset = PhotoFormSet
    readonly_fields = ("preview",)
    fields = [
        "preview", "image", "alt", "is_decorative", "caption", ("credit", "licence"), ("focal_x", "focal_y"),
        ("shows_people", "consent_on_file"), "position",
    ]  # fmt: skip

    @admin.display(description=_("preview"))
    def preview(self, photo: Any) -> SafeString | str:
        if not photo.pk or not photo.image:
            return "–"
        text = '<img class="thumb" src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
        width = 240
        height = round(width * photo.height / photo.width) if photo.width else width
        return format_html(text, photo.image.url, photo.alt or "", width, height)
