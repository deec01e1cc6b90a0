"""Personal links in mails: only their digests are stored."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TokensConfig(AppConfig):
    name = "twinning.tokens"
    verbose_name = _("Personal links in mails")
