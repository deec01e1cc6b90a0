"""Search."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from twinning.search import views

app_name = "search"
urlpatterns = [
    path("", views.result_list, name="result-list"),
    path(pgettext_lazy("url", "suggestions/"), views.suggestion_list, name="suggestion-list"),
]
