"""What people choose for an export, and the file that comes back."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinning.accounts.models import User
from twinning.languages import own_name
from twinning.translations.exchange.outgoing import Selection, kinds
from twinning.translations.exchange.units import split_id
from twinning.translations.models import TranslationState
from twinning.translations.permissions import languages_of

FORMATS = [("xliff", _("XLIFF 2.0, for translation programs")), ("xlsx", _("Excel workbook"))]


class ExportForm(forms.Form):
    """Which texts, as in the matrix, and in which format. `object` names one: "pages.page.7"."""

    language = forms.ChoiceField(label=_("Language"))
    kind = forms.ChoiceField(label=_("Kind of content"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    translator = forms.ChoiceField(label=_("Translator"), required=False)
    object = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS)

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        self.fields["language"].choices = [(code, own_name(code)) for code in languages_of(user)]
        self.fields["kind"].choices = [
            ("", _("All kinds")),
            *((key, capfirst(name)) for key, name in kinds()),
        ]
        states = TranslationState.State.choices
        self.fields["state"].choices = [
            ("", _("All states")),
            *((key, capfirst(name)) for key, name in states),
        ]
        people = User.objects.filter(translator_languages__isnull=False, is_active=True).distinct()
        self.fields["translator"].choices = [
            ("", _("Everybody")),
            *((str(one.pk), str(one)) for one in people),
        ]

    def clean_object(self) -> tuple[str, int] | None:
        """Model and key."""
        if not self.cleaned_data["object"]:
            return None
        parts = split_id(self.cleaned_data["object"] + ".x")
        if parts is None or f"{parts[0]}.{parts[1]}" not in dict(kinds()):
            raise forms.ValidationError(_("We have no such content."))
        return f"{parts[0]}.{parts[1]}", parts[2]

    def selection(self) -> Selection:
        """What the valid form chooses."""
        found = self.cleaned_data
        kind, pk = found["object"] or (found["kind"], None)
        translator = int(found["translator"]) if found["translator"] else None
        return Selection(found["language"], kind, found["state"], translator, pk)


class UploadForm(forms.Form):
    """The language stands in the file."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLIFF 2.0 (.xlf) or an Excel workbook (.xlsx) that was exported here, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.xml,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )
