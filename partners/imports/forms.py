"""What staff fill in to import a list, and how they narrow the review queue."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from partners.facts import Confidence
from partners.imports import registry
from partners.imports.checking import is_short
from partners.imports.models import Batch
from partners.imports.problems import Refused, problem, sentence
from partners.imports.tables import MAX_BYTES, MAX_MEGABYTES


class UploadForm(forms.Form):
    """The list is looked into at once: what is no list never gets further than this form."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(label=_("What is in the list?"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel workbook (.xlsx), at most 20 MB and 200,000 lines."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )
    source = forms.CharField(
        label=_("Where does the list come from?"),
        max_length=300,
        help_text=_(
            "Who made it, when, and under which licence. It becomes the source of everything taken over."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confidence = forms.ChoiceField(
        label=_("How sure is what it says?"),
        choices=Confidence.choices,
        initial=Confidence.LOW,
        help_text=_("Low is never shown to the public."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_short = False
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in registry.kinds().values()]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            too_big = problem("file_too_big", size=-(-file.size // 1024**2), limit=MAX_MEGABYTES)
            raise ValidationError(sentence(too_big), code="file_too_big")
        return file

    def clean(self) -> dict[str, Any] | None:
        """Needs both the file and the kind, whose columns the file must have."""
        super().clean()
        file, kind = self.cleaned_data.get("file"), self.cleaned_data.get("kind")
        if file and kind:
            try:
                self.is_short = is_short(file.file, registry.get(kind))
            except Refused as error:
                self.add_error("file", ValidationError(sentence(error.problem), code=error.problem["code"]))
            file.seek(0)
        return self.cleaned_data


class QueueFilter(forms.Form):
    """Which lines the review page shows; anything unknown in the address is left aside."""

    kind = forms.ChoiceField(label=_("Kind of list"), required=False)
    batch = forms.ModelChoiceField(
        Batch.objects.none(), label=_("List"), required=False, empty_label=_("All lists")
    )

    def __init__(self, data: Any, lists: list[Batch]) -> None:
        """`lists`: the lists that are in the queue or were, newest first."""
        super().__init__(data)
        kinds = [(kind.key, kind.label) for kind in registry.kinds().values()]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]
        self.fields["batch"] = forms.TypedChoiceField(
            label=_("List"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("All lists")), *((row.pk, f"{row.file_name} ({row.pk})") for row in lists)],
        )

    def chosen(self) -> dict[str, Any]:
        """Filters for candidates."""
        self.is_valid()
        found = {
            "batch__kind": self.cleaned_data.get("kind"), "batch": self.cleaned_data.get("batch"),
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}
