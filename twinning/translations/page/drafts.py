"""One post of the translation page: saved under the version that the page was made from, then the button's act.

Two people may have the same page open. What the other one saved meanwhile is never overwritten: the post is compared
with it field by field (twinning.admin.merging) and comes back as a `Conflict` with both texts. Called by the views.
"""

from dataclasses import dataclass

from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from twinning.accounts.models import User
from twinning.admin.merging import Merge, Report, marks, read_marks
from twinning.admin.versions import SEEN
from twinning.translations import actions, sources
from twinning.translations.checks_of_text import Finding, check
from twinning.translations.models import TranslationState
from twinning.translations.page.forms import NoteForm, TextsForm, limit_of
from twinning.translations.workflow import Stale


class Conflict(Exception):
    """Somebody else has saved: `state` is what is stored now, `form` holds what was typed, `report` both."""

    def __init__(self, state: TranslationState, form: TextsForm, report: Report) -> None:
        super().__init__(str(state))
        self.state, self.form, self.report = state, form, report


def conflict_text(state: TranslationState, reader: User) -> str:
    """Who saved meanwhile, and when."""
    if state.draft_by is None or state.draft_at is None:
        return _("This was changed while you were working on it. Nothing of yours is stored yet.")
    moment = timezone.localtime(state.draft_at)
    values = {
        "who": str(state.draft_by),
        "day": date_format(moment, "DATE_FORMAT"),
        "time": date_format(moment, "TIME_FORMAT"),
    }
    if state.draft_by_id == reader.pk:
        text = _(
            "You saved this in another window on %(day)s at %(time)s. What you typed here is not stored yet."
        )
    else:
        text = _(
            "%(who)s saved this on %(day)s at %(time)s, while you were working on it. What you typed is not stored yet."
        )
    return text % values


class Unfinished(Exception):
    """Texts with errors, or a note that says nothing: `form` and `note_form` hold what was typed.

    Without a `form` the texts are stored and only the act did not happen.
    """

    def __init__(
        self, message: str, *, form: TextsForm | None = None, note_form: NoteForm | None = None
    ) -> None:
        super().__init__(message)
        self.form, self.note_form = form, note_form


@dataclass(frozen=True, slots=True)
class Work:
    """The object, the language and the person at the desk."""

    obj: Model
    language: str
    by: User

    def state(self) -> TranslationState:
        """The row with its people; made when it is not there yet."""
        rows = TranslationState.objects.of(self.obj).select_related("translator", "draft_by")
        return rows.filter(language=self.language).first() or actions.state_for(self.obj, self.language)

    def form(self, state: TranslationState, data: QueryDict | None = None) -> TextsForm:
        """The stored texts, or what was posted."""
        return TextsForm(self.obj, self.language, shown_texts(state, self.obj), data)


def shown_texts(state: TranslationState, obj: Model) -> dict[str, str]:
    """What is worked on: the draft where there is one, else what the public reads."""
    return {**sources.published_texts(obj, state.language), **state.draft_texts}


def seen(state: TranslationState, form: TextsForm) -> str:
    """The version and a mark per stored text, for the hidden control of the page."""
    return marks(state.version, form, [])


def findings(obj: Model, language: str, texts: dict[str, str]) -> dict[str, list[Finding]]:
    """What the checks say about each text."""
    german, model = sources.source_texts(obj), type(obj)
    return {
        name: check(
            german.get(name, ""),
            text,
            is_html=sources.is_html(model, name),
            limit=limit_of(model, name, language),
        )
        for name, text in texts.items()
    }


def save(work: Work, data: QueryDict) -> TranslationState:
    """Store what was posted; raises Conflict. A post that changes nothing makes no version."""
    state = work.state()
    form = _merged(work, state, data)
    form.is_valid()
    texts = form.texts()
    _refuse_what_would_vanish(work, form, texts)
    stored = shown_texts(state, work.obj)
    if all(
        sources.normalised(text) == sources.normalised(stored.get(name, "")) for name, text in texts.items()
    ):
        return state
    try:
        return actions.save_draft(
            work.obj, work.language, texts=texts, by=work.by, seen_version=state.version
        )
    except Stale:
        # Somebody was faster by a moment: compare with what is stored now.
        return save(work, data)


def _merged(work: Work, state: TranslationState, data: QueryDict) -> TextsForm:
    """The posted form, when it was made from what is stored or says the same."""
    version, marks_ = read_marks(data.get(SEEN, ""))
    if version == state.version:
        return work.form(state, data)
    merge = Merge(data, marks_)
    merge.form(work.form(state))
    if merge.report:
        raise Conflict(state, work.form(state, merge.data), merge.report)
    return work.form(state, merge.data)


def _refuse_what_would_vanish(work: Work, form: TextsForm, texts: dict[str, str]) -> None:
    """Rich text is cleaned when it is stored: what the cleaner would take away is told before, not lost silently."""
    found = findings(work.obj, work.language, texts)
    if any(one.code in ("forbidden", "unbalanced") for each in found.values() for one in each):
        raise Unfinished(_("Not saved: please correct the HTML that is marked below."), form=form)
