"""The desk's card about mails: how many wait, how many were given up."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from twinning import desk
from twinning.mail.models import OutgoingMail

State = OutgoingMail.State


def counts(request: HttpRequest) -> dict[str, Any]:
    """Numbers with a link to the mails that they count (one query)."""
    found = OutgoingMail.objects.aggregate(
        waiting=Count("pk", filter=Q(state=State.QUEUED)), failed=Count("pk", filter=Q(state=State.FAILED))
    )
    mails = reverse("admin:mail_outgoingmail_changelist")
    waiting, failed = found["waiting"], found["failed"]
    return {
        "figures": [
            desk.Figure(waiting, _("waiting mails"), f"{mails}?state__exact={State.QUEUED}"),
            desk.Figure(failed, _("mails given up"), f"{mails}?state__exact={State.FAILED}", hot=failed > 0),
        ]
    }


desk.register(
    desk.Card(
        key="mail",
        title=_("Mail"),
        template="admin/desk/figures.html",
        context=counts,
        order=80,
        permission="mail.view_outgoingmail",
    )
)
