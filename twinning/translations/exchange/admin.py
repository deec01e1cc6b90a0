"""Protected names, files from translators and machine translations on the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from twinning import memory
from twinning.admin import ReadOnlyAdmin, TranslatedModelAdmin, tag
from twinning.languages import own_name
from twinning.translations.exchange import views
from twinning.translations.exchange.models import MachineRun, ProtectedName, Upload

UPLOAD_TAGS = {"checked": "warn", "taken": "ok", "discarded": "plain"}
RUN_TAGS = {"waiting": "warn", "done": "ok", "failed": "err"}


@admin.register(ProtectedName)
class ProtectedNameAdmin(TranslatedModelAdmin):
    """The glossary of names; names of cities come from their own pages."""

    list_display = ["name", "stays", "remark"]
    search_fields = ["form", "remark"]
    fields = ["form", "stays", "remark"]
    ordering = ["form_de"]

    @admin.display(description=_("name"), ordering="form_de")
    def name(self, row: ProtectedName) -> str:
        return str(row)

    def save_model(self, request: HttpRequest, obj: ProtectedName, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        memory.forget()


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """Files, newest first; the page of each one is `views.detail`."""

    list_display = ["file_name", "language_name", "state_tag", "uploaded_by", "created_at"]
    list_filter = ["state", "language"]
    list_select_related = ["uploaded_by"]
    search_fields = ["file_name"]

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("export/", views.export, name="translation_exchange_export"),
            path("import/", views.take, name="translation_exchange_import"),
            path("machine/", views.machine, name="translation_exchange_machine"),
            path("<int:pk>/change/", views.detail, name="translation_exchange_upload_change"),
            path("<int:pk>/confirm/", views.confirm, name="translation_exchange_upload_confirm"),
            path("<int:pk>/discard/", views.discard, name="translation_exchange_upload_discard"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, row: Upload) -> str:
        return own_name(row.language)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: Upload) -> SafeString:
        return tag(UPLOAD_TAGS[row.state], row.get_state_display())


@admin.register(MachineRun)
class MachineRunAdmin(ReadOnlyAdmin):
    """What machines were asked for: how it went, and how many characters were sent."""

    list_display = [
        "content_name",
        "language_name",
        "state_tag",
        "engine",
        "signs",
        "reason_",
        "started_by",
        "created_at",
    ]
    list_filter = ["state", "language"]
    list_select_related = ["started_by", "content_type"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("content")

    @admin.display(description=_("content"))
    def content_name(self, row: MachineRun) -> str:
        return str(row.content or row)

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, row: MachineRun) -> str:
        return own_name(row.language)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: MachineRun) -> SafeString:
        return tag(RUN_TAGS[row.state], row.get_state_display())

    @admin.display(description=_("why it failed"))
    def reason_(self, row: MachineRun) -> str:
        return row.reason
