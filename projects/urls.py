"""Addresses of the joint projects."""

app_name = "projects"
urlpatterns = []
