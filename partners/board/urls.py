"""Addresses of this app."""

app_name = "board"
urlpatterns = []
