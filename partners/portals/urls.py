"""Addresses that other portals ask for."""

from django.urls import path

from partners.portals import views

app_name = "portals"
urlpatterns = [
    path(".well-known/twinning.json", views.portal_file, name="file"),
    path("schema/twinning-<str:version>.json", views.schema_file, name="schema"),
]
