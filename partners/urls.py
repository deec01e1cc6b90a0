"""Partner cities."""

from django.urls import path

from partners import views
from partners.sheet import views as sheet_views

app_name = "partners"
urlpatterns = [
    path("", views.city_list, name="city-list"),
    path("<slug:slug>/", views.city_detail, name="city-detail"),
    path("<slug:slug>/sheet.pdf", sheet_views.city_sheet, name="city-sheet"),
    path("<slug:slug>/card.png", sheet_views.city_card_png, name="city-card"),
    path("<slug:slug>/news.atom", sheet_views.city_news, name="city-news"),
]
