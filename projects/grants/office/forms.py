"""What officers type on a case page. Each form knows its case; `filled()` gives it back with a text block put in."""

from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.grants.application import STEPS, Application
from projects.grants.apply.frame import NAMES
from projects.grants.case import Check
from projects.grants.office.blocks import add_to, blocks
from projects.grants.office.people import officers_for
from projects.grants.office_actions import CHECKLIST
from projects.grants.ruleset import TextBlock
from twinning.public_forms import CleanCharField, LineField

ANSWER_DAYS = 14
TEXT_LIMIT = 5000


class DayInput(forms.DateInput):
    """The browser's own calendar; the value is written as browsers read it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CaseForm(forms.Form):
    """Base: an act of the case page, with ids of its own."""

    act = ""
    kind = ""  # of the text blocks that it offers
    shows_errors = True  # beside its fields

    def __init__(self, data: Any = None, *, case: Application, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"{self.act}_%s")
        self.case = case
        self.blocks = blocks(case, self.kind) if self.kind else []
        if "block" in self.fields:
            self.fields["block"].choices = [
                ("", _("– none –")),
                *[(row.code, str(row)) for row in self.blocks],
            ]

    @property
    def refusals(self) -> list[str]:
        """What stands above the page: refusals of the act, and wrong values in fields that nobody sees."""
        unseen = [] if self.shows_errors else [text for texts in self.errors.values() for text in texts]
        return unseen or [*self.non_field_errors()]

    @property
    def day(self) -> date | None:
        """The day that the text block may name: what was typed, if it is a day."""
        try:
            return self.fields["answer_by"].clean(self.initial.get("answer_by"))
        except (KeyError, forms.ValidationError):
            return None

    @classmethod
    def filled(cls, data: Any, *, case: Application, field: str) -> Self:
        """The form as it was typed, with the chosen block below the text; nothing is judged yet."""
        form = cls(case=case)
        form.initial = {
            name: data.getlist(name) if isinstance(part, forms.MultipleChoiceField) else data.get(name, "")
            for name, part in form.fields.items()
        }
        block = next((row for row in form.blocks if row.code == data.get("block")), None)
        if block:
            form.initial[field] = add_to(form.initial[field], block, case, form.day)
        return form


class ChangesForm(CaseForm):
    """Which parts open again, what is missing, until when."""

    act, kind, text_field = "request_changes", TextBlock.Kind.CHANGES, "text"

    sections = forms.MultipleChoiceField(
        label=_("Parts that open again"),
        choices=[(step, NAMES[step]) for step in STEPS if step != "review"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part that opens again.")},
    )
    block = forms.ChoiceField(label=_("Text block"), required=False)
    text = CleanCharField(
        label=_("What is missing"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what is missing.")},
    )
    answer_by = forms.DateField(
        label=_("Answer by"), widget=DayInput, error_messages={"required": _("Give a day in the future.")}
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("answer_by", timezone.localdate() + timedelta(days=ANSWER_DAYS))


class RemindForm(CaseForm):
    """Until when the applicant may answer; the same day again is a plain reminder."""

    act = "remind"

    answer_by = forms.DateField(
        label=_("Answer by"), widget=DayInput, error_messages={"required": _("Give a day in the future.")}
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        week = timezone.localdate() + timedelta(days=7)
        day = self.case.answer_by
        self.initial.setdefault("answer_by", day if day and day >= timezone.localdate() else week)


class RefusalForm(CaseForm):
    """Why an application can't be admitted."""

    act, kind, text_field = "refuse_formally", TextBlock.Kind.REJECTION, "reason"

    block = forms.ChoiceField(label=_("Text block"), required=False)
    reason = CleanCharField(
        label=_("Reason for the applicant"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Give a reason.")},
    )


class CheckForm(CaseForm):
    """One line of the formal checklist."""

    act = "check"
    shows_errors = False

    code = forms.ChoiceField(choices=[(code, code) for code in CHECKLIST])
    verdict = forms.ChoiceField(choices=Check.Verdict.choices)
    note = LineField(label=_("Note"), max_length=300, required=False)


class AssignForm(CaseForm):
    """Who looks after the case."""

    act = "assign"

    officer = forms.ModelChoiceField(
        label=_("Desk officer"),
        queryset=None,
        empty_label=None,
        error_messages={
            "required": _("Choose somebody."),
            "invalid_choice": _("This person can't work on this case."),
        },
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["officer"].queryset = officers_for(self.case)
        self.initial.setdefault("officer", self.case.officer_id)


class DueForm(CaseForm):
    """The office's own day."""

    act = "set_due"

    due_on = forms.DateField(label=_("Deal with by"), widget=DayInput, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("due_on", self.case.due_on)


class NoteForm(CaseForm):
    """For the office only."""

    act = "note"

    text = CleanCharField(
        label=_("Internal note"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class PlainForm(CaseForm):
    """A button without anything to type."""


class TwinForm(CaseForm):
    """Another case that only looks like this one."""

    act = "no_duplicate"
    shows_errors = False

    number = forms.CharField(max_length=30)
