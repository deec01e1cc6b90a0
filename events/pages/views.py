"""The pages that show events: list, month, archive, series, and the event itself."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from events.pages import archive, eventpage, listing, month, presenters, seriespage
from events.pages.outlines import coming
from twinning import access, alternates, memory
from twinning.languages import current, served
from twinning.municipality.home import home_of
from twinning.redirects import moved

Make = Callable[[], dict[str, Any]]


def _list(request: HttpRequest, name: str, asked: listing.Listing, make: Make, **head: Any) -> HttpResponse:
    """A list, or for htmx its results alone with the tidy address to show. `head` is for the page around them."""
    results = _results(request, name, asked, make)
    if not request.htmx:
        response = render(request, f"events/pages/{name}.html", {"results": results, **head})
    else:
        response = push_url(HttpResponse(results), request.path + asked.tail)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _results(request: HttpRequest, name: str, asked: listing.Listing, make: Make) -> SafeString:
    """The results as HTML. They look the same for every visitor and are remembered as rows are."""
    page = request.GET.get("page", "")
    key = ("event results", current(), request.path, asked.tail, asked.selection.ignored, page)

    def rendered() -> SafeString:
        return render_to_string(f"events/pages/{name}_results.html", make(), request)

    return memory.recall_for(request.user, key, rendered) if len(page) < 6 else rendered()


def _tidied(request: HttpRequest, asked: listing.Listing) -> HttpResponse | None:
    """The way to the tidy address, when a form without script sent empty fields."""
    if listing.is_untidy(request) and not request.htmx:
        return redirect(request.path + asked.tail)
    return None


@access.public
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """What is on from today, filtered by the query."""
    asked = listing.listing(request, coming())
    return _tidied(request, asked) or _list(
        request, "list", asked, lambda: listing.context(request, asked), town=served(asked.home, "name")
    )


@access.public
@require_safe
def event_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month as a table, filtered by the query."""
    return _month(request, year, month)


def _month(request: HttpRequest, year: int, number: int) -> HttpResponse:
    first = month.first_day(year, number)
    asked = listing.listing(request, month.span_of(first, home_of(request)))
    return _tidied(request, asked) or _list(
        request, "month", asked, lambda: month.context(request, asked, first), month=month.title(first)
    )


@access.public
@require_safe
def event_archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """What is over: the last twelve months, or a year."""
    asked = listing.listing(request, archive.span_of(year, home_of(request)))
    return _tidied(request, asked) or _list(
        request, "archive", asked, lambda: archive.context(request, asked, year), year=year
    )


@access.public
@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A series with what comes and what has been."""
    series = seriespage.find_series(request.user, slug)
    alternates.describe(request, series, seriespage.written_fields(series))
    return render(request, "events/pages/series.html", seriespage.context(request, series))


@access.public
@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An event with its next date in front. An old address word leads to the present one."""
    return _event(request, slug, None)


@access.public
@require_safe
def occurrence_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An event with one of its dates in front."""
    return _event(request, slug, pk)


def _event(request: HttpRequest, slug: str, pk: int | None) -> HttpResponse:
    shown = eventpage.read(request.user, slug, pk)
    if shown.event.slug != slug:
        return moved(request, (shown.date if pk else shown.event).get_absolute_url())
    alternates.describe(request, shown.event, eventpage.written_fields(shown.event))
    if pk:
        request.translations.make_url = shown.date.get_absolute_url
    key = ("event context", current(), request.get_host(), slug, pk)
    context = memory.recall_for(request.user, key, lambda: presenters.context(request, shown))
    return render(request, "events/pages/event.html", context)
