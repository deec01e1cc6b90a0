"""Which act is possible in which state, and which state the texts themselves say. Called by the actions alone."""

from collections.abc import Collection
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinning.translations.models import TranslationState
from twinning.translations.sources import Texts, fingerprint, hash_of

State = TranslationState.State


class Refused(Exception):
    """The act is not possible; the text says why, for people."""

    def __init__(self, text: str | Promise) -> None:
        super().__init__(str(text))
        self.text = str(text)


class Stale(Exception):
    """Somebody else saved since the page was opened, or the German text is another one; `state` is the present row."""

    def __init__(self, state: TranslationState) -> None:
        super().__init__(str(state))
        self.state = state


class Act(StrEnum):
    """What people do with a translation."""

    SAVE = "save"
    HAND_IN = "hand_in"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    MACHINE = "machine"
    IMPORT = "import"
    ASSIGN = "assign"
    KEEP = "keep"


_NO_DRAFT = _("There is no draft to hand in yet.")
_WAITS = _("This translation waits to be checked.")
_NOT_HANDED_IN = _("Nobody handed in this translation, so there is nothing to check.")
_DONE = _("This translation is up to date.")
_PERSON = _("Somebody is working on this translation already.")
_NOTHING = _("There is no translation yet that could stay valid.")

# For each act: the reason why it is refused, by state. A state that is not named allows it.
REFUSALS: dict[Act, dict[str, Promise]] = {
    Act.SAVE: {},
    Act.HAND_IN: {
        State.MISSING: _NO_DRAFT,
        State.OUTDATED: _NO_DRAFT,
        State.UP_TO_DATE: _NO_DRAFT,
        State.NEEDS_REVIEW: _WAITS,
    },
    Act.APPROVE: {state: _NOT_HANDED_IN for state in State if state != State.NEEDS_REVIEW},
    Act.SEND_BACK: {state: _NOT_HANDED_IN for state in State if state != State.NEEDS_REVIEW},
    Act.MACHINE: {State.UP_TO_DATE: _DONE, State.IN_TRANSLATION: _PERSON, State.NEEDS_REVIEW: _WAITS},
    Act.IMPORT: {State.NEEDS_REVIEW: _WAITS},
    Act.ASSIGN: {State.UP_TO_DATE: _DONE, State.NEEDS_REVIEW: _WAITS},
    Act.KEEP: {State.MISSING: _NOTHING},
}


def check(state: TranslationState, act: Act) -> None:
    """Raise Refused when `act` is not possible now."""
    if reason := REFUSALS[act].get(state.state):
        raise Refused(reason)


def settle(
    row: TranslationState,
    *,
    source: Texts,
    public: Texts,
    still_valid: Collection[str] = (),
    doubtful: Collection[str] = (),
) -> bool:
    """Bring a row to what the texts say, in memory; True when it changed.

    A public text that is another one than at the stamp was written for the present German text, and so are the fields
    `still_valid`. Of fields in `doubtful` nobody knows what German text they were made from.
    """
    before = (row.state, row.source_hash, row.source_texts, row.target_hashes)
    stamps, prints = dict(row.source_texts), dict(row.target_hashes)
    for field in {*source, *stamps}:
        text, known = public.get(field, ""), fingerprint(public.get(field, ""))
        if not text or (field not in source and field in still_valid):
            stamps.pop(field, None)
            prints.pop(field, None)
        elif field in source and (field in still_valid or prints.get(field) != known):
            stamps[field], prints[field] = "" if field in doubtful else source[field], known
    row.source_texts, row.target_hashes = stamps, prints
    row.source_hash = hash_of(stamps) if stamps else ""
    row.state = _standing(row, source, public)
    return before != (row.state, row.source_hash, row.source_texts, row.target_hashes)


def _standing(row: TranslationState, source: Texts, public: Texts) -> str:
    """The state that follows from draft and stamp; what waits for a person stays as the person left it."""
    if row.has_draft:
        return row.state
    if not public or not row.source_texts:
        return State.MISSING
    return State.UP_TO_DATE if row.source_hash == hash_of(source) else State.OUTDATED
