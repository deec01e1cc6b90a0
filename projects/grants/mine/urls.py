"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy

from projects.grants.mine import views

# Below /funding/applications/
LIST: list[URLPattern] = [path("", views.application_list, name="application-list")]
# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern] = [
    path("", views.application_detail, name="application-detail"),
    path(pgettext_lazy("url", "download/"), views.download, name="download"),
    path(pgettext_lazy("url", "withdraw/"), views.withdraw, name="withdraw"),
    path(pgettext_lazy("url", "copy/"), views.copy, name="copy"),
    path(pgettext_lazy("url", "accept/"), views.accept, name="accept"),
]
