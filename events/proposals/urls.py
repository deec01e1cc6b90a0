"""Proposing an event: included by events.urls. Public form, pages behind personal links, pages behind the log-in."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from events.proposals import views, views_manage, views_mine

MINE = [
    path("", views_mine.proposal_list, name="proposal-list"),
    path("<int:pk>/", views_mine.proposal_detail, name="proposal-detail"),
    path("<int:pk>/change/", views_mine.proposal_change, name="proposal-change"),
    path("<int:pk>/withdraw/", views_mine.proposal_withdraw, name="proposal-withdraw"),
]
urlpatterns = [
    path("", views.proposal_create, name="proposal-create"),
    path("sent/<str:token>/", views.proposal_sent, name="proposal-sent"),
    path("confirm/<str:token>/", views.proposal_confirm, name="proposal-confirm"),
    path("link/", views_manage.proposal_link, name="proposal-link"),
    path("manage/<str:token>/", views_manage.proposal_manage, name="proposal-manage"),
    path("manage/<str:token>/change/", views_manage.proposal_manage_change, name="proposal-manage-change"),
    path(
        "manage/<str:token>/withdraw/", views_manage.proposal_manage_withdraw, name="proposal-manage-withdraw"
    ),
    path(pgettext_lazy("url", "new/"), views_mine.proposal_create_own, name="proposal-create-own"),
    path(pgettext_lazy("url", "mine/"), include(MINE)),
]
