"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy

from projects.grants.dialogue import views

# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern] = [
    path(pgettext_lazy("url", "messages/"), views.application_messages, name="application-messages"),
]
