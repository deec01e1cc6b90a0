"""Card of the staff desk about projects and proposals; their texts join the table of translations."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project, Proposal
from twinning import coverage, desk


def projects(request: HttpRequest) -> dict[str, Any]:
    """Proposals that wait, drafts, and projects whose end has passed (two queries)."""
    figures: list[desk.Figure] = []
    if request.user.has_perm("projects.view_proposal"):
        figures += _proposals(request)
    if request.user.has_perm("projects.view_project"):
        figures += _projects()
    return {"figures": figures}


def _proposals(request: HttpRequest) -> list[desk.Figure]:
    page = reverse("admin:projects_proposal_review")
    counts = Proposal.objects.visible_to(request.user).aggregate(
        waiting=Count("pk", filter=Q(state="submitted")), returned=Count("pk", filter=Q(state="returned"))
    )
    waiting, returned = counts["waiting"], counts["returned"]
    return [
        desk.Figure(waiting, _("proposals to check"), page, hot=waiting > 0),
        desk.Figure(returned, _("proposals with the submitter"), f"{page}?tab=returned"),
    ]


def _projects() -> list[desk.Figure]:
    page = reverse("admin:projects_project_changelist")
    past = Q(ends_on__lt=timezone.localdate()) & ~Q(stage="finished")
    counts = Project.objects.rewrite(False).aggregate(
        drafts=Count("pk", filter=Q(state="draft")), past=Count("pk", filter=past)
    )
    return [
        desk.Figure(counts["drafts"], _("drafts of projects"), f"{page}?state__exact=draft"),
        desk.Figure(counts["past"], _("ended, but not marked as finished"), f"{page}?end=passed"),
    ]


coverage.register(
    Project,
    ("title", "summary", "goal", "story", "audience", "rhythm"),
    name="title",
    rows=lambda: Project.objects.order_by("-starts_on", "slug"),
)
desk.register(
    desk.Card(
        key="projects",
        title=_("Joint projects"),
        template="admin/desk/figures.html",
        context=projects,
        order=35,
        permission=("projects.view_project", "projects.view_proposal"),
    )
)
