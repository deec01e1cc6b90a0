"""Addresses of the funding pages. The words stand before the programmes: no programme may have them as its own."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from projects.grants import call_views
from projects.grants.apply import urls as apply
from projects.grants.costs import urls as costs
from projects.grants.dialogue import urls as dialogue
from projects.grants.files import urls as files
from projects.grants.letters import urls as letters
from projects.grants.mine import urls as mine
from projects.grants.partnership import urls as partnership

app_name = "grants"
APPLICATION = [
    *mine.APPLICATION,
    *costs.APPLICATION,
    *files.APPLICATION,
    *dialogue.APPLICATION,
    *partnership.APPLICATION,
    *letters.APPLICATION,
    *apply.APPLICATION,
]
CALL = [
    path("", call_views.programme_detail, name="programme-detail"),
    path(pgettext_lazy("url", "does-it-fit/"), call_views.programme_check, name="programme-check"),
    *apply.CALL,
    *letters.CALL,
]
urlpatterns = [
    path("", call_views.programme_list, name="programme-list"),
    path(
        pgettext_lazy("url", "applications/"),
        include([*mine.LIST, path("<uuid:uuid>/", include(APPLICATION))]),
    ),
    path(pgettext_lazy("url", "applicants/"), include("projects.grants.people.urls")),
    path(pgettext_lazy("url", "partnership/"), include("projects.grants.partnership.urls")),
    path("<slug:slug>/", include(CALL)),
]
