"""The search page: one field, results best first, help when nothing was found."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twinning.access import public
from twinning.search.finder import search
from twinning.search.spelling import QUERY_LIMIT, words_of

PER_PAGE = 20


@public
@require_safe
def result_list(request: HttpRequest) -> HttpResponse:
    """What was found for `?q=`; `?page=` beyond the end shows the last page, nonsense the first."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:QUERY_LIMIT]
    results = Paginator(search(query), PER_PAGE).get_page(request.GET.get("page"))
    context = {"query": query, "words": words_of(query), "results": results}
    response = render(request, "search/results.html", context)
    # Search engines should keep the pages themselves, not lists of them.
    response.headers["X-Robots-Tag"] = "noindex"
    return response
