"""Partner cities."""

from django.urls import path

from partners import views

app_name = "partners"
urlpatterns = [
    path("", views.city_list, name="city-list"),
    path("<slug:slug>/", views.city_detail, name="city-detail"),
]
