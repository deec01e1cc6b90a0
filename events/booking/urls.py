"""Registering for a date, and the pages behind personal links: included by events.urls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
