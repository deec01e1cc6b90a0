"""Forms for visitors."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from twinning.feedback import views

app_name = "feedback"
urlpatterns = [
    path(pgettext_lazy("url", "report-a-barrier/"), views.barrier_create, name="barrier-create"),
    path("receipt/b/<str:token>/", views.barrier_done, name="barrier-done"),
    path(pgettext_lazy("url", "contact-form/"), views.contact_create, name="contact-create"),
    path("receipt/k/<str:token>/", views.contact_done, name="contact-done"),
    path("language-wish/", views.wish_create, name="wish-create"),
]
