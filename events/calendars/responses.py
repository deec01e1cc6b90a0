"""Answers that programs ask for again and again: "nothing new" (304) before anything is rendered.

An ETag is a digest of the rows' last edits, so a date that is gone, moved or unpublished changes it at once. A program
that sends only If-Modified-Since sees that at the next midnight at the latest, when the calendar's first day moves.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

# Raised when the same rows make another file, so that nobody keeps the former one.
FORM = "1"
BRIEFLY = "public, max-age=300"


def conditional(
    request: HttpRequest,
    *,
    marks: Iterable[object],
    edited: datetime,
    make: Callable[[], HttpResponse],
) -> HttpResponse:
    """304 when the reader has what `marks` stand for, else what `make` renders, with ETag and Last-Modified."""
    digest = sha256("\n".join([FORM, request.get_full_path(), request.get_host(), *map(str, marks)]).encode())
    etag, seconds = quote_etag(digest.hexdigest()[:32]), int(edited.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=seconds)
    if not isinstance(response, HttpResponse):
        response = _kept(etag, make)
    if response.status_code in {200, HttpResponseNotModified.status_code}:
        response.headers.setdefault("ETag", etag)
        response.headers.setdefault("Last-Modified", http_date(seconds))
        response.headers.setdefault("Cache-Control", BRIEFLY)
    return response


def _kept(etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer that was made for this digest, or a new one: hundreds of dates take a while to write."""
    store = caches["calendar_files"]
    response = store.get(etag)
    if response is None:
        response = make()
        store.set(etag, response)
    return response


def file(content: bytes | str, *, content_type: str, name: str) -> HttpResponse:
    """A file that opens in the program for it and has a name of its own when it is saved."""
    disposition = f'inline; filename="{name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
