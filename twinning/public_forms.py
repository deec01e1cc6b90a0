"""Forms for people without an account and without a cookie.

What a CSRF cookie would do is done by a signed key that the server makes with each form: it proves that the form is
ours, expires, and makes a second submission the same row. Browsers also tell where a post comes from; posts from
other sites are refused. The reasons stand in docs/decisions/public-forms-without-cookie.md.
"""

import unicodedata
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from twinning.access import public

KEY_AGE = timedelta(hours=24)
# In all, from everybody together: a bound against floods that never shuts out one shared address.
BURST, BURST_SECONDS = 300, 60

View = Callable[..., HttpResponse]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="twinning.public_forms")


def fresh_key() -> str:
    """A new signed form key."""
    return _signer().sign(str(uuid.uuid4()))


def read_key(signed: str) -> uuid.UUID:
    """The UUID in a signed key; raises SignatureExpired or BadSignature."""
    value = _signer().unsign(signed, max_age=KEY_AGE)
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise BadSignature from error


def is_foreign(request: HttpRequest) -> bool:
    """True when the browser says that another site sent this post."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin != "null" and urlsplit(origin).netloc != request.get_host()


def public_form(view: View) -> View:
    """A view that shows and takes a public form: anybody, no CSRF cookie, no posts from other sites."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_foreign(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return public(csrf_exempt(guarded))


def is_flood() -> bool:
    """Count a submission; True when there were too many within a minute, from wherever."""
    cache.add("public_forms.burst", 0, BURST_SECONDS)
    try:
        return cache.incr("public_forms.burst") > BURST
    except ValueError:
        # The counter expired between the two calls: a new minute has begun.
        return False


def clean_text(text: str) -> str:
    """`text` in normal form, without control characters, line ends as \\n."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        sign for sign in normal if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    ).strip()


class CleanCharField(forms.CharField):
    """Text from the public: normalised, without control characters; NUL is dropped rather than refused."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")

    def run_validators(self, value: Any) -> None:
        super().run_validators(value.replace("\x00", "") if isinstance(value, str) else value)


class LineField(CleanCharField):
    """One line: whatever comes in, no line end can reach a mail header."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PublicForm(forms.Form):
    """Base of the public forms: hidden key, and a field that only machines fill in."""

    is_public = True

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["website"].honeypot = True
        self.initial.setdefault("key", fresh_key())

    def clean_website(self) -> str:
        """A machine filled in everything."""
        if self.cleaned_data.get("website"):
            raise ValidationError(_("This field must stay empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Turn the signed key into its UUID; a stale form keeps what was typed and gets a fresh key."""
        cleaned = super().clean() or {}
        try:
            cleaned["key"] = read_key(self.data.get("key", ""))
        except SignatureExpired:
            self._renew_key()
            self.add_error(
                None, _("This page was open for more than a day. Nothing is lost: please send it again.")
            )
        except BadSignature:
            self._renew_key()
            self.add_error(None, _("Please send the form again. What you have typed is still there."))
        if is_flood():
            self.add_error(
                None, _("Many messages are coming in at the moment. Please send it again in a minute.")
            )
        return cleaned

    def _renew_key(self) -> None:
        self.data = self.data.copy()
        self.data["key"] = fresh_key()
