"""People and groups. Fixed words come before address words, which may be none of them (see `addresses`)."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from partners.organisations import consent_views, member_views, views

app_name = "organisations"
urlpatterns = [
    path("", views.organisation_list, name="organisation-list"),
    path(pgettext_lazy("url", "enter/"), member_views.organisation_create, name="organisation-create"),
    path(pgettext_lazy("url", "mine/"), member_views.membership_list, name="membership-list"),
    path("membership/<int:pk>/end/", member_views.membership_delete, name="membership-delete"),
    path("contact/<int:pk>/message/", views.contact_message_create, name="contact-message-create"),
    path("contact/consent/<str:token>/", consent_views.consent_detail, name="consent-detail"),
    path("<slug:slug>/", views.organisation_detail, name="organisation-detail"),
    path("<slug:slug>/edit/", member_views.organisation_update, name="organisation-update"),
    path("<slug:slug>/claim/", member_views.claim_create, name="claim-create"),
    path("<slug:slug>/change/", member_views.change_create, name="change-create"),
    path("<slug:slug>/message/", views.message_create, name="message-create"),
]
