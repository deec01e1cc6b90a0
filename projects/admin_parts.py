"""The parts of a project on its page of the staff desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects.admin_forms import (
    DocumentForm,
    DocumentFormSet,
    FigureFormSet,
    ParticipationForm,
    ParticipationFormSet,
)
from projects.models import (
    Figure,
    Funding,
    Milestone,
    Participation,
    ProjectDocument,
    ProjectPhoto,
    Result,
)
from twinning.admin import BlocksInline, PhotoInline, TranslatedInline, tag


class ParticipationInline(TranslatedInline):
    """Who takes part; the place of an organisation is filled in."""

    model = Participation
    form = ParticipationForm
    formset = ParticipationFormSet
    fields = ["role", "organisation", ("city", "is_home"), "note", "position"]
    autocomplete_fields = ["organisation", "city"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        return super().get_queryset(request).select_related("organisation", "city")


class MilestoneInline(TranslatedInline):
    model = Milestone
    classes = ["collapse"]
    fields = ["title", ("date", "precision")]


class ResultInline(TranslatedInline):
    model = Result
    classes = ["collapse"]
    fields = ["kind", "title", "text", ("url", "file"), ("language", "date"), "position"]


class FigureInline(TranslatedInline):
    """Three to eight plain numbers."""

    model = Figure
    formset = FigureFormSet
    classes = ["collapse"]
    fields = ["label", "value", "unit", ("as_of", "position")]


class DocumentInline(BlocksInline):
    """Not translated: a document is in one language."""

    model = ProjectDocument
    form = DocumentForm
    formset = DocumentFormSet
    classes = ["collapse"]
    fields = [("title", "language"), "file", "judgement", "alternative", ("date", "position")]
    readonly_fields = ["judgement"]

    @admin.display(description=_("accessibility"))
    def judgement(self, document: ProjectDocument) -> SafeString | str:
        """What the file says about itself; nobody ticks it."""
        if document.pk is None:
            return _("A PDF is looked into when it is saved.")
        if document.kind != "PDF":
            return _("Only PDFs are looked into.")
        pages = ngettext("%(count)d page", "%(count)d pages", document.pages or 0) % {
            "count": document.pages or 0
        }
        if document.is_accessible:
            return format_html("{} {}", tag("ok", _("accessible PDF")), pages)
        text = _("no tags or no language")
        return format_html("{} {}", tag("warn" if document.alternative else "err", text), pages)


class ProjectPhotoInline(PhotoInline):
    model = ProjectPhoto
    classes = ["collapse"]


class FundingInline(TranslatedInline):
    model = Funding
    classes = ["collapse"]
    fields = ["source", "programme", "url", ("amount", "currency", "is_amount_public"), "position"]


PARTS = [
    ParticipationInline, MilestoneInline, ResultInline, FigureInline, DocumentInline, ProjectPhotoInline,
    FundingInline,
]  # fmt: skip
