"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevisionsConfig(AppConfig):
    name = "twinning.revisions"
    label = "revisions"
    verbose_name = _("Versions of pages")
