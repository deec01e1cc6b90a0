"""The buttons of the translation page: what each does after the texts are saved, and which of them are offered.

Called by the page's views. The rules stand in `twinning.translations.actions` and `permissions`; here is only what
belongs to the page: no text with errors leaves it, and each refusal has its reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from twinning.admin.merging import Report
from twinning.translations import actions
from twinning.translations.checks_of_text import has_errors
from twinning.translations.exchange import actions as exchange
from twinning.translations.exchange import machine
from twinning.translations.models import TranslationState
from twinning.translations.page.drafts import Conflict, Unfinished, Work, findings, save, shown_texts
from twinning.translations.page.forms import NoteForm
from twinning.translations.permissions import may_review, needs_review
from twinning.translations.workflow import REFUSALS, Act, Stale

State = TranslationState.State


@dataclass(frozen=True, slots=True)
class Offer:
    """A button, or the reason why it is not there."""

    label: str
    is_open: bool = True
    reason: str = ""


def perform(code: str, work: Work, data: QueryDict) -> str:
    """Save what was posted, do what the button says, and tell it in a sentence.

    What was saved stays saved when the second part is refused (Refused, Unfinished); a Conflict stores nothing.
    """
    state = save(work, data)
    try:
        return ACTS.get(code, _save)(work, state, data)
    except Stale as stale:
        # Somebody was faster by a moment, after our texts were stored.
        raise Conflict(stale.state, work.form(stale.state), Report()) from stale


def _save(work: Work, state: TranslationState, data: QueryDict) -> str:
    return _("Saved. The public page has not changed yet.")


def _complete(work: Work, state: TranslationState) -> None:
    """Nothing with an error goes on."""
    found = findings(work.obj, work.language, shown_texts(state, work.obj))
    if any(has_errors(each) for each in found.values()):
        raise Unfinished(
            _("Your texts are saved. They can’t go on before the errors below them are corrected.")
        )


def _hand_in(work: Work, state: TranslationState, data: QueryDict) -> str:
    _complete(work, state)
    state = actions.hand_in(work.obj, work.language, by=work.by, seen_version=state.version)
    if state.state == State.NEEDS_REVIEW:
        return _("Handed in. A second person looks at it before it appears in public.")
    return _("Released. The public page shows this translation now.")


def _approve(work: Work, state: TranslationState, data: QueryDict) -> str:
    _complete(work, state)
    actions.approve(work.obj, work.language, by=work.by, seen_version=state.version)
    return _("Released. The public page shows this translation now.")


def _send_back(work: Work, state: TranslationState, data: QueryDict) -> str:
    form = NoteForm(data)
    if not form.is_valid():
        raise Unfinished(str(form.errors["note"][0]), note_form=form)
    actions.send_back(work.obj, work.language, by=work.by, note=form.cleaned_data["note"])
    return _("Sent back to the translator with your note.")


def _still_valid(work: Work, state: TranslationState, data: QueryDict) -> str:
    actions.keep_up_to_date(work.obj, [work.language], by=work.by)
    return _("Kept. The public translation counts as up to date again.")


def _machine(work: Work, state: TranslationState, data: QueryDict) -> str:
    done = exchange.start([(work.obj, work.language)], by=work.by)
    if not done.waiting:
        raise Unfinished(" ".join(done.sentences))
    return _("The machine is at work. Its draft stands here in a moment; please read every sentence of it.")


ACTS: Mapping[str, Callable[[Work, TranslationState, QueryDict], str]] = {
    "save": _save,
    "hand_in": _hand_in,
    "approve": _approve,
    "send_back": _send_back,
    "still_valid": _still_valid,
    "machine": _machine,
}


def offers(work: Work, state: TranslationState) -> dict[str, Offer]:
    """The buttons beside “Save” that make sense now; a closed one says why, so that nobody looks for it."""
    found = {}
    if state.state == State.NEEDS_REVIEW:
        verdict = may_review(work.by, state)
        found["approve"] = Offer(_("Approve and release"), verdict.allowed, verdict.reason)
        if verdict.allowed:
            found["send_back"] = Offer(_("Send back"))
    else:
        found["hand_in"] = Offer(_("Hand in for review") if needs_review(work.language) else _("Release"))
    if state.state == State.OUTDATED:
        found["still_valid"] = Offer(_("Still valid"))
    if not machine.refusal(work.by, work.language) and state.state not in REFUSALS[Act.MACHINE]:
        found["machine"] = Offer(_("Start with a machine translation"))
    return found
