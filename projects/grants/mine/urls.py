"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern, path

from projects.grants import views

# Below /funding/applications/
LIST: list[URLPattern] = []
# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern] = [path("", views.application_detail, name="application-detail")]
