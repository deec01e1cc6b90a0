"""Ask the office."""

from django.urls import path

from partners.enquiries import views

app_name = "enquiries"
urlpatterns = [
    path("", views.enquiry_create, name="enquiry-create"),
    path("receipt/<str:token>/", views.enquiry_done, name="enquiry-done"),
    path("thread/<str:token>/", views.enquiry_thread, name="enquiry-thread"),
]
