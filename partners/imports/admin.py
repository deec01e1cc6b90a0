"""Imported lists and their lines on the desk; the pages on which staff work with them hang below these lists."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, register_converter
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.imports import registry, review_views, views
from partners.imports.cards import OUTCOME_TAGS
from partners.imports.cards import STATE_TAGS as LINE_TAGS
from partners.imports.models import Batch, Candidate
from partners.imports.summary import STATE_TAGS
from twinning.admin import ReadOnlyAdmin, tag


class FileFormat:
    """The endings of downloads."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileFormat, "file_format")


class KindFilter(admin.SimpleListFilter):
    """Kinds of lists by their names."""

    title = _("kind of list")
    parameter_name = "kind"
    column = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(kind.key, kind.label) for kind in registry.kinds().values()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{self.column: self.value()}) if self.value() else None


class LineKindFilter(KindFilter):
    """The same for lines."""

    column = "batch__kind"


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """Lists, newest first; the page of each one is `views.detail`."""

    change_list_template = "admin/imports/batch_list.html"
    list_display = [
        "file_name",
        "kind_label",
        "state_tag",
        "lines",
        "waiting",
        "source",
        "uploaded_by",
        "created_at",
    ]
    list_filter = ["state", KindFilter, "confidence"]
    list_select_related = ["uploaded_by"]
    search_fields = ["file_name", "source"]
    folded_fields = ("file_name", "source")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("upload/", views.upload, name="imports_batch_upload"),
            path("export/<slug:key>.<file_format:file_format>", views.known, name="imports_batch_export"),
            path("<int:pk>/queue/", views.queue, name="imports_batch_queue"),
            path("<int:pk>/discard/", views.discard, name="imports_batch_discard"),
            path("<int:pk>/check/", views.recheck, name="imports_batch_recheck"),
            path("<int:pk>/reject/", views.clear, name="imports_batch_clear"),
            path("<int:pk>/problems.csv", views.problems, name="imports_batch_problems"),
            path("<int:pk>/change/", views.detail, name="imports_batch_change"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "may_upload": request.user.has_perm("imports.add_batch"),
            "may_review": request.user.has_perm("imports.change_candidate"),
            "kinds": [
                kind
                for kind in registry.kinds().values()
                if request.user.has_perm(f"{kind.model._meta.app_label}.view_{kind.model._meta.model_name}")
            ],
        }
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=_("kind of list"), ordering="kind")
    def kind_label(self, batch: Batch) -> str:
        kind = registry.kinds().get(batch.kind)
        return str(kind.label) if kind else batch.kind

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, batch: Batch) -> SafeString:
        return tag(STATE_TAGS[batch.state], batch.get_state_display())

    @admin.display(description=_("lines"))
    def lines(self, batch: Batch) -> int:
        return sum(batch.counts.values())

    @admin.display(description=_("new or differing"))
    def waiting(self, batch: Batch) -> int:
        return sum(batch.counts.get(value, 0) for value in Candidate.OPEN)


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    """Lines of all lists, to search in; decisions are made on the review page."""

    list_display = ["title", "batch", "line", "outcome_tag", "state_tag", "decided_by"]
    list_filter = ["state", "outcome", LineKindFilter]
    list_select_related = ["batch", "decided_by"]
    search_fields = ["title"]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("review/", review_views.review, name="imports_candidate_review"),
            path("decide/", review_views.decide, name="imports_candidate_decide"),
            path("<int:pk>/change/", review_views.detail, name="imports_candidate_change"),
            path("review.<file_format:file_format>", review_views.export, name="imports_candidate_export"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=_("outcome"), ordering="outcome")
    def outcome_tag(self, row: Candidate) -> SafeString:
        return tag(OUTCOME_TAGS[row.outcome], row.get_outcome_display())

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: Candidate) -> SafeString:
        return tag(LINE_TAGS[row.state], row.get_state_display())
