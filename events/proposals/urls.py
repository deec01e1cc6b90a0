"""Proposing an event: included by events.urls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
