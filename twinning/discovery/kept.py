"""Answers that are made once and handed out until they change: sheets and pictures, known by a digest of their content.

A reader who has it already gets 304; the others get the made file, which each process keeps. The number of files is
bounded by what there is to show, so nobody can make the portal work by asking for ever new ones.
"""

from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

BRIEFLY = "public, max-age=300"


def answer(
    request: HttpRequest, mark: str, make: Callable[[], bytes], *, content_type: str, name: str = ""
) -> HttpResponse:
    """304, or the content that `make` returns; `name` is what it is called when it is saved."""
    etag = quote_etag(mark)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = caches["made_files"].get_or_set(mark, make)
        response = HttpResponse(content, content_type=content_type)
        if name:
            response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = BRIEFLY
    return response
