"""How often visitors asked for a page in their language.

The notice on a page carries a signed token for that page (`wish_token`), so only pages that really lack a language
can be wished for, and the way back leads nowhere else.
"""

from django.core.signing import BadSignature, Signer
from django.db.models import F
from django.utils import timezone

from twinning.feedback.models import LanguageWish


def wish_count(path: str, language: str) -> int:
    """How many asked for this page in this language so far; one query."""
    row = LanguageWish.objects.filter(path=path, language=language).values_list("count", flat=True).first()
    return row or 0


def _signer() -> Signer:
    return Signer(salt="twinning.feedback.wish")


def wish_token(path: str, language: str) -> str:
    """What the button of the notice sends; it never changes, so pages with it can be cached."""
    return _signer().sign_object([path, language])


def read_wish(token: str) -> tuple[str, str] | None:
    """Path and language of a token; None when we did not make it."""
    try:
        path, language = _signer().unsign_object(token)
    except BadSignature:
        return None
    return path, language


def add_wish(*, path: str, language: str) -> None:
    """Count one wish. The database adds, so that wishes of the same moment are all counted."""
    row, is_new = LanguageWish.objects.get_or_create(path=path, language=language, defaults={"count": 1})
    if not is_new:
        LanguageWish.objects.filter(pk=row.pk).update(count=F("count") + 1, last_at=timezone.now())
