"""Forms behind the buttons of an application: withdraw, copy, accept."""

from typing import Any

from django import forms
from django.core.signing import BadSignature, SignatureExpired
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinning.public_forms import CleanCharField, fresh_key, read_key

REASON_LENGTH = 1000


class WithdrawForm(forms.Form):
    """A reason helps the office, but nobody has to give one."""

    reason = CleanCharField(
        label=_("Why do you withdraw it?"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Here and not above: put together in the reader's language.
        hint = gettext("At most %(count)d characters. Only the office reads it.")
        self.fields["reason"].help_text = hint % {"count": REASON_LENGTH}


class CopyForm(forms.Form):
    """Only a button; its key makes a second click the same copy."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", fresh_key())

    def clean_key(self) -> Any:
        """The UUID behind the signed key; an old page simply gets a new one."""
        try:
            return read_key(self.cleaned_data["key"])
        except (SignatureExpired, BadSignature):
            self.data = self.data.copy()
            self.data["key"] = fresh_key()
            raise forms.ValidationError(_("Please press the button again.")) from None
