"""The pages that show events: included by events.urls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
