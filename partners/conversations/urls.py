"""Addresses of this app."""

app_name = "conversations"
urlpatterns = []
