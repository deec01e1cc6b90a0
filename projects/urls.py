"""Addresses of the joint projects. The words of proposals stand first: no project may have them as its own."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from projects import proposal_views, views

app_name = "projects"
PROPOSAL = [
    path("", proposal_views.proposal_detail, name="proposal-detail"),
    path(pgettext_lazy("url", "change/"), proposal_views.proposal_update, name="proposal-update"),
    path(pgettext_lazy("url", "withdraw/"), proposal_views.proposal_delete, name="proposal-delete"),
]
PROPOSALS = [
    path("", proposal_views.proposal_list, name="proposal-list"),
    path("<int:pk>/", include(PROPOSAL)),
]
urlpatterns = [
    path("", views.project_list, name="project-list"),
    path(pgettext_lazy("url", "propose/"), proposal_views.proposal_create, name="proposal-create"),
    path(pgettext_lazy("url", "proposals/"), include(PROPOSALS)),
    path("<slug:slug>/", views.project_detail, name="project-detail"),
]
