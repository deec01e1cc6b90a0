"""The gate for translations: nothing missing, doubtful or broken in any published language."""

from django.conf import settings

from twinning.local.messages.catalogues import LANGUAGES
from twinning.local.messages.check import check_all


def test_catalogues_are_complete() -> None:
    assert check_all() == []


def test_there_is_a_catalogue_for_each_published_language() -> None:
    assert LANGUAGES == tuple(settings.PUBLISHED_LANGUAGES)
