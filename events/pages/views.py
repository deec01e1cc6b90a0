"""The pages that show events: list, month, archive, series, and the event itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from events.pages import archive, eventpage, listing, month, presenters, seriespage
from events.pages.outlines import coming
from twinning import access, alternates
from twinning.municipality.home import home_of
from twinning.redirects import moved


def _list(request: HttpRequest, name: str, asked: listing.Listing, context: dict) -> HttpResponse:
    """A list, or for htmx its results alone with the tidy address to show."""
    part = f"events/pages/{name}_results.html" if request.htmx else f"events/pages/{name}.html"
    response = render(request, part, context)
    patch_vary_headers(response, ("HX-Request",))
    return push_url(response, request.path + asked.tail) if request.htmx else response


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
    return _tidied(request, asked) or _list(request, "list", asked, listing.context(request, asked))


@access.public
@require_safe
def event_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month as a table, filtered by the query."""
    return _month(request, year, month)


def _month(request: HttpRequest, year: int, number: int) -> HttpResponse:
    first = month.first_day(year, number)
    asked = listing.listing(request, month.span_of(first, home_of(request)))
    return _tidied(request, asked) or _list(request, "month", asked, month.context(request, asked, first))


@access.public
@require_safe
def event_archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """What is over: the last twelve months, or a year."""
    asked = listing.listing(request, archive.span_of(year, home_of(request)))
    context = archive.context(request, asked, year)
    return _tidied(request, asked) or _list(request, "archive", asked, context)


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
    return render(request, "events/pages/event.html", presenters.context(request, shown))
