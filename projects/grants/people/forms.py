"""Forms on an applicant's page: its data, an invitation, roles, handing over."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.grants.applicant import Applicant, ApplicantMember, Signatory
from projects.grants.apply.applicant_form import DETAILS, DetailFields, SignatoryRow, country_choices
from projects.grants.apply.forms import RowSet
from projects.grants.completeness import NEEDED_OF_APPLICANT as NEEDED
from projects.grants.people.permissions import ROLES
from twinning.languages import current, own_name

ROLE_NAMES = [(role, role.label) for role in ROLES]
REGISTER = {
    "register_court": _("This legal form stands in a register: enter the register court."),
    "register_number": _("This legal form stands in a register: enter the register number."),
}


class RoleForm(forms.Form):
    """The role of one member."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLE_NAMES)


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language the mail comes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person gets a link. We delete the address when nobody answers within four weeks."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("This is no e-mail address. Example: name@example.org"),
        },
    )
    role = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=ROLE_NAMES,
        widget=forms.RadioSelect,
        initial=ApplicantMember.Role.PROJECT,
    )
    language = forms.ChoiceField(label=_("Language of the mail"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, own_name(code)) for code in settings.PUBLISHED_LANGUAGES]
        self.initial.setdefault("language", current())


class HandOverForm(forms.Form):
    """To whom, and what becomes of the person who hands over."""

    to = forms.ModelChoiceField(
        ApplicantMember.objects.none(),
        label=_("Who signs from now on?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person.")},
    )
    stays = forms.ChoiceField(
        label=_("And you?"),
        choices=[("yes", _("I stay and may write")), ("no", _("I leave"))],
        widget=forms.RadioSelect,
        initial="yes",
    )

    def __init__(self, others: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = others
        self.fields["to"].label_from_instance = lambda member: str(member.user)


class DataForm(DetailFields):
    """An applicant's data. Incomplete data were possible while an application was being written; here they are not."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, applicant: Applicant, data: Any = None) -> None:
        self.applicant = applicant
        self.signers = list(applicant.signatories.all())
        values = {name: getattr(applicant, name) for name in DETAILS} | {"seen": applicant.version}
        super().__init__(data, initial=values)
        self.fields["form"].choices = Applicant.Form.choices
        self.fields["country"].choices = country_choices()
        for name, field in self.fields.items():
            field.is_needed = name in {*NEEDED, "country", "input_tax"}
            field.widget.attrs.pop("maxlength", None)
        self.rows = RowSet(
            SignatoryRow, "signatories", data=data,
            initial=[{name: getattr(row, name) for name in SignatoryRow.base_fields} for row in self.signers],
        )  # fmt: skip
        for row in self.rows.forms:
            for name in ("name", "function"):
                row.fields[name].is_needed = True

    def is_valid(self) -> bool:
        """Data and lines."""
        return all([super().is_valid(), self.rows.is_valid()])

    def clean(self) -> dict[str, Any]:
        """What a whole set of data has."""
        cleaned = super().clean() or {}
        for name in NEEDED:
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, ValidationError(_("Please fill in this field.")))
        if cleaned.get("form") in Applicant.REGISTER_NEEDED:
            for name, text in REGISTER.items():
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, ValidationError(text))
        if self.rows.is_valid() and not self.rows.kept():
            self.add_error(None, _("Name at least one person who may sign."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The new data."""
        return {name: self.cleaned_data[name] for name in DETAILS}

    def store_signatories(self, applicant: Applicant) -> None:
        """Make the stored persons those of the form."""
        self.rows.store(list(applicant.signatories.all()), lambda: Signatory(applicant=applicant))

    def renew(self, stored: Applicant) -> None:
        """Somebody was faster: what was typed stays, and sending it again stores it."""
        self.data = self.data.copy()
        self.data["seen"] = str(stored.version)
        self.add_error(
            None,
            _(
                "Somebody has changed these data meanwhile. Yours are still here; send them again if they are right."
            ),
        )
