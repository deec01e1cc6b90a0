"""Cards of the staff desk about pages and aims, and the table of translations."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinning import coverage, desk
from twinning.languages import column, own_name
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


def translations(request: HttpRequest) -> dict[str, Any]:
    """What is written in which language: per model the rows with gaps first, complete ones folded away."""
    groups = []
    for content in coverage.contents():
        if not request.user.has_perm(
            f"{content.model._meta.app_label}.view_{content.model._meta.model_name}"
        ):
            continue
        rows = coverage.table(content)
        open_rows = [row for row in rows if not row.is_complete]
        full_rows = [row for row in rows if row.is_complete]
        title = capfirst(str(content.model._meta.verbose_name_plural))
        groups.append({"title": title, "open": open_rows, "full": full_rows})
    languages = [(code, own_name(code)) for code in coverage.languages()]
    return {"groups": groups, "languages": languages}


coverage.register(
    Page, ("title", "lede", "body"), name="title", rows=lambda: Page.objects.order_by("position", "key")
)
coverage.register(
    Aim, ("title", "summary", "body"), name="title", rows=lambda: Aim.objects.order_by("position", "key")
)
desk.register(
    desk.Card(
        key="translations",
        title=_("Translations"),
        template="admin/desk/translations.html",
        context=translations,
        order=20,
        wide=True,
    )
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
