"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from projects.grants.letters import views

# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern | URLResolver] = [
    path(
        pgettext_lazy("url", "letters/"),
        include([path("<int:pk>/", views.letter_detail, name="letter-detail")]),
    ),
]
# Below /funding/<programme>/
CALL: list[URLPattern] = [path("form.pdf", views.empty_form, name="empty-form")]
