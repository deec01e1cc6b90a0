"""Card of the staff desk: what people looked for in vain during the last 30 days."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from twinning import desk
from twinning.search import misses
from twinning.search.missing import VIEW, miss_row, since

SHOWN, DAYS = 5, 30


def card(request: HttpRequest) -> dict[str, Any]:
    """The most frequent ones (one query)."""
    rows = [miss_row(row) for row in misses.most_frequent(since(DAYS))[:SHOWN]]
    return {"rows": rows, "url": reverse("admin:search_searchmiss_changelist")}


desk.register(
    desk.Card(
        key="search",
        title=_("Searches without a hit"),
        template="admin/desk/misses.html",
        context=card,
        order=61,
        permission=VIEW,
    )
)
