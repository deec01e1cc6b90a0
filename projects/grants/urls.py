"""Addresses of the funding pages."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from projects.grants import call_views, views

app_name = "grants"
urlpatterns = [
    path("", call_views.programme_list, name="programme-list"),
    path("applications/<uuid:uuid>/", views.application_detail, name="application-detail"),
    path(
        "<slug:slug>/",
        include(
            [
                path("", call_views.programme_detail, name="programme-detail"),
                path(
                    pgettext_lazy("url", "does-it-fit/"), call_views.programme_check, name="programme-check"
                ),
            ]
        ),
    ),
]
