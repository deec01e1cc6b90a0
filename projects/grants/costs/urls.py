"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from projects.grants.costs import views

COSTS = [
    path("", views.costs, name="step-costs"),
    path(pgettext_lazy("url", "totals/"), views.draft, name="step-costs-draft"),
]
# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern | URLResolver] = [path(pgettext_lazy("url", "costs/"), include(COSTS))]
