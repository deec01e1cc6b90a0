"""Who may translate into which language, and who may check it. Asked by the actions and by the pages."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from twinning import coverage
from twinning.accounts.models import User
from twinning.translations.models import LanguageRule, TranslationState, TranslatorLanguage

CHANGE = "translations.change_translationstate"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may, and why not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def target_languages() -> tuple[str, ...]:
    """Languages that are translated into: the published ones without German, then easy language."""
    return tuple(code for code in coverage.languages() if code != settings.LANGUAGE_CODE)


def needs_review(language: str) -> bool:
    """True where a second person must approve; so it is until somebody decides otherwise for the language."""
    rule = LanguageRule.objects.filter(language=language).values_list("needs_review", flat=True).first()
    return rule is not False


def may_all(user: User) -> bool:
    """True for staff who look after translations."""
    return bool(user.is_active and user.is_staff and user.has_perm(CHANGE))


def languages_of(user: User) -> tuple[str, ...]:
    """Languages that `user` may translate into, in the order of the portal."""
    if may_all(user):
        return target_languages()
    if not (user.is_active and user.is_staff):
        return ()
    own = set(TranslatorLanguage.objects.filter(user=user).values_list("language", flat=True))
    return tuple(code for code in target_languages() if code in own)


def may_translate(user: User, language: str) -> Verdict:
    """Staff who look after translations, and translators for their languages."""
    if language not in target_languages():
        return Verdict(False, _("Nothing is translated into this language here."))
    if language in languages_of(user):
        return Verdict(True)
    return Verdict(False, _("You do not translate into this language."))


def may_review(user: User, state: TranslationState) -> Verdict:
    """Staff, and translators who may check this language; never the person whose words they are."""
    if not may_all(user):
        checks = TranslatorLanguage.objects.filter(user=user, language=state.language, may_review=True)
        if not (user.is_active and user.is_staff and checks.exists()):
            return Verdict(False, _("You do not check translations into this language."))
    if state.draft_by_id == user.pk:
        return Verdict(False, _("Somebody else must check what you wrote."))
    return Verdict(True)
