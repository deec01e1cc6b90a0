"""Proposals on the staff desk: Django's list to look things up, and the queue in `projects.review` to decide."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from projects import review
from projects.actions import delete_proposal
from projects.proposal import Proposal
from projects.proposal_pages import TAGS
from twinning.admin import OwnPages, ReadOnlyAdmin, tag
from twinning.languages import own_name


class ProposalAdmin(OwnPages, ReadOnlyAdmin):
    """Only deleting is left to Django: for people who ask that what they wrote goes."""

    own_pages = {
        ("review/", "review"): review.proposal_review,
        ("<int:pk>/accept/", "accept"): review.proposal_accept,
        ("<int:pk>/return/", "return"): review.proposal_return,
        ("<int:pk>/decline/", "decline"): review.proposal_decline,
    }
    list_display = ["title", "state_tag", "language_name", "sent", "decided_by", "made"]
    list_filter = ["state", "language", "is_sample"]
    list_select_related = ["decided_by", "project"]
    search_fields = ["title", "summary", "text", "partners"]
    folded_fields = ("title",)
    fields = [
        "title",
        "summary",
        "text",
        "partners",
        "state",
        "message",
        "language_name",
        "sent",
        "decided_by",
        "made",
    ]
    readonly_fields = ["language_name", "sent", "made"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        """Personal data go through `visible_to` and nothing else."""
        return Proposal.objects.visible_to(request.user).select_related("decided_by", "project")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("projects.delete_proposal")

    def delete_model(self, request: HttpRequest, obj: Proposal) -> None:
        delete_proposal(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
        for proposal in queryset:
            delete_proposal(proposal)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, proposal: Proposal) -> SafeString:
        kind = TAGS[proposal.state]
        return tag("warn" if kind == "info" else kind, proposal.get_state_display())

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, proposal: Proposal) -> SafeString:
        return format_html('<span lang="{}">{}</span>', proposal.language, own_name(proposal.language))

    @admin.display(description=_("sent"), ordering="submitted_at")
    def sent(self, proposal: Proposal) -> SafeString:
        day = date_format(localtime(proposal.submitted_at), "SHORT_DATE_FORMAT")
        return format_html('<span class="nb">{}</span>', day)

    @admin.display(description=_("project"))
    def made(self, proposal: Proposal) -> SafeString | str:
        if proposal.project_id is None:
            return "–"
        address = reverse("admin:projects_project_change", args=[proposal.project_id])
        return format_html('<a href="{}">{}</a>', address, proposal.project)
