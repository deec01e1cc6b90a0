"""Verbs of pages and aims: addresses that are made when nobody typed one, and remembered for good."""

from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from twinning.addresses.actions import forget, remember, taken
from twinning.languages import chain, column
from twinning.pages.models import Addressed
from twinning.slugs import make_slug, with_fallbacks

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
    """Remember the present address words of a saved page or aim, fallbacks included; former ones lead to them.

    Raises ValidationError when another page has or had one of the words.
    """
    words = {code: getattr(page, column("slug", code)) or "" for code in settings.MODELTRANSLATION_LANGUAGES}
    remember(kind=page.SLUG_KIND, object_id=page.pk, words=with_fallbacks(words))


@transaction.atomic
def delete_addressed(page: Addressed) -> None:
    """Delete a page or an aim and free its address words."""
    forget(kind=page.SLUG_KIND, object_id=page.pk)
    page.delete()


def refused_words(
    *, model: type[Addressed], object_id: int | None, words: dict[str, str]
) -> dict[str, tuple[str, str]]:
    """Why words can't be used: language of the word to (word, reason).

    A word is refused when another page has or had it in a language that would show it, fallbacks included, or when
    a section of the portal ("suche") answers at that address.
    """
    shown = with_fallbacks(words)
    refused = {}
    for code, word in taken(kind=model.SLUG_KIND, object_id=object_id, words=shown).items():
        origin = next(other for other in chain(code) if words.get(other))
        refused[origin] = (word, _("Another page has or had the address word “%(slug)s” in this language."))
    for code, word in shown.items():
        if word and code in dict(settings.LANGUAGES) and not _is_free_address(model, code, word):
            origin = next(other for other in chain(code) if words.get(other))
            refused[origin] = (word, _("A section of the portal stands at the address word “%(slug)s”."))
    return refused


def _is_free_address(model: type[Addressed], language: str, word: str) -> bool:
    """True when the page's address leads to the page and not to something else of the portal."""
    with override(language):
        try:
            address = reverse(model.URL_NAME, kwargs={"slug": word})
        except NoReverseMatch:
            return False
        return resolve(address).view_name == model.URL_NAME
