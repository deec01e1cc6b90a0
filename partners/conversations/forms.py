"""Forms of conversations: the first message (used by the pages of upper apps), an answer, a report, a plain button."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.conversations.actions import Person
from twinning.feedback.forms import TOO_LONG, has_letter
from twinning.public_forms import CleanCharField, LineField, PublicForm

TEXT_LIMIT = 3000


def _text_field(label: Any, rows: int, required: Any, help_text: Any = "") -> CleanCharField:
    return CleanCharField(
        label=label,
        max_length=TEXT_LIMIT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": required, **TOO_LONG},
    )


class MessageForm(PublicForm):
    """Write to whoever stands behind a slip, an organisation, a contact person or a project.

    For somebody signed in (`user`) name and address are filled in.
    """

    field_order = ("name", "email", "text")

    name = LineField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Write your name, so that they know who writes."), **TOO_LONG},
        help_text=_("The other side sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("Only for us: we pass answers on. It stays hidden until both of you agree to show it."),
        error_messages={
            "required": _("We need your e-mail address to pass answers on to you."),
            "invalid": _("This is no e-mail address. Example: name@example.org"),
            **TOO_LONG,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = _text_field(
        _("Your message"),
        6,
        _("Write a few words first."),
        _("At most 3,000 characters. Short sentences help readers of another language."),
    )

    def __init__(self, data: Any = None, *, user: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if getattr(user, "is_authenticated", False):
            self.initial.setdefault("name", user.name)
            self.initial.setdefault("email", user.email)

    def clean_name(self) -> str:
        """A name has a letter."""
        name = self.cleaned_data["name"]
        if not has_letter(name):
            raise ValidationError(_("Write a name with at least one letter."))
        return name

    def person(self, language: str) -> Person:
        """Who has filled in the form; `language` is that of the page."""
        return Person(self.cleaned_data["name"], self.cleaned_data["email"], language)


class AnswerForm(PublicForm):
    """A further message in the thread."""

    text = _text_field(
        _("Your answer"),
        5,
        _("Write a few words first."),
        _("At most 3,000 characters. Your e-mail address stays hidden unless both of you agree to show it."),
    )


class ReportForm(PublicForm):
    """Tell the office what is wrong."""

    text = _text_field(
        _("What is wrong?"),
        5,
        _("Write in a sentence what is wrong."),
        _("At most 3,000 characters. We do not ask who you are."),
    )


class PressForm(PublicForm):
    """Nothing but a button: agree, take back, end."""
