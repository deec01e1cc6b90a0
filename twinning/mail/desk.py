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
    return {
        "waiting": found["waiting"],
        "waiting_url": f"{mails}?state__exact={State.QUEUED}",
        "failed": found["failed"],
        "failed_url": f"{mails}?state__exact={State.FAILED}",
    }


desk.register(
    desk.Card(
        key="mail",
        title=_("Mail"),
        template="mail/desk_card.html",
        context=counts,
        order=80,
        permission="mail.view_outgoingmail",
    )
)
