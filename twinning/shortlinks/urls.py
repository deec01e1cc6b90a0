"""`/s/<code>`: outside the languages, because it has to be short."""

from django.urls import re_path

from twinning.shortlinks import views

urlpatterns = [re_path(r"^(?P<code>[0-9A-Za-z]{1,12})$", views.follow, name="shortlink")]
