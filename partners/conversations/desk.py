"""Card of the staff desk: reports of abuse that nobody has looked at."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.conversations.models import Report
from twinning import desk


def counts(request: HttpRequest) -> dict[str, Any]:
    """How many wait (one query)."""
    waiting = Report.objects.visible_to(request.user).waiting().count()
    page = f"{reverse('admin:conversations_report_changelist')}?state__exact={Report.State.NEW}"
    return {"figures": [desk.Figure(waiting, _("to look at"), page, hot=waiting > 0)]}


desk.register(
    desk.Card(
        key="abuse",
        title=_("Reports of abuse"),
        template="admin/desk/figures.html",
        context=counts,
        order=15,
        permission="conversations.view_report",
    )
)
