"""Forms for people without an account and without a cookie.

What a CSRF cookie would do is done by a signed key that the server makes with each form: it proves that the form is
ours, expires, and makes a second submission the same row. Browsers also tell where a post comes from; posts from
other sites are refused. The reasons stand in docs/decisions/public-forms-without-cookie.md.
"""

import codecs
import time
import unicodedata
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from twinning.access import public

KEY_AGE = timedelta(hours=24)
# Good submissions within a minute: of one form, and in all. Nobody's address is counted, so that a school or a
# library that shares one is never shut out.
PER_FORM, IN_ALL, SECONDS = 20, 600, 60

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
    """True when the browser says that another site sent this post.

    An Origin of "null" is what browsers with strict privacy settings send for our own pages: it passes.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and origin.partition("://")[2] != request.get_host()


def is_too_big(request: HttpRequest) -> bool:
    """True when the post is larger than the portal reads, files in it included: these forms take none."""
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def is_readable(request: HttpRequest) -> bool:
    """True for UTF-8, which every browser sends; other codecs can smuggle in text that nothing can print."""
    return request.encoding is None or codecs.lookup(request.encoding).name == "utf-8"


def public_form(view: View) -> View:
    """A view that shows and takes a public form: anybody, no CSRF cookie, no posts from other sites."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            if is_foreign(request):
                raise PermissionDenied
            if is_too_big(request):
                limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
                return render(request, "413.html", {"limit": limit}, status=413)
            if not is_readable(request):
                raise BadRequest
        return view(request, *args, **kwargs)

    return public(csrf_exempt(guarded))


def counter(name: str) -> str:
    """Key in the cache of what `name` sent within this minute of the clock.

    The minute is part of the key, because a database cache sets a new expiry with each step and would count for ever.
    """
    return f"public_forms.{name}.{int(time.time()) // SECONDS}"


def _count(name: str) -> int:
    """How often this was called with `name` within this minute."""
    key = counter(name)
    cache.add(key, 0, 2 * SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        # A full cache has dropped the counter.
        return 1


def is_flood(key: uuid.UUID) -> bool:
    """Count a good submission; True when this form or all forms together send too many within a minute."""
    return _count(str(key)) > PER_FORM or _count("all") > IN_ALL


def clean_text(text: str) -> str:
    """`text` in normal form, without control characters, line ends as \\n."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        sign for sign in normal if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    ).strip()


class CleanCharField(forms.CharField):
    """Text from the public: normalised, control characters dropped rather than refused."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class LineField(CleanCharField):
    """One line: whatever comes in, no line end can reach a mail header."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PublicForm(forms.Form):
    """Base of the public forms: hidden key, and a field that only machines fill in."""

    # Read by components/form.html: no CSRF token, which would set a cookie.
    is_public = True

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    # Read by components/field.html, which hides the field from people.
    website.honeypot = True

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial.setdefault("key", fresh_key())
        for field in self.fields.values():
            # The server says in words what is too long; a browser would cut it silently.
            field.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        """Turn the signed key into its UUID; whatever is wrong with the form itself, what was typed stays."""
        cleaned = super().clean() or {}
        try:
            cleaned["key"] = read_key(self.data.get("key", ""))
        except SignatureExpired:
            self._put("key", fresh_key())
            self.add_error(
                None, _("This page was open for more than a day. Nothing is lost: please send it again.")
            )
        except BadSignature:
            self._put("key", fresh_key())
            self.add_error(None, _("Please send the form again. What you have typed is still there."))
        if cleaned.get("website"):
            # A browser may have filled in the hidden field for a person: the second attempt succeeds.
            self._put("website", "")
            self.add_error(None, _("Please send the form again. What you have typed is still there."))
        if not self.errors and is_flood(cleaned["key"]):
            self.add_error(
                None, _("Many messages are coming in at the moment. Please send it again in a minute.")
            )
        return cleaned

    def _put(self, name: str, value: str) -> None:
        """Change what the form shows again."""
        self.data = self.data.copy()
        self.data[name] = value
