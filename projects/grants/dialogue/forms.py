"""A message as it is typed, by the applicant's people and by the office. Files are read by the views."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.grants.mine.forms import CopyForm
from projects.grants.office.forms import TEXT_LIMIT, CaseForm
from projects.grants.ruleset import TextBlock
from twinning.public_forms import CleanCharField


class MessageForm(CopyForm):
    """The applicant's; its key makes a second click the same message."""

    text = CleanCharField(
        label=_("Your message"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your message first.")},
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="message_%s", **options)
        self.fields["text"].widget.attrs.pop("maxlength", None)


class OfficeMessageForm(CopyForm, CaseForm):
    """The office's: it may start from a text block, in the applicant's language."""

    act, kind, text_field = "message", TextBlock.Kind.MESSAGE, "text"

    block = forms.ChoiceField(label=_("Text block"), required=False)
    text = CleanCharField(
        label=_("Message"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your message first.")},
    )
