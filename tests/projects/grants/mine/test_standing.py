"""Where an application stands, in words: every state has them, and no decision shows before its letter."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import timezone, translation

from projects.grants import standing as module
from projects.grants.application import STATES, Application
from projects.grants.decision import AWARD_STATES, Award, Letter
from projects.grants.standing import ACTORS, LETTERS, TEXTS, shown_state, situation, standing

TOLD = ("approved", "approved_reduced")


class Rows(list):
    """Letters of an application, as the prefetch gives them."""

    def all(self) -> list:
        return self


def application(
    state: str, *, award: str = "", sent: tuple[str, ...] = (), adapt: bool = False
) -> Application:
    row = Application(state=state, pk=1)
    row._prefetched_objects_cache = {
        "letters": Rows(Letter(kind=kind, sent_at=timezone.now()) for kind in sent)
    }
    if award:
        row._state.fields_cache["award"] = Award(state=award, needs_new_plan=adapt)
    else:
        row._state.fields_cache["award"] = None
    row._state.fields_cache["decision"] = None
    return row


def _every() -> list[Application]:
    """All states, told and untold, with every state of the award."""
    rows = [application(state, sent=sent) for state in STATES for sent in ((), tuple(LETTERS.values()))]
    rows += [
        application(state, award=award, sent=sent, adapt=adapt)
        for state in TOLD
        for award in AWARD_STATES
        for sent in ((), ("award",))
        for adapt in (True, False)
    ]
    return rows


def test_every_state_has_every_text_in_every_language() -> None:
    for row in _every():
        found = standing(row)
        for language in settings.PUBLISHED_LANGUAGES:
            with translation.override(language):
                texts = [found.staff, found.label, found.applicant, found.next, found.who_text]
                assert all(str(text).strip() for text in texts), (row.state, language)
        assert found.who in ACTORS


def test_no_text_is_left_over() -> None:
    assert {situation(row) for row in _every()} == set(TEXTS)


@pytest.mark.parametrize("state", LETTERS)
def test_decision_shows_only_once_its_letter_was_sent(state: str) -> None:
    hidden = application(state, award="approved" if state in TOLD else "")
    secret = {str(TEXTS[key].label) for key in (*LETTERS, "award_notified", "award_adapt")}
    found = standing(hidden)
    assert (shown_state(hidden), found.code) == ("for_decision", "for_decision")
    assert not {str(found.label), str(found.applicant)} & secret
    assert shown_state(application(state, sent=(LETTERS[state],))) == state


def test_letter_of_another_kind_tells_nothing() -> None:
    assert shown_state(application("rejected", sent=("award", "receipt"))) == "for_decision"


def test_reserve_place_stays_until_the_next_letter() -> None:
    assert shown_state(application("approved", award="drafted", sent=("waitlist",))) == "waitlisted"


def test_staff_read_that_the_letter_is_not_sent() -> None:
    untold, told = application("rejected"), application("rejected", sent=("rejection",))
    with translation.override("en"):
        assert str(standing(untold).staff) != str(standing(told).staff)
        assert "letter" in str(standing(untold).staff)


def test_reduced_grant_waits_for_the_applicant() -> None:
    found = standing(application("approved_reduced", award="notified", sent=("award",), adapt=True))
    assert (found.code, found.who) == ("award_adapt", module.YOU)


def test_request_for_changes_names_its_day() -> None:
    row = application("changes_requested")
    row.answer_by = date(2026, 12, 7)
    assert standing(row).by == date(2026, 12, 7)
