"""Invented translators for a demonstration: one whose work is public at once, one whose work somebody checks.

Made by `seed --samples`, shown by `manage.py demo_logins`.
"""

from django.db import transaction

from twinning import seeding
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


# Whether a second person checks: the rules come and go with the people.
RULES = {"pl": False, "fr": True}


@transaction.atomic
def create() -> None:
    """The people with their languages, and the rules; existing rows keep what staff changed."""
    users = create_demo_users(PEOPLE)
    for user in users:
        language, may_review = LANGUAGES[user.email]
        TranslatorLanguage.objects.get_or_create(
            user=user, language=language, defaults={"may_review": may_review}
        )
    for language, needs_review in RULES.items() if users else ():
        LanguageRule.objects.get_or_create(language=language, defaults={"needs_review": needs_review})


@transaction.atomic
def remove() -> None:
    """The people, their languages and the rules as they were made; a rule that staff changed stays."""
    people = TranslatorLanguage.objects.filter(user__email__in=LANGUAGES)
    if people.exists():
        for language, needs_review in RULES.items():
            seeding.forget(LanguageRule.objects.filter(language=language, needs_review=needs_review))
        seeding.forget(people)
    remove_demo_users(PEOPLE)
