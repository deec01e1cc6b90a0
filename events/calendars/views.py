"""Calendar files of a date, of an event and of a selection; news feeds; the page about subscribing; the frame.

Anybody may fetch them, without an account and without a cookie: the views never look at who asks.
"""

from collections.abc import Callable

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from events.calendars import board, embed, ical, news, origins, responses, subscribing
from events.calendars.board import Board
from twinning import access
from twinning.redirects import moved


@access.public
@require_safe
def occurrence_ics(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One date, to be taken over into one's own calendar."""
    return _of_event(request, slug, pk)


@access.public
@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """All dates of an event."""
    return _of_event(request, slug)


@access.public
@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    """The calendar that one subscribes to: ?city=, ?theme=, ?language=, ?free=yes, ?online=yes."""
    found = board.selected(request)
    name = "-".join(["events", *(value for _key, value in found.selection.pairs)])
    about = ical.About(
        found.title,
        found.base + board.list_address(found.selection),
        found.base + request.path + found.selection.query,
        is_subscribed=True,
    )
    return _calendar(request, found, about, name)


@access.public
@require_safe
def feed_atom(request: HttpRequest) -> HttpResponse:
    """What is new or changed, for feed readers; the filters are those of the calendar."""
    return _news(request, news.atom, news.ATOM_TYPE, "events.atom")


@access.public
@require_safe
def feed_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON Feed."""
    return _news(request, news.json_feed, news.JSON_TYPE, "events.json")


@access.public
@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """How to have our events in one's own calendar, and the address for one's choice."""
    return render(request, "events/calendars/subscribe.html", subscribing.context(request))


@access.public
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """The next dates for the frame of another website: only those that staff named may show it."""
    sites = origins.allowed()
    if not sites:
        return _frame(request)
    opened = csp_replace({"frame-ancestors": list(sites)})(xframe_options_exempt(_frame))
    return opened(request)


def _frame(request: HttpRequest) -> HttpResponse:
    found = board.selected(request, embed.next_few)
    return responses.conditional(
        request,
        marks=[*found.marks, *origins.allowed()],
        edited=found.edited,
        make=lambda: embed.page(found),
    )


def _news(request: HttpRequest, make: Callable[..., str], content_type: str, name: str) -> HttpResponse:
    found = board.selected(request, news.next_dates)
    page = found.base + board.list_address(found.selection)
    source = found.base + request.path + found.selection.query
    return responses.conditional(
        request,
        marks=found.marks,
        edited=found.edited,
        make=lambda: responses.file(
            make(found, page=page, source=source), content_type=content_type, name=name
        ),
    )


def _of_event(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The file of an event or of one of its dates; an old address word leads to the present one."""
    try:
        found = board.of_event(request, slug, pk)
    except Http404:
        present = board.present_slug(slug)
        if not present:
            raise
        kwargs = {"slug": present} | ({"pk": pk} if pk else {})
        return moved(request, reverse(f"events:{request.resolver_match.url_name}", kwargs=kwargs))
    about = ical.About(found.title, found.base, found.base + request.path, is_subscribed=False)
    return _calendar(request, found, about, f"{slug}-{pk}" if pk else slug)


def _calendar(request: HttpRequest, found: Board, about: ical.About, name: str) -> HttpResponse:
    return responses.conditional(
        request,
        marks=found.marks,
        edited=found.edited,
        make=lambda: responses.file(
            ical.calendar(about, found.entries()), content_type=ical.CONTENT_TYPE, name=f"{name}.ics"
        ),
    )
