"""Two people at the same moment, with real threads; each race also without its lock, to see that the test can fail."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.factories import make_home, make_staff
from tests.factories_translations import FRENCH, State, make_state, make_text, make_translator
from tests.feedback.threads import together
from twinning.mail.models import OutgoingMail
from twinning.pages.models import Page
from twinning.revisions.actions import record_found
from twinning.revisions.models import Revision
from twinning.translations import actions
from twinning.translations.actions import Stale
from twinning.translations.models import TranslationState

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The verbs read the row without holding it, and both have read before one writes."""
    both = threading.Barrier(2, timeout=20)

    def read(obj: Any, language: str) -> TranslationState:
        row = actions.state_for(obj, language)
        both.wait()
        return row

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_locked", read)
        yield


def _in_turn(acts: list[Callable[[], Any]]) -> list[BaseException]:
    left = list(acts)
    return together(len(acts), lambda: left.pop()())


def _save_twice() -> tuple[Page, list[BaseException]]:
    page, people = make_text(), [make_translator("fr"), make_translator("fr")]
    seen = actions.state_for(page, "fr").version
    acts = [
        lambda who=who: actions.save_draft(
            page, "fr", texts={**FRENCH, "title": str(who)}, by=who, seen_version=seen
        )
        for who in people
    ]
    return page, _in_turn(acts)


def test_of_two_who_save_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    page, errors = _save_twice()
    assert [type(error) for error in errors] == [Stale]
    row = actions.state_for(page, "fr")
    assert (row.version, row.draft_texts["title"]) == (2, str(row.draft_by))
    with without_lock(monkeypatch):
        assert _save_twice()[1] == [], "without the lock the second one overwrites the first"


def test_translation_is_released_once_and_row_is_made_once() -> None:
    make_home()
    page = make_state(State.NEEDS_REVIEW)
    seen, boss = actions.state_for(page, "fr").version, make_staff()
    record_found(page)
    before = Revision.objects.of(page).count()
    assert together(3, lambda: actions.approve(page, "fr", by=boss, seen_version=seen)) == []
    row = actions.state_for(page, "fr")
    assert (row.state, row.version, Revision.objects.of(page).count()) == (
        State.UP_TO_DATE,
        seen + 1,
        before + 1,
    )
    fresh = make_text()
    assert together(3, lambda: actions.state_for(fresh, "fr")) == []
    assert TranslationState.objects.of(fresh).filter(language="fr").count() == 1
    person = make_translator("fr")
    give = [actions.state_for(fresh, "fr")]
    assert together(3, lambda: actions.assign_rows(give, translator=person, due_on=None, by=boss)) == []
    assert OutgoingMail.objects.filter(recipient=person.email).count() == 1


def test_save_in_the_form_and_release_at_once_end_in_the_truth() -> None:
    """Whichever comes first: the French is public, and outdated because the German changed beside it."""
    page = make_state(State.NEEDS_REVIEW)
    seen, boss = actions.state_for(page, "fr").version, make_staff()

    def edit() -> None:
        Page.objects.filter(pk=page.pk).update(title_de="Warum denn?")
        actions.note_saved(page, changed=["title_de"], by=boss)

    assert _in_turn([edit, lambda: actions.approve(page, "fr", by=boss, seen_version=seen)]) == []
    page.refresh_from_db()
    row = actions.state_for(page, "fr")
    assert (page.title_de, page.title_fr, row.state) == ("Warum denn?", FRENCH["title"], State.OUTDATED)
