"""The exchange board: who seeks, who offers, what fits together."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    name = "partners.board"
    verbose_name = _("Exchange board")
