"""Step 1: who applies. One's own applicants can be chosen; a new one is entered once, for all applications to come."""

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from projects.grants.actions import StepConflict
from projects.grants.applicant import Applicant, ApplicantMember, Signatory
from projects.grants.application import Application
from projects.grants.apply.forms import Group, RowForm, StepForm, choice, line
from projects.grants.completeness import NEEDED_OF_APPLICANT
from twinning.cldr import country_name
from twinning.feedback.forms import TOO_LONG
from twinning.languages import current
from twinning.sorting import sort_key

DETAILS = (
    "name", "form", "is_twinning_association", "register_court", "register_number", "street", "postcode", "town",
    "country", "is_charitable", "input_tax", "website", "phone",
)  # fmt: skip
REGISTER = ("register_court", "register_number")
HIDDEN = ("details_of", "made", "seen")
NEW = "new"
WRITERS = (ApplicantMember.Role.SIGNATORY, ApplicantMember.Role.PROJECT)


def country_choices() -> list[tuple[str, str]]:
    """Germany, then all countries by name."""
    names = [(code, country_name(code)) for code in dict(countries) if code]
    rest = sorted(set(names), key=lambda row: sort_key(row[1], current()))
    return [("DE", country_name("DE")), *(row for row in rest if row[0] != "DE")]


class ShortSignatoryRow(RowForm):
    """Somebody who may sign, on the short track."""

    NEEDED = ("name",)

    name = line(_("Name"), 150)


class SignatoryRow(RowForm):
    """Somebody who may sign."""

    NEEDED = ("name",)

    name = line(_("Name"), 150)
    function = line(_("Function"), 100, help_text=_("For example: chair, treasurer."))
    is_joint = forms.BooleanField(label=_("Only together with another person"), required=False)


class DetailFields(forms.Form):
    """What is asked about an applicant, in an application as on the applicant's own page."""

    name = line(_("Legal name"), 200, help_text=_("As it stands in the register or on the letterhead."))
    form = choice(_("Legal form"), [("", "–"), *Applicant.Form.choices])
    is_twinning_association = forms.BooleanField(label=_("We are a twinning association"), required=False)
    register_court = line(
        _("Register court"), 100, help_text=_("Only for registered associations and companies.")
    )
    register_number = line(_("Register number"), 40, help_text=_("Example: VR 1234"))
    street = line(_("Street and number"), 150)
    postcode = line(_("Postcode"), 20)
    town = line(_("Town"), 100)
    country = choice(_("Country"))
    is_charitable = forms.BooleanField(label=_("We are recognised as charitable"), required=False)
    input_tax = choice(_("May you deduct input tax?"), Applicant.InputTax.choices)
    website = forms.URLField(
        label=_("Website"), required=False, max_length=200, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={**TOO_LONG, "invalid": _("This is no address of a web page. Example: https://example.org")},
    )  # fmt: skip
    phone = line(_("Telephone"), 40)


class ApplicantForm(DetailFields, StepForm):
    """Choice of the applicant, and its data.

    `details_of` is the applicant that the fields below describe ("": a new one), `made` the one that saving in the
    background has made meanwhile, `seen` the version of its data that was shown.
    """

    ROWS = {"signatories": (SignatoryRow, _("Persons who may sign"))}
    NEEDED = ("applicant", "form", "country", "input_tax", *NEEDED_OF_APPLICANT, *REGISTER)
    WIDE = ("name", "form", "is_twinning_association", "street", "is_charitable")

    applicant = choice(_("For whom do you apply?"), widget=forms.RadioSelect)
    details_of = forms.CharField(required=False, widget=forms.HiddenInput)
    made = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, application: Application, user: Any, data: Any = None, *, is_new: bool = False, **options: Any
    ) -> None:
        # Empty fields for a new applicant, while the application is still tied to another one.
        self.is_new = is_new
        self.mine = {
            str(row.pk): row
            for row in Applicant.objects.of(user).filter(members__user=user, members__role__in=WRITERS)
        }
        self.shown = self.described(application, data)
        super().__init__(application, user, data, **options)

    def described(self, application: Application, data: Any) -> Applicant | None:
        """The applicant whose data stand in the fields."""
        if data is None:
            return None if self.is_new else application.applicant
        pk = data.get("details_of", "")
        known = self.mine | {str(row.pk): row for row in [application.applicant] if row}
        if pk and pk not in known:
            raise Http404
        return known.get(pk)

    def stored(self) -> dict[str, Any]:
        """Data of the applicant that is shown; a new one begins empty."""
        row = self.shown
        values = (
            {name: getattr(row, name) for name in DETAILS} if row else {"country": "DE", "input_tax": "no"}
        )
        pk = str(row.pk) if row else ""
        only_new = self.is_new or not (self.mine or self.application.applicant)
        return {
            **values,
            "applicant": pk or (NEW if only_new else ""),
            "details_of": pk,
            "seen": row.version if row else None,
        }

    def stored_rows(self, prefix: str) -> list[dict[str, Any]]:
        """Who may sign for the applicant that is shown."""
        names = self.kinds()[prefix][0].base_fields
        return [{name: getattr(row, name) for name in names} for row in self.signers()]

    def signers(self) -> list[Signatory]:
        """Stored persons who may sign."""
        return list(self.shown.signatories.all()) if self.shown else []

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All but the choice of the applicant."""
        return [field for field in self.visible_fields() if field.name != "applicant"]

    def prepare(self) -> None:
        """My applicants to choose from, while the application is a draft; the short track asks for less."""
        self.fields["country"].choices = country_choices()
        is_free = not self.application.number
        if is_free and self.mine:
            known = self.mine | {str(row.pk): row for row in [self.shown] if row}
            names = [(pk, row.name or gettext("Applicant without a name")) for pk, row in known.items()]
            self.fields["applicant"].choices = [*names, (NEW, _("Somebody else: enter a new applicant"))]
        else:
            del self.fields["applicant"]

    def clean(self) -> dict[str, Any]:
        """A registered form has its register: the database takes no other."""
        cleaned = super().clean() or {}
        if cleaned.get("form") in Applicant.REGISTER_NEEDED:
            texts = {
                "register_court": _("This legal form stands in a register: enter the register court."),
                "register_number": _("This legal form stands in a register: enter the register number."),
            }
            for name, text in texts.items():
                if name in self.fields and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(text))
        return cleaned

    def is_valid(self) -> bool:
        """Whoever only chooses an applicant need not fill in its data first."""
        is_fine = super().is_valid()
        return is_fine or (self.is_bound and self.takes_over())

    def takes_over(self) -> bool:
        """One of my applicants was chosen whose data are not those in the fields, or an empty form is wanted."""
        wanted = self.data.get("applicant", "")
        shown = self.data.get("details_of", "")
        if wanted == NEW:
            return bool(shown) and not self.data.get("made")
        return wanted in self.mine and wanted != shown

    def wants_new(self) -> bool:
        """The empty form for a new applicant is wanted instead of the data that are shown."""
        return self.takes_over() and self.data.get("applicant") == NEW

    # --- storing --------------------------------------------------------------------------------------
    def write(self, locked: Application) -> None:
        """Tie the application to the chosen applicant, or store the data of the one that is described."""
        if not self.takes_over():
            self.describe(locked)
            return
        if self.shown and super().is_valid():
            # What was typed about the applicant that was shown is not lost; their choice comes first, though.
            with suppress(StepConflict):
                self.describe(locked)
        if not self.wants_new():
            locked.applicant = self.mine[self.data["applicant"]]

    def describe(self, locked: Application) -> None:
        """Store the data of the applicant that the fields are about."""
        pk = self.cleaned_data.get("made") or self.cleaned_data.get("details_of")
        if not pk and self.is_again and locked.applicant_id:
            pk = str(locked.applicant_id)
            self.cleaned_data["seen"] = 0
        row = self._locked(locked, pk) if pk else self._new()
        if row is None:
            return
        for name in set(DETAILS) & set(self.cleaned_data):
            setattr(row, name, self.cleaned_data[name])
        row.country = row.country or "DE"
        row.input_tax = row.input_tax or Applicant.InputTax.NO
        row.version += 1
        row.save()
        self.store_signatories(row)
        self.answer |= {"seen": str(row.version), "made": "" if self.shown else str(row.pk)}
        locked.applicant = row

    def store_signatories(self, row: Applicant) -> None:
        """The lines of those who may sign."""
        known = list(row.signatories.all())
        self.answer |= self.rows["signatories"].store(known, lambda: Signatory(applicant=row))

    def _locked(self, locked: Application, pk: str) -> Applicant:
        """The described applicant under a lock; somebody may have changed it in another application."""
        may = self.mine.keys() | {str(locked.applicant_id)}
        if pk not in may:
            raise Http404
        row = Applicant.objects.select_for_update().get(pk=pk)
        seen = self.cleaned_data.get("seen") or 0
        if row.version not in {seen, seen + self.is_again}:
            raise StepConflict(locked)
        return row

    def _new(self) -> Applicant | None:
        """A new applicant, for which the writer may do everything; without a name there is none yet."""
        has_lines = any(rows.kept() for rows in self.rows.values())
        if not has_lines and not any(self.cleaned_data.get(name) for name in NEEDED_OF_APPLICANT):
            return None
        row = Applicant.objects.create(version=0)
        ApplicantMember.objects.create(applicant=row, user=self.user, role=ApplicantMember.Role.SIGNATORY)
        return row

    def groups(self) -> list[Group]:
        """As text; data of two different applicants are never mixed."""
        return [group for group in super().groups() if group.key not in HIDDEN]
