"""Addresses of conversations: personal links from mails, and the form that reports a public row."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from partners.conversations import views

app_name = "conversations"
urlpatterns = [
    path("receipt/m/<str:token>/", views.message_done, name="message-done"),
    path(pgettext_lazy("url", "report/"), views.report_create, name="report-create"),
    path("receipt/r/<str:token>/", views.report_done, name="report-done"),
    path("<str:token>/", views.conversation_detail, name="conversation-detail"),
    path("<str:token>/address/", views.address_update, name="address-update"),
    path("<str:token>/end/", views.conversation_close, name="conversation-close"),
    path("<str:token>/abuse/", views.abuse_create, name="abuse-create"),
]
