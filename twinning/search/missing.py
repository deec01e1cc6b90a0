"""The desk's list of searches without a hit. Called by `twinning.search.admin`."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from twinning.languages import direction, own_name
from twinning.search import misses
from twinning.sorting import fold

PER_PAGE = 50
DAYS = (7, 30)
VIEW = "search.view_searchmiss"


def miss_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the address that searches again, in the language of those who searched."""
    code = row["language"]
    with override(code):
        page = reverse("search:result-list", query={"q": row["query"]})
    return {**row, "name": own_name(code), "direction": direction(code), "url": page}


def since(days: int) -> date:
    """The first of the last `days` days."""
    return timezone.localdate() - timedelta(days=days - 1)


def miss_list(request: HttpRequest, site: AdminSite, opts: Options) -> HttpResponse:
    """The most frequent first, for a language and the last days; `?q=` looks for a word in them."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    language = request.GET.get("language", "")
    days = next((days for days in DAYS if str(days) == request.GET.get("days")), 0)
    found = misses.most_frequent(since(days) if days else None, language)
    if words := fold(request.GET.get("q", "").replace("\x00", "")).strip():
        found = found.filter(query__contains=words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": capfirst(str(opts.verbose_name_plural)),
        "opts": opts,
        "page": page,
        "rows": [miss_row(row) for row in page.object_list],
        "words": words,
        "languages": [(code, own_name(code), code == language) for code in settings.PUBLISHED_LANGUAGES],
        "periods": [
            (number, _("the last %(days)d days") % {"days": number}, number == days) for number in DAYS
        ],
        "kept_days": settings.SEARCH_MISS_DAYS,
    }
    return TemplateResponse(request, "admin/search/misses.html", context)
