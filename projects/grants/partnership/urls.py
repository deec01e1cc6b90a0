"""Addresses of this part: the page of partners abroad, and below an application the button that asks them."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from projects.grants.partnership import views

ONE = [path(pgettext_lazy("url", "ask/"), views.partner_ask, name="partner-ask")]
# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern | URLResolver] = [
    path(pgettext_lazy("url", "partner/"), include([path("<int:pk>/", include(ONE))])),
]
urlpatterns: list[URLPattern] = [path("<str:token>/", views.partner_confirm, name="partner-confirm")]
