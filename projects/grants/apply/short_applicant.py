"""Step 1 on the short track: fewer fields, each as people write it in one line."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.grants.applicant import Applicant, Signatory
from projects.grants.application import Application
from projects.grants.apply.applicant_form import REGISTER, ApplicantForm, ShortSignatoryRow
from projects.grants.apply.forms import RowForm, line

LONG = (
    "is_twinning_association", "country", "is_charitable", "input_tax", "website", "phone", "postcode", "town",
    *REGISTER,
)  # fmt: skip
# "30159 Hannover", "SW1A 1AA London", "730-0811 Hiroshima": every word with a digit belongs to the postcode.
_PLACE = re.compile(r"((?:\S*\d\S*\s+)+)(\D+)")
# "Hannover, VR 1234": the court, then letters and a number.
_ENTRY = re.compile(r"(.+?)[\s,]+([^\W\d]{1,4}\s*\d\S*|\d\S*)")


class ShortApplicantForm(ApplicantForm):
    """Name, legal form and address; the register only where the legal form has one."""

    NEEDED = (*ApplicantForm.NEEDED, "place", "entry")

    place = line(_("Postcode and town"), 120, help_text=_("Example: 30159 Hannover"))
    entry = line(_("Register court and number"), 140, help_text=_("Example: Hannover, VR 1234"))

    def stored(self) -> dict[str, Any]:
        """Two values in one line each."""
        values = super().stored()
        place = " ".join(filter(None, (values.get("postcode"), values.get("town"))))
        entry = ", ".join(filter(None, (values.get("register_court"), values.get("register_number"))))
        return {**values, "place": place, "entry": entry}

    def kinds(self) -> dict[str, tuple[type[RowForm], Any]]:
        """Whoever writes signs, when their name is known."""
        return {} if self.user.name else {"signatories": (ShortSignatoryRow, _("Persons who may sign"))}

    def has_register(self) -> bool:
        """The chosen legal form stands in a register."""
        posted = self.data.get("form") if self.is_bound else getattr(self.shown, "form", "")
        return posted in Applicant.REGISTER_NEEDED

    def prepare(self) -> None:
        """Leave out what the short track does not ask."""
        super().prepare()
        for name in LONG if self.has_register() else (*LONG, "entry"):
            del self.fields[name]

    def clean_place(self) -> str:
        """Postcode and town are stored apart."""
        text: str = self.cleaned_data["place"]
        found = _PLACE.fullmatch(text)
        if text and not (found and len(found[1].strip()) <= 20 and len(found[2]) <= 100):
            raise ValidationError(_("Write the postcode, then the town. Example: 30159 Hannover"))
        self.cleaned_data["postcode"] = found[1].strip() if found else ""
        self.cleaned_data["town"] = found[2] if found else ""
        return text

    def clean_entry(self) -> str:
        """Court and number are stored apart; both are there, or the legal form can't be stored."""
        text: str = self.cleaned_data["entry"]
        found = _ENTRY.fullmatch(text)
        if not (found and len(found[1]) <= 100 and len(found[2]) <= 40):
            raise ValidationError(
                _(
                    "This legal form stands in a register: write the court and the number. Example: Hannover, VR 1234"
                )
            )
        self.cleaned_data["register_court"], self.cleaned_data["register_number"] = found[1], found[2]
        return text

    def store_signatories(self, row: Applicant) -> None:
        """The lines; without any, the person who writes."""
        if self.rows:
            super().store_signatories(row)
        elif not row.signatories.exists():
            Signatory.objects.create(applicant=row, name=self.user.name)


def applicant_form(application: Application, user: Any, data: Any = None, **options: Any) -> ApplicantForm:
    """The form that the rules of the application ask for."""
    kind = ShortApplicantForm if application.ruleset.is_short else ApplicantForm
    return kind(application, user, data, **options)


def new_applicant_form(application: Application, user: Any, data: Any = None, **options: Any) -> forms.Form:
    """The same with empty fields, for somebody who applies for another applicant."""
    return applicant_form(application, user, data, is_new=True, **options)
