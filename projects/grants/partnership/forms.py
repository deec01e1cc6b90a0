"""What a partner abroad fills in behind the link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twinning.public_forms import CleanCharField, LineField, PublicForm

CONFIRM, DECLINE = "confirm", "decline"


class AnswerForm(PublicForm):
    """Name and comment; the button says which answer it is."""

    name = LineField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Tell us your name, so that the office knows who answered.")},
    )
    comment = CleanCharField(
        label=_("Comment"),
        help_text=_("The applicant and the office read it."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """An answer is one of two."""
        cleaned = super().clean()
        if self.data.get("act") not in {CONFIRM, DECLINE}:
            self.add_error(None, _("Press one of the two buttons."))
        return cleaned
