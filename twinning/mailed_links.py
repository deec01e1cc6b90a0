"""Pages of people without an account, who come back to what they wrote by the link in a mail.

Opening a link shows, only sending a form acts: mail programs open links by themselves. A link that is wrong or old
leads to a form that sends a new one, with the same answer for known and unknown addresses. The exchange board,
registrations and proposed events each have a `Door` of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinning.feedback.forms import TOO_LONG
from twinning.public_forms import KEY_AGE, PublicForm
from twinning.sealed import SEALED_CONTEXT, sealed
from twinning.tokens.actions import find

View = Callable[..., HttpResponse]
METHODS = ["GET", "HEAD", "POST"]
BAD_ADDRESS = _("This is no e-mail address. Example: name@example.org")


class NewLinkForm(PublicForm):
    """Send me my links again. Subclasses say which address is meant."""

    help_text: str | Promise = ""
    needed_text: str | Promise = ""

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        error_messages={"invalid": BAD_ADDRESS, **TOO_LONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["email"]
        field.help_text = self.help_text
        field.error_messages["required"] = self.needed_text


@dataclass(frozen=True, slots=True)
class Door:
    """How rows of one kind are opened: `rows` that links open, and the page for a new link at `url_name`.

    That page shows `form` and `notice`; `send` mails new links to an address; `title`, `ask` and `sent` are its
    sentences; `section` is the name of the part of the portal with the address of its first page, `way` the button
    back there ("" for none).
    """

    rows: Callable[[], QuerySet]
    url_name: str
    form: type[NewLinkForm]
    notice: Callable[[], dict[str, str]]
    send: Callable[[str], object]
    title: str | Promise
    ask: str | Promise
    sent: str | Promise
    section: tuple[str | Promise, str]
    way: str | Promise = ""

    def by_link(self, *purposes: str) -> Callable[[View], View]:
        """Give the view the row that the link opens; without one the page for a new link (HTTP 410)."""

        def decorate(view: View) -> View:
            @wraps(view)
            def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
                number = next((found for purpose in purposes if (found := find(token, purpose))), None)
                row = self.rows().filter(pk=number).first() if number else None
                if row is None:
                    return sealed(self._page(request, self.form(), status=410))
                return sealed(view(request, token, row, **kwargs))

            return opened

        return decorate

    def new_link(self, request: HttpRequest) -> HttpResponse:
        """The page for a new link; posted, it sends links whether we know the address or not."""
        form = self.form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self.send(form.cleaned_data["email"])
            return sealed(redirect(f"{request.path}?sent=1"))
        return sealed(self._page(request, form, 422 if form.errors else 200))

    def _page(self, request: HttpRequest, form: NewLinkForm, status: int = 200) -> HttpResponse:
        context = {
            "door": self,
            "form": form,
            "privacy": self.notice(),
            "is_old": status == 410,
            "is_sent": "sent" in request.GET,
            "action": reverse(self.url_name),
            "section_url": reverse(self.section[1]),
        }
        return render(request, "mailed_links/lost.html", context | SEALED_CONTEXT, status=status)


class Receipt:
    """The page after sending: for a day it shows to whoever sent the form what was sent, later only that it was."""

    def __init__(self, salt: str) -> None:
        self._signer = TimestampSigner(salt=salt)

    def token(self, number: int) -> str:
        """What stands in the address of the page."""
        return self._signer.sign(str(number))

    def number(self, token: str) -> int | None:
        """The row behind the page; None when a day has passed, and for a token that is not ours."""
        try:
            return int(self._signer.unsign(token, max_age=KEY_AGE))
        except BadSignature:
            return None

    def check(self, token: str) -> None:
        """Raise Http404 for a token that is not ours, however old it is."""
        try:
            self._signer.unsign(token)
        except BadSignature as error:
            raise Http404 from error
