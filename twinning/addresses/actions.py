"""Keeping and resolving address words.

`remember` is called whenever an object with an address is saved (admin, seed); `find` by the detail views when
the word in the URL is not the object's present one.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from twinning.addresses.models import Slug


@transaction.atomic
def remember(*, kind: str, object_id: int, words: dict[str, str]) -> None:
    """Make `words` (language to slug, "" for every language) the current ones; former ones stay as redirects.

    Raises ValidationError when another object of the kind has or had one of the words.
    """
    for language, slug in words.items():
        if not slug:
            continue
        mine = Slug.objects.filter(kind=kind, object_id=object_id, language=language)
        mine.exclude(slug=slug).filter(is_current=True).update(is_current=False)
        if mine.filter(slug=slug).update(is_current=True):
            continue
        try:
            with transaction.atomic():
                Slug.objects.create(kind=kind, object_id=object_id, language=language, slug=slug)
        except IntegrityError as error:
            raise ValidationError(
                _("Another page has or had the address word “%(slug)s”."), params={"slug": slug}
            ) from error


def forget(*, kind: str, object_id: int) -> None:
    """Free the words of a deleted object: its links lead nowhere any more, and another may have them."""
    Slug.objects.filter(kind=kind, object_id=object_id).delete()


def taken(*, kind: str, object_id: int | None, words: dict[str, str]) -> dict[str, str]:
    """Those of `words` that belong to another object of the kind: what a form reports before saving."""
    return {
        language: slug
        for language, slug in words.items()
        if slug
        and Slug.objects.filter(kind=kind, language=language, slug=slug)
        .exclude(object_id=object_id or 0)
        .exists()
    }


def find(*, kind: str, language: str, slug: str) -> int | None:
    """The object that has or had this word: first in `language`, then in any; None when nobody ever had it."""
    rows = Slug.objects.filter(kind=kind, slug=slug).values_list("language", "object_id")
    by_language = dict(rows)
    if language in by_language:
        return by_language[language]
    return next(iter(by_language.values()), None)
