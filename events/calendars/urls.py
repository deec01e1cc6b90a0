"""Calendars and feeds of our events, and the page for other sites' frames: included by events.urls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
