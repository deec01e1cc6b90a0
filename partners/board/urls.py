"""The exchange board: slips for everybody, and the owner's pages behind personal links (partners.board.links)."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from partners.board import views, views_manage, views_new

app_name = "board"
urlpatterns = [
    path("", views.slip_list, name="slip-list"),
    path(pgettext_lazy("url", "new/"), views_new.slip_create, name="slip-create"),
    path("sent/<str:token>/", views_new.slip_sent, name="slip-sent"),
    path("confirm/<str:token>/", views_new.slip_confirm, name="slip-confirm"),
    path("link/", views_manage.link_create, name="link-create"),
    path("manage/<str:token>/", views_manage.slip_manage, name="slip-manage"),
    path("manage/<str:token>/change/", views_manage.slip_update, name="slip-update"),
    path("manage/<str:token>/renew/", views_manage.slip_renew_managed, name="slip-renew-managed"),
    path("manage/<str:token>/withdraw/", views_manage.slip_withdraw, name="slip-withdraw"),
    path("manage/<str:token>/outcome/", views_manage.slip_outcome_managed, name="slip-outcome-managed"),
    path("renew/<str:token>/", views_manage.slip_renew, name="slip-renew"),
    path("outcome/<str:token>/", views_manage.slip_outcome, name="slip-outcome"),
    path("<int:pk>/", views.slip_detail, name="slip-detail"),
]
