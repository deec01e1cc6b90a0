"""Editorial pages stand directly under the language prefix, so this is included last."""

from django.urls import path

from twinning.pages import views

app_name = "pages"
urlpatterns = [path("<slug:slug>/", views.page_detail, name="page-detail")]
