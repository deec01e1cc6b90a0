"""Card of the staff desk about other portals: what waits, and which of them can't be read."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.portals.models import Portal, PortalItem
from partners.portals.reading import PROBLEMS
from twinning import desk

MOST = 8


def portals(request: HttpRequest) -> dict[str, Any]:
    """Entries by what has to be done, and the portals that make trouble (two queries)."""
    page = reverse("admin:portals_portalitem_review")
    states = ("new", "changed", "vanished")
    waiting = PortalItem.objects.aggregate(**{name: Count("pk", filter=Q(state=name)) for name in states})
    labels = (_("new entries of other portals"), _("changed entries"), _("vanished entries"))
    rows = Portal.in_trouble()[:MOST]
    return {
        "figures": [
            desk.Figure(waiting[state], label, f"{page}?tab={state}", hot=waiting[state] > 0)
            for state, label in zip(states, labels, strict=True)
        ],
        "portals": [{"portal": portal, "problem": PROBLEMS[portal.problem]} for portal in rows],
        "may_open": request.user.has_perm("portals.view_portal"),
    }


desk.register(
    desk.Card(
        key="portals",
        title=_("From other portals"),
        template="admin/portals/desk.html",
        context=portals,
        order=40,
        permission="portals.view_portalitem",
    )
)
