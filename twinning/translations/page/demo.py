"""Invented translators for a demonstration: one whose work is public at once, one whose work somebody checks.

Made by `seed --samples`, shown by `manage.py demo_logins`.
"""

from django.db import transaction

from twinning.accounts.demo import DemoUser, also, create_demo_users, remove_demo_users
from twinning.translations.models import LanguageRule, TranslatorLanguage
from twinning.translations.page.roles import TRANSLATORS

POLISH = DemoUser(
    "polnisch@example.org", "Ula Übersetzung", "translator into Polish", is_staff=True, groups=(TRANSLATORS,)
)
FRENCH = DemoUser(
    "franzoesisch@example.org",
    "Toni Traduction",
    "translator into French, checked by a second person",
    is_staff=True,
    groups=(TRANSLATORS,),
)
CHECKER = DemoUser(
    "pruefung@example.org",
    "Rena Relecture",
    "checks French translations",
    is_staff=True,
    groups=(TRANSLATORS,),
)
PEOPLE = (POLISH, FRENCH, CHECKER)
LANGUAGES = {POLISH.email: ("pl", False), FRENCH.email: ("fr", False), CHECKER.email: ("fr", True)}

also(*PEOPLE)


@transaction.atomic
def create() -> None:
    """The people with their languages; existing rows keep what staff changed."""
    for user in create_demo_users(PEOPLE):
        language, may_review = LANGUAGES[user.email]
        TranslatorLanguage.objects.get_or_create(
            user=user, language=language, defaults={"may_review": may_review}
        )
    for language, needs_review in (("pl", False), ("fr", True)):
        LanguageRule.objects.get_or_create(language=language, defaults={"needs_review": needs_review})


def remove() -> None:
    """The people and their languages; the rules stay, they are the office's."""
    remove_demo_users(PEOPLE)
