"""Floor 3: funding. The app stands empty until its content arrives."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    name = "projects.grants"
    label = "grants"
    verbose_name = _("Funding")
