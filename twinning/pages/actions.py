"""Verbs of pages and aims: addresses that are made when nobody typed one, and remembered for good."""

from django.conf import settings
from django.db import transaction

from twinning.addresses.actions import remember, taken
from twinning.languages import column
from twinning.pages.models import Addressed
from twinning.slugs import make_slug

# Letters that make no Latin address word: these languages use the English one.
ENGLISH_WORDS = frozenset({"ja", "ar", "uk"})
# Easy language uses the German word: its titles are questions, and they change.
NO_OWN_WORD = frozenset({settings.EASY_LANGUAGE})


def _free(kind: str, object_id: int | None, language: str, word: str) -> str:
    """`word`, with a number behind it when another page has or had it."""
    candidate, number = word, 2
    while taken(kind=kind, object_id=object_id, words={language: candidate}):
        candidate, number = f"{word[:115]}-{number}", number + 1
    return candidate


def suggest_slugs(
    *, kind: str, object_id: int | None, titles: dict[str, str], words: dict[str, str]
) -> dict[str, str]:
    """An address word for each language that has a title but no word of its own.

    Languages without Latin letters use the English word; without an English one they stay without, and the page
    is found under the German one.
    """
    english = words.get("en") or make_slug(titles.get("en", ""), "en")
    found = {}
    for language, title in titles.items():
        if not title.strip() or words.get(language) or language in NO_OWN_WORD:
            continue
        word = english if language in ENGLISH_WORDS else make_slug(title, language)
        if word:
            found[language] = _free(kind, object_id, language, word)
    return found


@transaction.atomic
def save_addresses(page: Addressed) -> None:
    """Remember the present address words of a saved page or aim; former ones lead to them.

    Raises ValidationError when another page has or had one of the words.
    """
    words = {code: getattr(page, column("slug", code)) or "" for code in settings.MODELTRANSLATION_LANGUAGES}
    remember(kind=page.SLUG_KIND, object_id=page.pk, words=words)
