"""Address words per language without the collisions of translated unique columns.

A translated SlugField(unique=True) keeps its constraint on the base column, which holds whatever language was
active on save. So the field is plain, and each language's column gets a constraint of its own.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from twinning.languages import chain, column
from twinning.sorting import fold

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


def slug_constraints(prefix: str) -> list[models.UniqueConstraint]:
    """One named constraint per language column of `slug`; empty words don't collide."""
    return [
        models.UniqueConstraint(
            fields=[column("slug", code)],
            condition=~Q(**{column("slug", code): ""}),
            name=f"{prefix}_{column('slug', code)}",
            violation_error_message=_("Another page has this address word in this language."),
        )
        for code in settings.MODELTRANSLATION_LANGUAGES
    ]


def with_fallbacks(words: dict[str, str]) -> dict[str, str]:
    """The word under which each language finds a page: its own, else the first one along its fallback chain.

    Remembering these for every language makes it impossible that one page's fallback is another page's own word.
    """
    return {
        code: next((words[other] for other in chain(code) if words.get(other)), "")
        for code in settings.MODELTRANSLATION_LANGUAGES
    }


def make_slug(title: str, language: str) -> str:
    """An address word in Latin letters, "" when the title has none: German umlauts become ae, oe, ue."""
    text = title.translate(_GERMAN) if language.startswith("de") else title
    return slugify(fold(text))[:120]
