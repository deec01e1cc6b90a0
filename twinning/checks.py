"""System checks: settings that would lose texts or break pages stop the portal before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils.translation import get_language_info

from twinning.municipality.models import Municipality
from twinning.municipality.release import STATEMENT_DAYS, statement_is_stale

FIXED_LANGUAGES = ("de", "de-simple", "en", "fr", "pl", "ja", "ar", "uk", "tr")


@register(Tags.translation)
def published_languages_have_columns(**kwargs: Any) -> list[CheckMessage]:
    """A language without columns would show and save German under another name."""
    missing = [
        code for code in settings.PUBLISHED_LANGUAGES if code not in settings.MODELTRANSLATION_LANGUAGES
    ]
    return [
        Error(
            f"The language “{code}” is published but has no columns.",
            hint="Take it out of PORTAL_LANGUAGES, or add it to MODELTRANSLATION_LANGUAGES with a migration.",
            id="twinning.E001",
        )
        for code in missing
    ]


@register(Tags.translation)
def no_language_was_removed(**kwargs: Any) -> list[CheckMessage]:
    """Taking a code out of MODELTRANSLATION_LANGUAGES makes the next migration drop its texts."""
    lost = [code for code in FIXED_LANGUAGES if code not in settings.MODELTRANSLATION_LANGUAGES]
    return [
        Error(
            f"The language “{code}” was removed: its columns and all their texts would be dropped.",
            hint="Keep the code; to stop showing a language, take it out of PORTAL_LANGUAGES.",
            id="twinning.E002",
        )
        for code in lost
    ]


@register(Tags.translation)
def languages_are_known(**kwargs: Any) -> list[CheckMessage]:
    """A code without language info answers 404 or raises KeyError in the admin."""
    problems: list[CheckMessage] = []
    for code in {*settings.MODELTRANSLATION_LANGUAGES, *settings.PUBLISHED_LANGUAGES}:
        try:
            get_language_info(code)
        except KeyError:
            problems.append(
                Error(f"Nobody knows the language “{code}”.", hint="Add it to LANG_INFO.", id="twinning.E003")
            )
    return problems


@register(Tags.security, deploy=True)
def accessibility_statement_is_fresh(**kwargs: Any) -> list[CheckMessage]:
    """The law wants the statement looked at once a year. Without a database there is nothing to say yet."""
    try:
        home = Municipality.objects.filter(pk=1).first()
    except DatabaseError:
        return []
    if home is None or not statement_is_stale(home):
        return []
    return [
        Warning(
            f"The accessibility statement was not checked within {STATEMENT_DAYS} days.",
            hint="Check it, then set the day on the staff desk under “Municipality”.",
            id="twinning.W001",
        )
    ]
