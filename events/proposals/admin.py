"""Proposals on the staff desk: Django's list to look things up and delete, the queue to decide."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from events.proposals import desk_views as views
from events.proposals.actions import delete_proposal
from events.proposals.pages import TAGS
from events.proposals.proposal import Proposal
from twinning.admin import OwnPages, ReadOnlyAdmin, tag
from twinning.languages import own_name


@admin.register(Proposal)
class ProposalAdmin(OwnPages, ReadOnlyAdmin):
    """Nobody rewrites what somebody else has written; deleting is for people who ask that it goes."""

    own_pages = {
        ("review/", "review"): views.proposal_review,
        ("<int:pk>/publish/", "publish"): views.proposal_publish,
        ("<int:pk>/return/", "return"): views.proposal_return,
        ("<int:pk>/decline/", "decline"): views.proposal_decline,
    }
    list_display = ["title_", "state_tag", "organiser", "begins", "language_name", "decided_by"]
    list_filter = ["state", "language", "is_sample"]
    search_fields = ["title", "teaser", "organiser", "place"]
    folded_fields = ("title", "organiser")
    fields = [
        "title", "teaser", "text", "organiser", "organisation", "name", "email", "starts_at", "ends_at", "time_zone",
        "place", "website", "state", "message", "language_name", "submitted_at", "decided_by", "decided_at", "event",
    ]  # fmt: skip
    readonly_fields = ["language_name"]
    change_list_template = "admin/events/proposals/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        """Personal data go through `visible_to` and nothing else."""
        rows = Proposal.objects.visible_to(request.user)
        return rows.select_related("decided_by", "event", "organisation").order_by("-pk")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("events.delete_proposal")

    def delete_model(self, request: HttpRequest, obj: Proposal) -> None:
        delete_proposal(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
        for proposal in queryset:
            delete_proposal(proposal)

    @admin.display(description=_("title"), ordering="title")
    def title_(self, proposal: Proposal) -> SafeString:
        return format_html('<span lang="{}" dir="auto">{}</span>', proposal.language, proposal.title or "–")

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, proposal: Proposal) -> SafeString:
        kind = TAGS[proposal.state]
        return tag("warn" if kind == "info" else kind, proposal.get_state_display())

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, proposal: Proposal) -> SafeString:
        return format_html('<span lang="{}">{}</span>', proposal.language, own_name(proposal.language))

    @admin.display(description=_("begins"), ordering="starts_at")
    def begins(self, proposal: Proposal) -> SafeString:
        day = date_format(localtime(proposal.starts_at), "SHORT_DATE_FORMAT")
        return format_html('<span class="nb">{}</span>', day)
