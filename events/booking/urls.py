"""Registering for a date, and the pages behind personal links: included by events.urls."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from events.booking import views, views_manage

_own_pages = [
    path(pgettext_lazy("url", "link/"), views_manage.registration_link, name="registration-link"),
    path("<str:token>/", views_manage.registration_manage, name="registration-manage"),
    path("<str:token>/sent/", views.registration_sent, name="registration-sent"),
    path("<str:token>/confirm/", views.registration_confirm, name="registration-confirm"),
    path("<str:token>/cancel/", views_manage.registration_cancel, name="registration-cancel"),
    path("<str:token>/offer/", views_manage.registration_offer, name="registration-offer"),
]
_form = [path(pgettext_lazy("url", "register/"), views.registration_create, name="registration-create")]

urlpatterns = [
    path(pgettext_lazy("url", "registration/"), include(_own_pages)),
    path("<slug:slug>/<int:pk>/", include(_form)),
]
