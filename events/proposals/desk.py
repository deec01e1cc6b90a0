"""Card of the staff desk about proposed events."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.proposals.permissions import VIEW
from events.proposals.proposal import Proposal
from twinning import desk


def proposals(request: HttpRequest) -> dict[str, Any]:
    """Those that wait for the office and those that wait for their proposers (one query)."""
    page = reverse("admin:events_proposal_review")
    counts = Proposal.objects.visible_to(request.user).aggregate(
        waiting=Count("pk", filter=Q(state="submitted")), returned=Count("pk", filter=Q(state="returned"))
    )
    waiting, returned = counts["waiting"], counts["returned"]
    return {
        "figures": [
            desk.Figure(waiting, _("proposed events to check"), page, hot=waiting > 0),
            desk.Figure(returned, _("proposed events with the proposer"), f"{page}?tab=returned"),
        ]
    }


desk.register(
    desk.Card(
        key="event-proposals",
        title=_("Proposed events"),
        template="admin/desk/figures.html",
        context=proposals,
        order=38,
        permission=VIEW,
    )
)
