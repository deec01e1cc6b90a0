"""Files of translators: one that is too big is refused by its announced size, before any of it is read.

Django never reads more of a request than its header announces, so the header decides. Called by `views`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from twinning.translations.exchange.units import MOST_BYTES

View = Callable[..., HttpResponse]
# The other fields of the form and the boundaries between them.
MORE_BYTES = 64 * 1024


def is_too_long(request: HttpRequest) -> bool:
    """True when the post announces more than one file of the allowed size."""
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > MOST_BYTES + MORE_BYTES


def takes_a_file(too_long: View) -> Callable[[View], View]:
    """A view that reads a file: `too_long` answers instead when it is too big; the CSRF check reads the post later."""

    def decorate(view: View) -> View:
        checked = csrf_protect(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and is_too_long(request):
                return too_long(request)
            return checked(request, *args, **kwargs)

        return csrf_exempt(guarded)

    return decorate
