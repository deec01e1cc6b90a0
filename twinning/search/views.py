"""The search page: one field, results best first, help when nothing was found."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twinning.access import public
from twinning.search.finder import QUERY_LIMIT, search

PER_PAGE = 20


@public
@require_safe
def result_list(request: HttpRequest) -> HttpResponse:
    """What was found for `?q=`; `?page=` beyond the end shows the last page, nonsense the first."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:QUERY_LIMIT]
    results = Paginator(search(query), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "search/results.html", {"query": query, "results": results})
