"""Card of the staff desk about the exchange board."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.board.models import Slip
from partners.conversations.models import Report
from twinning import desk


def slips(request: HttpRequest) -> dict[str, Any]:
    """What waits for a release, what is with its owner, what hangs, what was reported (two queries)."""
    queue, page = reverse("admin:board_slip_queue"), reverse("admin:board_slip_changelist")
    on_board = Q(state="published", expires_on__gte=timezone.localdate())
    counts = Slip.objects.visible_to(request.user).aggregate(
        waiting=Count("pk", filter=Q(state="submitted")),
        returned=Count("pk", filter=Q(state="returned")),
        on_board=Count("pk", filter=on_board),
    )
    figures = [
        desk.Figure(counts["waiting"], _("slips to release"), queue, hot=counts["waiting"] > 0),
        desk.Figure(counts["returned"], _("slips with their owners"), f"{queue}?tab=returned"),
        desk.Figure(counts["on_board"], _("slips on the board"), f"{page}?state__exact=published"),
    ]
    if request.user.has_perm("conversations.view_report"):
        reports = Report.objects.visible_to(request.user).waiting().filter(about="slip").count()
        address = f"{reverse('admin:conversations_report_changelist')}?state__exact={Report.State.NEW}"
        figures.append(desk.Figure(reports, _("reports about slips"), address, hot=reports > 0))
    return {"figures": figures}


desk.register(
    desk.Card(
        key="board",
        title=_("Exchange board"),
        template="admin/desk/figures.html",
        context=slips,
        order=20,
        permission="board.view_slip",
    )
)
