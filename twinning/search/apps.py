"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "twinning.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        # What is to be watched, the catalogue says: it must be complete, whichever app is ready first.
        autodiscover_modules("catalogue")
        import_module("twinning.search.watching").watch()
