"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern

# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern] = []
