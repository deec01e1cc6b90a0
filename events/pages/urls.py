"""The pages that show events: included by events.urls. Words stand before the address words of events."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from events.pages import views

ARCHIVE = [
    path("", views.event_archive, name="event-archive"),
    path("<int:year>/", views.event_archive, name="archive-year"),
]
urlpatterns = [
    path("", views.event_list, name="event-list"),
    path(pgettext_lazy("url", "archive/"), include(ARCHIVE)),
    path(
        pgettext_lazy("url", "series/"),
        include([path("<slug:slug>/", views.series_detail, name="series-detail")]),
    ),
    path("<int:year>/<int:month>/", views.event_month, name="event-month"),
    path("<slug:slug>/<int:pk>/", views.occurrence_detail, name="occurrence-detail"),
    path("<slug:slug>/", views.event_detail, name="event-detail"),
]
