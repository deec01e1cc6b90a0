"""Calendar files of a date, of an event and of a selection; news feeds; the page about subscribing; the frame.

Anybody may fetch them, without an account and without a cookie: the views never look at who asks.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.calendars import board, ical, responses
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
    name = "-".join(["events", *found.selection.pairs.values()])
    about = ical.About(
        found.title,
        found.base + board.list_address(found.selection),
        found.base + request.path + found.selection.query,
        is_subscribed=True,
    )
    return _calendar(request, found, about, name)


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
