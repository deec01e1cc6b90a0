"""Cards of the staff desk: what a reviewer has to judge, what a decider has to sign. Loaded by `panel.admin`."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.office.queue import letter_is_open
from projects.grants.panel.pot import to_sign
from projects.grants.panel.reading import own_reviews
from twinning import desk


def reviews(request: HttpRequest) -> dict[str, Any]:
    """Open and overdue reviews of one's own; one query."""
    rows = own_reviews(request.user).filter(submitted_at=None)
    late = Q(due_on__lt=timezone.localdate())
    counts = rows.aggregate(open=Count("pk"), late=Count("pk", filter=late))
    page = reverse("admin:grants_review_changelist")
    return {
        "figures": [
            desk.Figure(counts["open"], _("reviews to write"), page, hot=counts["open"] > 0),
            desk.Figure(counts["late"], _("overdue reviews"), page, hot=counts["late"] > 0),
        ]
    }


def decisions(request: HttpRequest) -> dict[str, Any]:
    """Decisions that wait for this person's signature, and signed ones whose letter is not out."""
    rows = to_sign().filter(application__in=Application.objects.visible_to(request.user))
    mine = rows.exclude(prepared_by=request.user).count()
    unsent = Application.objects.visible_to(request.user).filter(letter_is_open()).count()
    page = reverse("admin:grants_decision_changelist")
    return {
        "figures": [
            desk.Figure(mine, _("decisions to sign"), page, hot=mine > 0),
            desk.Figure(unsent, _("decisions without a sent letter"), f"{page}#letters", hot=unsent > 0),
        ]
    }


desk.register(
    desk.Card(
        key="grants-reviews",
        title=_("My reviews"),
        template="admin/desk/figures.html",
        context=reviews,
        order=12,
        permission="grants.change_review",
    )
)
desk.register(
    desk.Card(
        key="grants-decisions",
        title=_("Funding decisions"),
        template="admin/desk/figures.html",
        context=decisions,
        order=13,
        permission="grants.decide_application",
    )
)
