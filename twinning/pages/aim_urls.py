"""The aims."""

from django.urls import path

from twinning.pages import views

app_name = "aims"
urlpatterns = [
    path("", views.aim_list, name="aim-list"),
    path("<slug:slug>/", views.aim_detail, name="aim-detail"),
]
