"""Search."""

from django.urls import path

from twinning.search import views

app_name = "search"
urlpatterns = [path("", views.result_list, name="result-list")]
