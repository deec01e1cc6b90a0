"""Opens a page that is not public yet for whoever holds its link: the page's own address with `?preview=`.

The visitor stands in for nobody: the request goes on as one of a person without an account who may see this one row.
The QuerySet words that views use (`visible_to`) read the grant from there, and so does twinning.memory, which then
remembers nothing.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from twinning.previews.links import PARAMETER, Ended, Grant, Unknown, is_public, opened
from twinning.views import not_found

Handler = Callable[[HttpRequest], HttpResponse]


class Reader(AnonymousUser):
    """Somebody without an account who holds a link."""

    def __init__(self, grant: Grant) -> None:
        super().__init__()
        self.preview = grant


def previews(get_response: Handler) -> Handler:
    """Checks the link, shows the page as the public will see it, and keeps it out of every cache and index."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request.GET.get(PARAMETER, "")
        if not token or request.method not in ("GET", "HEAD"):
            return get_response(request)
        try:
            return _private(_shown(request, opened(token), token, get_response))
        except Unknown:
            return _private(not_found(request))
        except Ended:
            return _private(_ended(request))

    return middleware


def _shown(request: HttpRequest, grant: Grant, token: str, get_response: Handler) -> HttpResponse:
    address = grant.obj.get_absolute_url(grant.language)
    if is_public(grant.obj):
        return redirect(address)
    if request.path != address:
        # The address word was changed since, or the link was opened in another language than its own.
        return redirect(f"{address}?{urlencode({PARAMETER: token})}")
    request.user = Reader(grant)
    request.preview = grant
    return get_response(request)


def _ended(request: HttpRequest) -> HttpResponse:
    response = render(request, "previews/ended.html", status=410)
    response.is_portal_page = True
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
