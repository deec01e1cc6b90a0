"""The forms that visitors fill in. Each names its limits before anybody runs into them."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from twinning.public_forms import CleanCharField, LineField, PublicForm

TEXT_LIMIT = 5000
TOO_LONG = {"max_length": _("At most %(limit_value)d characters fit here; there are %(show_value)d.")}


def has_letter(name: str) -> bool:
    """True when a name holds a letter or digit of any script; emoji alone name nobody."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in name)


class VisitorForm(PublicForm):
    """Fields that every message shares."""

    text = CleanCharField(
        label=_("Your message"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a sentence, so that we can answer."), **TOO_LONG},
    )
    name = LineField(
        label=_("Your name"),
        max_length=150,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("This is no e-mail address. Example: name@example.org"), **TOO_LONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_name(self) -> str:
        """A name is empty or has a letter."""
        name = self.cleaned_data["name"]
        if name and not has_letter(name):
            raise ValidationError(_("Write a name with at least one letter, or leave the field empty."))
        return name


class BarrierForm(VisitorForm):
    """Report a barrier: one sentence is enough."""

    field_order = ("text", "page", "wanted", "name", "email")

    page = LineField(
        label=_("On which page?"),
        max_length=500,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("The address of the page, if you know it."),
    )
    wanted = CleanCharField(
        label=_("What would help you?"),
        max_length=TEXT_LIMIT,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What is in your way?")
        self.fields["text"].error_messages["required"] = _("Write in a sentence what is in your way.")
        self.fields["email"].help_text = _("For our answer. Without it you can ask with your number.")
        if self.initial.get("page"):
            self.fields["page"].help_text = _("We have filled in the page that you come from.")


class ContactForm(VisitorForm):
    """Write to the office: an answer needs an address."""

    field_order = ("subject", "text", "name", "email")

    subject = LineField(
        label=_("Subject"),
        max_length=150,
        error_messages={"required": _("Say in a few words what it is about."), **TOO_LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].error_messages["required"] = _("We need your e-mail address to answer you.")

    def clean_subject(self) -> str:
        """A subject has a letter."""
        subject = self.cleaned_data["subject"]
        if not has_letter(subject):
            raise ValidationError(_("Say in a few words what it is about."))
        return subject
