"""The desk's card about imported lists: how many want a decision, how many of their lines do."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.imports.models import Batch, Candidate
from twinning import desk


def imports(request: HttpRequest) -> dict[str, Any]:
    """Numbers with the lists that they count (two queries)."""
    lists = reverse("admin:imports_batch_changelist")
    return {
        "figures": [
            desk.Figure(
                Batch.objects.undecided().count(),
                _("checked lists to decide about"),
                f"{lists}?state__exact={Batch.State.CHECKED}",
            ),
            desk.Figure(
                Candidate.objects.waiting().count(),
                _("lines in the review queue"),
                reverse("admin:imports_candidate_review"),
            ),
        ]
    }


desk.register(
    desk.Card(
        key="imports",
        title=_("Imports"),
        template="admin/desk/figures.html",
        context=imports,
        order=70,
        permission="imports.change_candidate",
    )
)
