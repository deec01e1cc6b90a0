"""Card of the staff desk about pages and aims; their texts join the table of translations."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from twinning import coverage, desk
from twinning.languages import column
from twinning.pages.models import Aim, Page
from twinning.pages.open_points import with_brackets

PAGES = "admin:pages_page_changelist"


def pages(request: HttpRequest) -> dict[str, Any]:
    """Numbers about pages (one query), drafts of aims (one more)."""
    body = column("body", settings.EASY_LANGUAGE)
    easy = Q(easy_reviewed_by="", **{f"{body}__isnull": False}) & ~Q(**{body: ""})
    counts = Page.objects.rewrite(False).aggregate(
        drafts=Count("pk", filter=Q(state="draft")),
        brackets=Count("pk", filter=with_brackets()),
        legal=Count("pk", filter=Q(needs_legal_review=True)),
        easy=Count("pk", filter=easy),
    )
    page = reverse(PAGES)
    aims = Aim.objects.filter(state="draft").count()
    aims_url = f"{reverse('admin:pages_aim_changelist')}?state__exact=draft"
    return {
        "figures": [
            desk.Figure(counts["drafts"], _("drafts of pages"), f"{page}?state__exact=draft"),
            desk.Figure(aims, _("drafts of aims"), aims_url),
            desk.Figure(
                counts["brackets"], _("with square brackets"), f"{page}?brackets=yes", counts["brackets"] > 0
            ),
            desk.Figure(
                counts["legal"],
                _("need a legal review"),
                f"{page}?needs_legal_review__exact=1",
                counts["legal"] > 0,
            ),
            desk.Figure(counts["easy"], _("easy language not checked"), f"{page}?easy=unchecked"),
        ]
    }


coverage.register(
    Page, ("title", "lede", "body"), name="title", rows=lambda: Page.objects.order_by("position", "key")
)
coverage.register(
    Aim, ("title", "summary", "body"), name="title", rows=lambda: Aim.objects.order_by("position", "key")
)
desk.register(
    desk.Card(
        key="pages",
        title=_("Pages and aims"),
        template="admin/desk/figures.html",
        context=pages,
        order=30,
        permission="pages.view_page",
    )
)
