"""What officers type to do one thing with many cases. Shown by the queue (only the act) and by the preview."""

import hashlib
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants.application import STEPS
from projects.grants.apply.frame import NAMES
from projects.grants.office.forms import ANSWER_DAYS, TEXT_LIMIT, DayInput
from projects.grants.office.people import officers
from projects.grants.ruleset import TextBlock
from twinning.accounts.models import User
from twinning.public_forms import CleanCharField

ASSIGN, DUE, CHECK, ASK, DECIDE = "assign", "set_due", "start_check", "request_changes", "send_to_decision"
# What each act asks for besides the cases.
FIELDS = {ASSIGN: ("officer",), DUE: ("due_on",), ASK: ("sections", "block", "text", "answer_by")}


class BlockField(forms.ModelChoiceField):
    """A text block by its title."""

    def label_from_instance(self, obj: TextBlock) -> str:
        return str(obj)


class BulkForm(forms.Form):
    """What to do with the chosen cases. What an act needs is only demanded when it shall be done (`_go`)."""

    act = forms.ChoiceField(
        label=gettext_lazy("With the chosen cases"),
        choices=[
            ("", gettext_lazy("– choose –")),
            (ASSIGN, gettext_lazy("Assign to an officer")),
            (DUE, gettext_lazy("Set the deadline")),
            (CHECK, gettext_lazy("Begin the check")),
            (ASK, gettext_lazy("Ask for the same changes")),
            (DECIDE, gettext_lazy("Pass to decision")),
        ],
        error_messages={"required": gettext_lazy("Choose what to do.")},
    )
    officer = forms.ModelChoiceField(
        label=gettext_lazy("Desk officer"), queryset=None, required=False, empty_label=None
    )
    due_on = forms.DateField(label=gettext_lazy("Deal with by"), widget=DayInput, required=False)
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Parts that open again"),
        choices=[(step, NAMES[step]) for step in STEPS if step != "review"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    block = BlockField(
        label=gettext_lazy("Text block, in the language of each applicant"),
        queryset=TextBlock.objects.filter(kind=TextBlock.Kind.CHANGES).order_by("position", "pk"),
        required=False,
        empty_label=gettext_lazy("– none –"),
    )
    text = CleanCharField(
        label=gettext_lazy("Text of your own, the same for everybody"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    answer_by = forms.DateField(label=gettext_lazy("Answer by"), widget=DayInput, required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        if data is not None:
            data = data.copy()
            day = timezone.localdate() + timedelta(days=ANSWER_DAYS)
            for name, value in (("officer", str(user.pk)), ("answer_by", day.isoformat())):
                data.setdefault(name, value)
        super().__init__(data, auto_id="bulk_%s")
        self.fields["officer"].queryset = officers()

    @property
    def extra(self) -> list[Any]:
        """The fields that the chosen act needs."""
        return [self[name] for name in FIELDS.get(str(self["act"].value() or ""), ())]

    @property
    def digest(self) -> str:
        """What was chosen, in short: a preview of something else is no preview."""
        names = ("act", *FIELDS.get(self["act"].value(), ()))
        values = [self.cleaned_data.get(name) for name in names]
        typed = [str(getattr(value, "pk", value)) for value in values]
        return hashlib.sha256("\n".join(typed).encode()).hexdigest()[:16]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "_go" not in self.data:
            return cleaned
        needed = {
            ASSIGN: ("officer", _("Choose somebody.")),
            DUE: ("due_on", _("Give a day.")),
            ASK: ("sections", _("Choose at least one part that opens again.")),
        }
        name, message = needed.get(cleaned.get("act"), ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, message)
        if cleaned.get("act") == ASK and not (cleaned.get("block") or cleaned.get("text")):
            self.add_error("text", _("Say what is missing."))
        return cleaned
