"""Posts with files: what is too big is refused before it is read, what was cut off is recognised.

Called by the views of files and of messages.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from projects.grants.files.kinds import MAX_BYTES
from projects.grants.files.reading import MOST

View = Callable[..., HttpResponse]
# The last field of every form with files: a post that was cut off comes without it.
END = "end"


def _is_too_long(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > MOST * MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def takes_files(view: View) -> View:
    """A view that reads files: its size is judged first, then the CSRF check reads the post."""
    checked = csrf_protect(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and _is_too_long(request):
            return render(request, "413.html", {"limit": MOST * MAX_BYTES // 1024**2}, status=413)
        return checked(request, *args, **kwargs)

    return csrf_exempt(guarded)


def received(request: HttpRequest, name: str = "file") -> tuple[list[UploadedFile], str]:
    """The files of a post, and what is wrong with it as a whole ("" when nothing is)."""
    if END not in request.POST:
        return [], _(
            "The connection broke while the file was sent. Nothing was stored: please send it again."
        )
    return request.FILES.getlist(name), ""
