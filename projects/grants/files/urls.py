"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from projects.grants.files import views

FILE = [
    path("", views.file_detail, name="file-detail"),
    path(pgettext_lazy("url", "remove/"), views.file_remove, name="file-remove"),
    path(pgettext_lazy("url", "replace/"), views.file_replace, name="file-replace"),
]
# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern | URLResolver] = [
    path(
        pgettext_lazy("url", "files/"),
        include(
            [
                path("", views.file_upload, name="file-upload"),
                path("<uuid:file>/", include(FILE)),
            ]
        ),
    ),
]
