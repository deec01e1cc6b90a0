"""Rows for tests of translations: a page with texts, people who translate and check, a translation in each state."""

from typing import Any

from tests.factories import make_page, make_staff, make_user
from twinning.accounts.models import User
from twinning.pages.models import Page
from twinning.translations import actions
from twinning.translations.models import LanguageRule, TranslationState, TranslatorLanguage

State = TranslationState.State
FRENCH = {"title": "Pourquoi ?", "lede": "Une phrase.", "body": "<p>Texte.</p>"}


def make_text(**fields: Any) -> Page:
    """A page with German texts in three fields."""
    return make_page(**{"title_de": "Warum?", "lede_de": "Ein Satz.", "body_de": "<p>Text.</p>"} | fields)


def make_translator(*languages: str, may_review: bool = False, **fields: Any) -> User:
    """Somebody who translates into the languages and may do nothing else."""
    person = make_user(**{"is_staff": True, "preferred_language": "en"} | fields)
    for code in languages:
        TranslatorLanguage.objects.create(user=person, language=code, may_review=may_review)
    return person


def without_review(language: str = "fr") -> None:
    """Nobody checks translations into the language."""
    LanguageRule.objects.update_or_create(language=language, defaults={"needs_review": False})


def make_state(state: str, *, by: User | None = None, page: Page | None = None, language: str = "fr") -> Page:
    """A page whose translation stands in `state`, brought there by the verbs themselves; `by` wrote the draft."""
    page = page or make_text()
    by = by or make_translator(language)
    row = actions.state_for(page, language)
    if state in (State.UP_TO_DATE, State.OUTDATED):
        _publish(page, language, by)
    if state == State.OUTDATED:
        page.refresh_from_db()
        page.title_de = "Warum denn?"
        page.save()
        actions.note_saved(page, changed=["title_de"], by=None)
    if state == State.MACHINE:
        actions.put_machine(page, language, texts=FRENCH, by=by, engine="dummy")
    if state in (State.IN_TRANSLATION, State.NEEDS_REVIEW):
        row = actions.save_draft(page, language, texts=FRENCH, by=by, seen_version=row.version)
    if state == State.NEEDS_REVIEW:
        actions.hand_in(page, language, by=by, seen_version=row.version)
    return page


def _publish(page: Page, language: str, by: User) -> None:
    row = actions.state_for(page, language)
    row = actions.save_draft(page, language, texts=FRENCH, by=by, seen_version=row.version)
    row = actions.hand_in(page, language, by=by, seen_version=row.version)
    if row.state == State.NEEDS_REVIEW:
        actions.approve(page, language, by=make_staff(), seen_version=row.version)
