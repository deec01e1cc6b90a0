"""What every address under /api/ has in common: who may ask how often, from which sites, and in which language.

Wrapped round each view in `twinning.api.urls`. Anybody may read, from scripts of any website too (CORS), and nothing
here looks at accounts or cookies.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from twinning import access
from twinning.api import limits, problems
from twinning.middleware import preferred_language

METHODS = "GET, HEAD, OPTIONS"
SHOWN = "ETag, Link, Retry-After, Content-Language, Content-Disposition"
View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """A view of the interface: GET, HEAD and OPTIONS, for everybody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, language: str = "", **kwargs: Any) -> HttpResponseBase:
        code = language or preferred_language(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        answer = _answer(view, request, args, kwargs)
        if not language:
            patch_vary_headers(answer, ("Accept-Language",))
        answer.headers.setdefault("Content-Language", code)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = SHOWN
        return answer

    guarded.csrf_exempt = True
    return access.public(guarded)


def _answer(view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return _options()
    if request.method not in {"GET", "HEAD"}:
        return problems.not_allowed(METHODS)
    wait = limits.seconds_to_wait(request)
    if wait:
        return problems.too_many(wait)
    is_head, request.method = request.method == "HEAD", "GET"
    answer = view(request, *args, **kwargs)
    if is_head:
        request.method = "HEAD"
        return _without_body(answer)
    return answer


def _options() -> HttpResponse:
    """What a browser asks before a script of another site may read."""
    return HttpResponse(
        status=204,
        headers={
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )


def _without_body(answer: HttpResponseBase) -> HttpResponse:
    """The same status and headers; a list that would stream is not even read."""
    empty = HttpResponse(status=answer.status_code, headers=dict(answer.headers))
    if not answer.streaming:
        empty.headers["Content-Length"] = str(len(answer.content))
    answer.close()
    return empty


def languages() -> tuple[str, ...]:
    """Codes that may stand in an address: all that the portal speaks, easy language included."""
    return tuple(code for code, _name in settings.LANGUAGES)
