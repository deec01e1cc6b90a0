"""Card of the staff desk: what waits about people and groups; their sentences join the table of translations."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.organisations.models import Contact, EntryChange, Membership, Organisation
from twinning import coverage, desk

# Changes by members that the card counts as new.
RECENT = timedelta(days=14)


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Claims, proposals, members' changes, people who have not agreed (a query each, for those who may see it)."""
    user, page = request.user, reverse("admin:organisations_entrychange_queue")
    claims = Membership.objects.visible_to(user).waiting().count()
    changes = EntryChange.objects.visible_to(user)
    proposed = changes.waiting().count()
    recent = changes.by_members().filter(created_at__gt=timezone.now() - RECENT).count()
    people = Contact.objects.visible_to(user).without_consent().count()
    contacts = reverse("admin:organisations_contact_changelist")
    return {
        "figures": [
            desk.Figure(claims, _("claims of organisations"), f"{page}?tab=claims", hot=claims > 0),
            desk.Figure(proposed, _("proposed changes of entries"), f"{page}?tab=changes", hot=proposed > 0),
            desk.Figure(recent, _("changes by members in the last 14 days"), f"{page}?tab=members"),
            desk.Figure(people, _("contact persons without consent"), f"{contacts}?consent=no"),
        ]
    }


coverage.register(
    Organisation,
    ("summary", "description", "looks_for"),
    name="name",
    rows=lambda: Organisation.objects.published().filter(is_sample=False),
)
desk.register(
    desk.Card(
        key="organisations",
        title=_("People and groups"),
        template="admin/desk/figures.html",
        context=waiting,
        order=25,
        permission=(
            "organisations.view_membership",
            "organisations.view_entrychange",
            "organisations.view_contact",
        ),
    )
)
