"""Addresses of the events. Words of calendars, registrations and proposals stand first: no event may have them."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

app_name = "events"
urlpatterns = [
    path("", include("events.calendars.urls")),
    path(pgettext_lazy("url", "propose/"), include("events.proposals.urls")),
    path("", include("events.booking.urls")),
    path("", include("events.pages.urls")),
]
