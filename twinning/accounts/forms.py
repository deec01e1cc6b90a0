"""Account forms in the portal's words: labels above the fields, no placeholders, nothing is typed twice.

allauth finds them through ACCOUNT_FORMS; the second factor's are in `second_factor_forms`.
"""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from twinning.accounts.models import User
from twinning.languages import current, own_name


def _password_rule() -> str:
    rules = get_default_password_validators()
    shortest = max((rule.min_length for rule in rules if isinstance(rule, MinimumLengthValidator)), default=1)
    text = ngettext(
        "At least %(count)d character. A short sentence is easy to remember.",
        "At least %(count)d characters. A short sentence is easy to remember.",
        shortest,
    )
    return text % {"count": shortest}


LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("New password"),
    "oldpassword": _("Current password"),
    "code": _("Code"),
}
HINTS = {"password1": lazy(_password_rule, str)()}


def language_choices() -> list[tuple[str, str]]:
    """Published languages, each by its own name."""
    return [(code, own_name(code)) for code in settings.PUBLISHED_LANGUAGES]


class Plain:
    """Mixed into allauth's forms: our labels and hints, no placeholders, no second password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")


class LoginForm(Plain, allauth_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class RequestLoginCodeForm(Plain, allauth_forms.RequestLoginCodeForm):
    """Asks for a mail with a link and a code."""

    def clean_email(self) -> str:
        """Only the confirmed address opens an account, not one that waits for a change to be confirmed."""
        email = super().clean_email()
        if self._user and self._user.email.lower() != email.lower():
            self._user = None
        return email


class ConfirmLoginCodeForm(Plain, allauth_forms.ConfirmLoginCodeForm):
    """The code of the mail, when it is read on another device."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class SignupForm(Plain, allauth_forms.SignupForm):
    """A new account: address, name, language of mails, password."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    preferred_language = forms.ChoiceField(label=_("Language of mails"), choices=language_choices)
    field_order = ["email", "name", "preferred_language", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred_language"].initial = current()
        self.fields["password1"].label = _("Password")
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        trap.label = _("Leave this field empty")
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        trap.honeypot = True  # the field template hides it

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A taken address takes as long as a free one and gets the same answer, also in a race."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Store what allauth does not know."""
        user.name = self.cleaned_data["name"]
        user.preferred_language = self.cleaned_data["preferred_language"]
        user.save(update_fields=["name", "preferred_language"])


class AddEmailForm(Plain, allauth_forms.AddEmailForm):
    """A new address; it counts once its link was followed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ChangePasswordForm(Plain, allauth_forms.ChangePasswordForm):
    """Old and new password."""


class SetPasswordForm(Plain, allauth_forms.SetPasswordForm):
    """The first password of somebody who has signed in by mail so far."""


class ResetPasswordForm(Plain, allauth_forms.ResetPasswordForm):
    """Asks for a mail with a link to a new password."""

    def clean_email(self) -> str:
        """As for the code: only the confirmed address opens an account."""
        email = super().clean_email()
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class ResetPasswordKeyForm(Plain, allauth_forms.ResetPasswordKeyForm):
    """The new password, behind the link of the mail."""


class ReauthenticateForm(Plain, allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""


class ProfileForm(forms.ModelForm):
    """Name and language of mails."""

    preferred_language = forms.ChoiceField(label=_("Language of mails"), choices=language_choices)

    class Meta:
        model = User
        fields = ["name", "preferred_language"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class DeleteAccountForm(forms.Form):
    """Proves that it is the owner who deletes: by the password, or by a tick where there is none."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    sure = forms.BooleanField(label=_("Yes, delete my account"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["sure" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        """Five wrong ones in a row must wait, as at the log-in."""
        return allauth_forms.ReauthenticateForm.clean_password(self)
