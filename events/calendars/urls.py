"""Calendars and feeds of our events, and the page for other sites' frames: included by events.urls."""

from django.urls import path

from events.calendars import views

urlpatterns = [
    path("calendar.ics", views.calendar_ics, name="calendar-ics"),
    path("<slug:slug>/event.ics", views.event_ics, name="event-ics"),
    path("<slug:slug>/<int:pk>/event.ics", views.occurrence_ics, name="occurrence-ics"),
]
