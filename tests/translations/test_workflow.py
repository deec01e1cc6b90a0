"""Every state with every act: what is possible, what it leads to, and what is refused with a reason."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import make_home, make_staff
from tests.factories_translations import FRENCH, State, make_state, make_text, make_translator, without_review
from twinning.pages.models import Page
from twinning.translations import actions, sources
from twinning.translations.actions import Refused, Stale
from twinning.translations.models import TranslationState

pytestmark = pytest.mark.django_db
M, A, T, R, U, OLD = (
    State.MISSING, State.MACHINE, State.IN_TRANSLATION, State.NEEDS_REVIEW, State.UP_TO_DATE, State.OUTDATED,
)  # fmt: skip
NO = None


def _row(page: Page, language: str = "fr") -> TranslationState:
    return actions.state_for(page, language)


def _acts(page: Page, writer: Any, boss: Any) -> dict[str, Callable[[], object]]:
    seen, new = _row(page).version, {**FRENCH, "title": "Pourquoi donc ?"}
    digest = sources.hash_of(sources.source_texts(page))
    return {
        "save": lambda: actions.save_draft(page, "fr", texts=new, by=writer, seen_version=seen),
        "hand in": lambda: actions.hand_in(page, "fr", by=writer, seen_version=seen),
        "approve": lambda: actions.approve(page, "fr", by=boss, seen_version=seen),
        "send back": lambda: actions.send_back(page, "fr", by=boss, note="Bitte duzen."),
        "machine": lambda: actions.put_machine(page, "fr", texts=new, by=boss, engine="dummy"),
        "import": lambda: actions.put_import(page, "fr", texts=new, by=writer, source_hash=digest),
        "assign": lambda: actions.assign(page, "fr", translator=writer, due_on=None, by=boss),
        "keep": lambda: actions.keep_up_to_date(page, ["fr"], by=boss),
    }


# Of each state, what it becomes by each act; None where the act is refused.
TABLE = {
    #             M  A  T  R  U  OLD
    "save":      (T, T, T, T, T, T),
    "hand in":   (NO, R, R, R, NO, NO),
    "approve":   (NO, NO, NO, U, NO, NO),
    "send back": (NO, NO, NO, T, NO, NO),
    "machine":   (A, A, NO, NO, NO, A),
    "import":    (T, T, T, NO, T, T),
    "assign":    (M, A, T, NO, NO, OLD),
    "keep":      (NO, A, T, R, U, U),
}  # fmt: skip
STATES = (M, A, T, R, U, OLD)


@pytest.mark.parametrize("act", TABLE)
def test_act_leads_where_the_table_says(act: str) -> None:
    make_home()
    writer, boss = make_translator("fr"), make_staff()
    for state, wanted in zip(STATES, TABLE[act], strict=True):
        page = make_state(state, by=writer)
        assert _row(page).state == state
        page.refresh_from_db()
        if wanted is NO:
            with pytest.raises(Refused) as refusal:
                _acts(page, writer, boss)[act]()
            assert refusal.value.text, (act, state)
            assert _row(page).state == state
        else:
            _acts(page, writer, boss)[act]()
            assert _row(page).state == wanted, (act, state)


def test_draft_is_not_public_before_somebody_else_approves() -> None:
    writer, colleague = make_translator("fr"), make_translator("fr", may_review=True)
    page = make_state(State.NEEDS_REVIEW, by=writer)
    page.refresh_from_db()
    assert (page.title_fr or "", page.body_fr or "") == ("", "")
    row = _row(page)
    with pytest.raises(Refused):
        actions.approve(page, "fr", by=writer, seen_version=row.version)
    version = page.version
    row = actions.approve(page, "fr", by=colleague, seen_version=row.version)
    page.refresh_from_db()
    assert (page.title_fr, page.body_fr, page.version) == (FRENCH["title"], FRENCH["body"], version + 1)
    assert (row.has_draft, row.reviewer, row.source_hash) == (
        False,
        colleague,
        sources.hash_of(sources.source_texts(page)),
    )


def test_language_without_second_person_is_public_when_handed_in() -> None:
    without_review()
    page = make_text()
    row = actions.save_draft(page, "fr", texts=FRENCH, by=(writer := make_translator("fr")), seen_version=1)
    row = actions.hand_in(page, "fr", by=writer, seen_version=row.version)
    page.refresh_from_db()
    assert (row.state, page.lede_fr) == (State.UP_TO_DATE, FRENCH["lede"])


def test_reviewer_corrects_and_writer_takes_back() -> None:
    writer, boss = make_translator("fr"), make_staff()
    page = make_state(State.NEEDS_REVIEW, by=writer)
    row = actions.save_draft(page, "fr", texts={"title": "Mieux"}, by=boss, seen_version=_row(page).version)
    assert (row.state, row.draft_by, row.draft_texts["title"]) == (State.NEEDS_REVIEW, writer, "Mieux")
    row = actions.save_draft(page, "fr", texts={"title": "Non"}, by=writer, seen_version=row.version)
    assert row.state == State.IN_TRANSLATION


def test_incomplete_or_too_long_draft_is_refused_with_the_name_of_the_field() -> None:
    without_review()
    page, writer = make_text(), make_translator("fr")
    row = actions.save_draft(page, "fr", texts={"title": "x" * 500}, by=writer, seen_version=1)
    with pytest.raises(Refused) as refusal:
        actions.hand_in(page, "fr", by=writer, seen_version=row.version)
    assert sources.label_of(Page, "body") in refusal.value.text
    row = actions.save_draft(
        page, "fr", texts={**FRENCH, "title": "x" * 500}, by=writer, seen_version=row.version
    )
    with pytest.raises(Refused):
        actions.hand_in(page, "fr", by=writer, seen_version=row.version)
    page.refresh_from_db()
    assert (page.title_fr or "", _row(page).state) == ("", State.IN_TRANSLATION)


def test_only_translators_of_the_language_act() -> None:
    page, stranger = make_state(State.NEEDS_REVIEW), make_translator("pl", may_review=True)
    gone = make_translator("fr", is_active=False)
    for person in (stranger, gone):
        for name, act in _acts(page, person, person).items():
            with pytest.raises(Refused):
                act()
            assert _row(page).state == State.NEEDS_REVIEW, name
    with pytest.raises(Refused):
        actions.assign(make_text(), "fr", translator=stranger, due_on=None, by=make_staff())


def test_second_click_changes_nothing_and_old_page_is_told() -> None:
    writer, boss = make_translator("fr"), make_staff()
    page = make_state(State.IN_TRANSLATION, by=writer)
    seen = _row(page).version
    first = actions.hand_in(page, "fr", by=writer, seen_version=seen)
    assert actions.hand_in(page, "fr", by=writer, seen_version=seen).version == first.version
    with pytest.raises(Stale) as stale:
        actions.save_draft(page, "fr", texts={"title": "Alt"}, by=boss, seen_version=seen)
    assert stale.value.state.version == first.version
    done = actions.approve(page, "fr", by=boss, seen_version=first.version)
    assert actions.approve(page, "fr", by=boss, seen_version=first.version).version == done.version


def test_import_for_another_german_text_is_refused() -> None:
    page, writer = make_text(), make_translator("fr")
    with pytest.raises(Stale):
        actions.put_import(page, "fr", texts=FRENCH, by=writer, source_hash="0" * 64)
    colleague = make_translator("fr")
    actions.save_draft(page, "fr", texts=FRENCH, by=colleague, seen_version=1)
    digest = sources.hash_of(sources.source_texts(page))
    with pytest.raises(Refused):
        actions.put_import(page, "fr", texts={"title": "Fichier"}, by=writer, source_hash=digest)


def test_german_that_changed_while_somebody_translated_shows_after_release() -> None:
    """The translation is public then, and says truly that it is outdated."""
    writer = make_translator("fr")
    page = make_state(State.NEEDS_REVIEW, by=writer)
    page.title_de = "Warum denn?"
    page.save()
    actions.note_saved(page, changed=["title_de"], by=None)
    row = actions.approve(page, "fr", by=make_staff(), seen_version=_row(page).version)
    page.refresh_from_db()
    assert (row.state, page.title_fr) == (State.OUTDATED, FRENCH["title"])
    (diff,) = sources.source_diff(row, page)
    assert (diff.field, [piece.text for piece in diff.pieces if piece.fate == "added"]) == (
        "title",
        [" denn"],
    )
