"""Addresses of this app."""

app_name = "enquiries"
urlpatterns = []
