"""Addresses of the funding pages."""

from django.urls import path

from projects.grants import views

app_name = "grants"
urlpatterns = [
    path("applications/<uuid:uuid>/", views.application_detail, name="application-detail"),
]
