"""Card of the staff desk: enquiries that wait for an answer, the most urgent ones by name."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.enquiries.faq import question_in
from partners.enquiries.inbox import HEADING, case_url
from partners.enquiries.models import Enquiry
from twinning import desk

TASKS = 6


def _task(enquiry: Enquiry) -> desk.Task:
    days = (enquiry.due_on - timezone.localdate()).days
    return desk.Task(
        label=question_in(enquiry.question, HEADING),
        url=case_url(enquiry.pk, "open"),
        note=enquiry.reference,
        due=enquiry.due_on,
        overdue=days < 0,
        extra={"kind": enquiry.get_topic_display(), "days": days, "language": enquiry.language},
    )


def enquiries(request: HttpRequest) -> dict[str, Any]:
    """How many are open, overdue and mine, and what must be answered first (two queries)."""
    rows = Enquiry.objects.visible_to(request.user)
    counts = rows.counts(request.user)
    page = reverse("admin:enquiries_enquiry_changelist")
    return {
        "figures": [
            desk.Figure(counts["open"], _("open enquiries"), f"{page}?tab=open"),
            desk.Figure(counts["overdue"], _("overdue enquiries"), f"{page}?tab=open", counts["overdue"] > 0),
            desk.Figure(counts["mine"], _("enquiries of mine"), f"{page}?tab=mine"),
        ],
        "table_label": _("Table of open questions, can be scrolled"),
        "tasks": [_task(row) for row in rows.open().with_question().order_by("due_on", "pk")[:TASKS]],
    }


desk.register(
    desk.Card(
        key="enquiries",
        title=_("Questions to the office"),
        template="admin/desk/inbox.html",
        context=enquiries,
        order=5,
        permission="enquiries.view_enquiry",
        wide=True,
    )
)
