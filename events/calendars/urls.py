"""Calendars and feeds of our events, and the page for other sites' frames: included by events.urls."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.calendars import views

urlpatterns = [
    path(pgettext_lazy("url", "subscribe/"), views.subscribe, name="subscribe"),
    path(pgettext_lazy("url", "embed/"), views.embedded, name="embed"),
    path("feed.atom", views.feed_atom, name="feed-atom"),
    path("feed.json", views.feed_json, name="feed-json"),
    path("calendar.ics", views.calendar_ics, name="calendar-ics"),
    path("<slug:slug>/event.ics", views.event_ics, name="event-ics"),
    path("<slug:slug>/<int:pk>/event.ics", views.occurrence_ics, name="occurrence-ics"),
]
