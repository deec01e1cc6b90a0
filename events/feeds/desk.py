"""Card of the staff desk about partners' calendars: what waits, and which of them can't be read."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.feeds.feed import Feed, FeedItem
from events.feeds.words import problem_text
from twinning import desk

MOST_FEEDS = 8


def feeds(request: HttpRequest) -> dict[str, Any]:
    """Entries by what has to be done, and the calendars that make trouble (two queries)."""
    page = reverse("admin:events_feeditem_review")
    states = ("new", "changed", "vanished")
    waiting = FeedItem.objects.filter(starts_at__gte=timezone.now()).aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in states}
    )
    labels = (_("new entries of calendars"), _("changed entries"), _("vanished entries"))
    rows = Feed.in_trouble()[:MOST_FEEDS]
    return {
        "figures": [
            desk.Figure(waiting[state], label, f"{page}?tab={state}", hot=waiting[state] > 0)
            for state, label in zip(states, labels, strict=True)
        ],
        "feeds": [{"feed": feed, "problem": problem_text(feed), "next": _when(feed)} for feed in rows],
        "may_open": request.user.has_perm("events.view_feed"),
    }


def _when(feed: Feed) -> str:
    moment = feed.next_try
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


desk.register(
    desk.Card(
        key="event-feeds",
        title=_("From partners’ calendars"),
        template="admin/events/feeds/desk.html",
        context=feeds,
        order=39,
        permission="events.view_feeditem",
    )
)
