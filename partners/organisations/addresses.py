"""Address words of entries: made from names, never one of another entry or of a page of this section."""

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import override

from partners.organisations.organisation import Organisation
from twinning.addresses.actions import taken
from twinning.slugs import make_slug

KIND = "organisation"
VIEW = "organisations:organisation-detail"
LENGTH = 70


def is_free(word: str) -> bool:
    """False when another page of this section ("new") answers at the word in one of the published languages."""
    return all(_leads_to_entry(word, code) for code, _name in settings.LANGUAGES)


def _leads_to_entry(word: str, language: str) -> bool:
    with override(language):
        try:
            return resolve(reverse(VIEW, kwargs={"slug": word})).view_name == VIEW
        except NoReverseMatch:
            return False


def _is_taken(word: str) -> bool:
    known = Organisation.objects.filter(slug=word).exists()
    return known or bool(taken(kind=KIND, object_id=None, words={"": word})) or not is_free(word)


def free_word(name: str, language: str) -> str:
    """An address word for a new entry: "Chœur d’à côté" gives "choeur-d-a-cote", with a number where it is taken.

    A name without Latin letters gives a plain word; staff may write a better one.
    """
    word = make_slug(name.replace("’", " "), language)[:LENGTH].strip("-") or KIND
    candidate, number = word, 2
    while _is_taken(candidate):
        candidate, number = f"{word}-{number}", number + 1
    return candidate
