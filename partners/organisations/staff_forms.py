"""Forms of the desk: entries, consents, decisions about claims and proposals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.organisations.addresses import KIND, is_free
from partners.organisations.contact import Consent
from partners.organisations.forms import TEXT_LIMIT, LogoField
from partners.organisations.presenters import text_direction
from twinning.addresses.actions import taken
from twinning.admin import EditorialForm
from twinning.public_forms import CleanCharField


class OrganisationForm(EditorialForm):
    """Refuses an address word that another entry has or had, or at which a page of the portal stands."""

    class Meta:
        field_classes = {"logo": LogoField}

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        slug = self.cleaned_data.get("slug") or ""
        if taken(kind=KIND, object_id=self.instance.pk, words={"": slug}):
            text = _("Another organisation has or had the address word “%(slug)s”.")
            self.add_error("slug", forms.ValidationError(text, params={"slug": slug}, code="taken"))
        elif slug and not is_free(slug):
            self.add_error("slug", _("A page of the portal stands at this address word."))
        return self.cleaned_data


class ConsentForm(forms.ModelForm):
    """A consent that staff write down; the name is the least."""

    scope = forms.MultipleChoiceField(
        label=_("agreed to"),
        choices=Consent.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Consent.Scope.NAME],
    )

    class Meta:
        model = Consent
        fields = ["scope", "given_on", "evidence"]

    def clean_scope(self) -> list[str]:
        """Without the name there is nothing to agree to."""
        scope = self.cleaned_data["scope"]
        if Consent.Scope.NAME not in scope:
            raise forms.ValidationError(_("A consent to be named is the least that a contact person gives."))
        return scope


class DecisionForm(forms.Form):
    """What staff decide; a refusal needs its reason."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = CleanCharField(
        label=_("Reason"),
        max_length=TEXT_LIMIT,
        required=False,
        help_text=_("Needed to return it. The person reads it in the mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, refuses: bool = False, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = refuses
        self.fields["reason"].error_messages["required"] = _("Say why: the person reads it.")
        if language:
            self.fields["reason"].widget.attrs |= text_direction(language)
