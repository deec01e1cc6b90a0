"""How often visitors asked for a page in their language."""

from django.db.models import F
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import get_language_from_path, override

from twinning.feedback.models import LanguageWish


def wish_count(path: str, language: str) -> int:
    """How many asked for this page in this language so far; one query."""
    row = LanguageWish.objects.filter(path=path, language=language).values_list("count", flat=True).first()
    return row or 0


def is_page(path: str, language: str) -> bool:
    """True when `path` is a page of the portal in `language`."""
    if get_language_from_path(path) != language:
        return False
    try:
        with override(language):
            resolve(path)
    except Resolver404:
        return False
    return True


def add_wish(*, path: str, language: str) -> None:
    """Count one wish. The database adds, so that wishes of the same moment are all counted."""
    row, is_new = LanguageWish.objects.get_or_create(path=path, language=language, defaults={"count": 1})
    if not is_new:
        LanguageWish.objects.filter(pk=row.pk).update(count=F("count") + 1, last_at=timezone.now())
