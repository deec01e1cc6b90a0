"""The search page, and what is offered while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from twinning.access import public
from twinning.languages import current
from twinning.public_forms import clean_text
from twinning.search import misses, page
from twinning.search.query import suggest

# From two letters on, or one that is a whole word of its own as in Japanese.
SHORTEST, LONGEST, SUGGESTIONS = 2, 80, 8


@public
@require_safe
def result_list(request: HttpRequest) -> HttpResponse:
    """What was found for `?q=` within the filters; for htmx the results alone. Filters that do not exist give 422."""
    context = page.context(request.GET)
    if context["is_miss"] and misses.is_counted(request):
        misses.note(context["query"], current())
    template = "search/found.html" if request.htmx else "search/results.html"
    response = render(request, template, context, status=422 if context["form"].errors else 200)
    if request.htmx and "after" not in request.GET:
        response = push_url(response, context["first_url"])
    # Search engines should keep the pages themselves, not lists of them.
    response.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ("HX-Request",))
    return response


@public
@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """Titles for what is being typed, as a piece of the page; without htmx the page of results."""
    text = clean_text(request.GET.get("q", ""))[:LONGEST]
    if not request.htmx:
        return redirect(page.address(text))
    is_enough = len(text) >= SHORTEST or not text.isascii()
    found = suggest(text, current(), SUGGESTIONS) if text and is_enough else []
    context = {"query": text, "suggestions": found, "all_url": page.address(text)}
    response = render(request, "search/suggestions.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=60)
    patch_vary_headers(response, ("HX-Request",))
    return response
