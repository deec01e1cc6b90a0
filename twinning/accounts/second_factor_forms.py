"""Forms of the second factor in the portal's words; allauth finds them through MFA_FORMS."""

from typing import Any

from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.totp import forms as totp_forms
from django.utils.translation import gettext_lazy as _

from twinning.accounts.forms import Plain


class Code(Plain):
    """Digits from the app; phones show their number keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ActivateForm(Code, totp_forms.ActivateTOTPForm):
    """The first code proves that the app works."""


class AuthenticateForm(Code, allauth_forms.AuthenticateForm):
    """The code at the log-in; a recovery code does too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Without your phone, use one of your recovery codes.")


class ReauthenticateForm(Code, allauth_forms.ReauthenticateForm):
    """The code once more, before something that matters."""
