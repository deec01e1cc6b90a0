"""Addresses of this app."""

app_name = "organisations"
urlpatterns = []
