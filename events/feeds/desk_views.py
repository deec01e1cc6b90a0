"""Entries of partners' calendars on the staff desk. Mounted by `events.feeds.admin`."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.editing.workflow import Overtaken, Refused
from events.feeds import actions, review
from events.feeds.feed import Feed, FeedItem
from events.feeds.tasks import fetch_feed
from twinning.access import staff
from twinning.deciding import Deciding, demand

VIEW, DECIDE, READ = "events.view_feeditem", "events.change_feeditem", "events.change_feed"
ADD, CHANGE = "events.add_event", "events.change_event"


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {**admin.site.each_context(request), "opts": FeedItem._meta}
    return render(request, f"admin/events/feeds/{name}.html", {**frame, **context}, status=status)


@staff
@require_safe
def item_review(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the next dates first."""
    demand(request, VIEW)
    return _page(request, "queue", {"title": _("From partners’ calendars"), **review.queue(request)})


def _fetch(pk: int) -> FeedItem:
    return get_object_or_404(review.for_cards(FeedItem.objects.all()), pk=pk)


def _again(request: HttpRequest, pk: int, status: int, form: Any = None) -> HttpResponse:
    """The entry as it stands now, with why nothing was stored."""
    row = _fetch(pk)
    if form is not None:
        form.data = form.data.copy()
        form.data["seen"] = row.version
    found = review.card(row, review.Setting.read(with_venues=True), form)
    return _page(request, "case", {"title": _("Entry of a calendar"), "card": found}, status)


_decide = Deciding("admin:events_feeditem_review", (Refused, Overtaken), _again).decide


@staff
@require_POST
def item_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an event of a new entry."""
    demand(request, VIEW, DECIDE, ADD)
    row = _fetch(pk)
    form = review.accept_form(row, review.Setting.read(with_venues=True).venues, request.POST)
    if not form.is_valid():
        return _again(request, pk, 422, form)
    choice = form.choice()
    try:
        event = actions.accept_item(row.pk, by=request.user, seen=form.cleaned_data["seen"], choice=choice)
    except (Refused, Overtaken) as refusal:
        messages.error(request, str(refusal))
        return _again(request, pk, 409, form)
    if choice.is_draft and request.user.has_perm(CHANGE):
        messages.success(request, _("Here is the draft: complete it, then publish it."))
        return redirect("admin:events_event_change", event.pk)
    messages.success(request, _("The draft is made.") if choice.is_draft else _("The event is public."))
    return redirect("admin:events_feeditem_review")


@staff
@require_POST
def item_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the chosen fields of a change over; none of them means that everything stays as it is."""
    demand(request, VIEW, DECIDE, CHANGE)
    _fetch(pk)
    chosen, marks = frozenset(request.POST.getlist("field")), request.POST.get("marks", "")
    if request.POST.get("keep"):
        chosen = frozenset()
    said = _("The chosen fields are taken over.") if chosen else _("Everything stays as it is.")

    def act(seen: int) -> None:
        actions.take_changes(pk, by=request.user, seen=seen, marks=marks, chosen=chosen)

    return _decide(request, pk, act, said)


@staff
@require_POST
def item_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not wanted."""
    demand(request, VIEW, DECIDE)
    _fetch(pk)
    whole = bool(request.POST.get("whole_series"))
    said = _("Put aside as not wanted. It does not come back by itself.")
    return _decide(request, pk, lambda seen: actions.decline_item(pk, seen=seen, whole_series=whole), said)


@staff
@require_POST
def item_reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits for a decision again."""
    demand(request, VIEW, DECIDE)
    _fetch(pk)
    said = _("The entry waits for a decision again.")
    return _decide(request, pk, lambda seen: actions.reconsider_item(pk, seen=seen), said)


@staff
@require_POST
def item_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """A vanished date stays in the portal."""
    demand(request, VIEW, DECIDE)
    _fetch(pk)
    said = _("Noted. The portal does not ask about it again.")
    return _decide(request, pk, lambda seen: actions.keep_vanished(pk, seen=seen), said)


@staff
@require_POST
def feed_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker read a calendar now."""
    demand(request, READ)
    feed = get_object_or_404(Feed, pk=pk)
    fetch_feed.enqueue(feed.pk)
    messages.success(request, _("The calendar is being read. Look here again in a minute."))
    return redirect("admin:events_feed_changelist")
