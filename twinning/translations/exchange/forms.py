"""What people choose for an export, and the file that comes back."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinning.accounts.models import User
from twinning.languages import own_name
from twinning.translations.exchange.outgoing import Selection
from twinning.translations.matrix.filters import EVERY, ME, NOBODY, OPEN, kinds, translators
from twinning.translations.models import TranslationState
from twinning.translations.permissions import languages_of

FORMATS = [("xliff", _("XLIFF 2.0, for translation programs")), ("xlsx", _("Excel workbook"))]


class ExportForm(forms.Form):
    """Which texts and in which format. The filters are those of the matrix, so its address can be handed on.

    `object` names one object of a kind by its number.
    """

    language = forms.ChoiceField(label=_("Language"))
    kind = forms.TypedChoiceField(label=_("Content"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False)
    who = forms.ChoiceField(label=_("Translator"), required=False)
    object = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS)

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["language"].choices = [(code, own_name(code)) for code in languages_of(user)]
        names = ((kind.pk, content.model._meta.verbose_name_plural) for kind, content in kinds())
        self.fields["kind"].choices = [("", _("All")), *((key, capfirst(str(name))) for key, name in names)]
        states = ((key, capfirst(str(name))) for key, name in TranslationState.State.choices)
        self.fields["state"].choices = [("", _("Everything that is open")), (EVERY, _("All")), *states]
        people = [(str(person.pk), str(person)) for person, _codes in translators()]
        self.fields["who"].choices = [("", _("All")), (ME, _("I")), (NOBODY, _("Nobody")), *people]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        if self.cleaned_data.get("object") and not self.cleaned_data.get("kind"):
            raise forms.ValidationError(_("We have no such content."))
        return self.cleaned_data

    def selection(self) -> Selection:
        """What the valid form chooses; one object comes whatever its state."""
        found = self.cleaned_data
        state = EVERY if found["object"] else found["state"] or OPEN
        who = {ME: self.user.pk, NOBODY: NOBODY, "": None}.get(found["who"], found["who"])
        return Selection(found["language"], found["kind"], state, who, found["object"])


class UploadForm(forms.Form):
    """The language stands in the file."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLIFF 2.0 (.xlf) or an Excel workbook (.xlsx) that was exported here, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.xml,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )
