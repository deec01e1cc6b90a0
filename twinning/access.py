"""Every view says who may call it. A test walks the URL configuration and fails for a view that does not.

The decorators are the outermost ones on a view, so that the mark is what the URL resolver sees.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody, without an account and without a cookie."""
    view.access = "public"
    return view


def signed_in(view: View) -> View:
    """People with an account; others are sent to the log-in page and come back afterwards."""
    guarded = login_required(view)
    guarded.access = "signed in"
    return guarded


def staff(view: View) -> View:
    """Staff of the office; signed-in others get 403, anonymous visitors the log-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    locked = login_required(guarded)
    locked.access = "staff"
    return locked
