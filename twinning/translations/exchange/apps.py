"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "twinning.translations.exchange"
    label = "translation_exchange"
    verbose_name = _("Translation files and machine translation")
