"""What staff type in the inbox: an answer, a note, the colleague who goes on."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partners.enquiries.models import Enquiry
from partners.enquiries.permissions import colleagues
from twinning.accounts.models import User
from twinning.cldr import language_label
from twinning.languages import direction
from twinning.public_forms import CleanCharField

TEXT_LIMIT = 20_000


class KeyedForm(forms.Form):
    """Base: the hidden key makes a second click the same thing."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())


class AnswerForm(KeyedForm):
    """A letter of the office; `seen` is the version that its writer had before them."""

    DONE, WAIT = "done", "wait"

    seen = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language of the answer"))
    text = CleanCharField(
        label=_("Answer"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the answer first.")},
    )
    then = forms.ChoiceField(
        label=_("Afterwards"),
        choices=[(DONE, _("The enquiry is done")), (WAIT, _("We wait for a reply of the enquirer"))],
        initial=DONE,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, enquiry: Enquiry) -> None:
        language = enquiry.answer_language
        super().__init__(data, initial={"seen": enquiry.version, "language": language}, auto_id="answer_%s")
        self.fields["language"].choices = [
            (code, language_label(code)) for code in settings.PUBLISHED_LANGUAGES
        ]
        chosen = self["language"].value() or language
        self.fields["text"].widget.attrs |= {"lang": chosen, "dir": direction(chosen)}

    def show_again(self, *, seen: int) -> None:
        """What was typed stays; the next attempt knows what has happened since."""
        self.data = self.data.copy()
        self.data["seen"] = str(seen)


class NoteForm(KeyedForm):
    """A note for colleagues."""

    text = CleanCharField(
        label=_("Note for colleagues"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note_%s")


class HandOverForm(forms.Form):
    """Who goes on with it."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Hand over to"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("This person can't work on enquiries."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="hand_%s")
        self.fields["to"].queryset = colleagues()
