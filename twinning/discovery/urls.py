"""Machine addresses, the same in every language."""

from django.urls import path

from twinning.discovery import views

urlpatterns = [
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:kind>-<int:page>.xml", views.sitemap_part, name="sitemap-part"),
    path("robots.txt", views.robots_txt, name="robots-txt"),
]
