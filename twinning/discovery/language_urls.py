"""Machine addresses that exist once per language, below its prefix."""

from django.urls import path

from twinning.discovery import views

urlpatterns = [
    path("card.png", views.portal_card, name="portal-card"),
    path("news.atom", views.news_atom, name="news-atom"),
]
