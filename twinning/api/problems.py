"""Errors as problem+json (RFC 9457) in the reader's language. Called by the service and its gate."""

import logging
from typing import Any

from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from twinning.api.schemas import Problem

CONTENT_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


class Gone(Exception):
    """A record that was public once and has been withdrawn."""


def problem(status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """The answer."""
    body = Problem(type="about:blank", title=title, status=status, detail=detail, errors=errors or [])
    return HttpResponse(body.model_dump_json(), status=status, content_type=CONTENT_TYPE)


def not_found() -> HttpResponse:
    """404."""
    return problem(
        404, _("Not found"), _("There is nothing public at this address. The list shows what there is.")
    )


def gone() -> HttpResponse:
    """410."""
    return problem(
        410, _("Withdrawn"), _("This record was public once and has been withdrawn. Please delete it.")
    )


def not_allowed(allowed: str) -> HttpResponse:
    """405 with what is allowed."""
    answer = problem(405, _("Method not allowed"), _("These data can be read, not changed. Use GET."))
    answer.headers["Allow"] = allowed
    return answer


def too_many(seconds: int) -> HttpResponse:
    """429 with the time to wait."""
    answer = problem(
        429, _("Too many requests"), _("Please wait a moment. For everything at once, take the files as CSV.")
    )
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def invalid(errors: list[dict[str, str]]) -> HttpResponse:
    """422: parameters that make no sense."""
    return problem(
        422, _("Invalid parameters"), _("At least one parameter of the address can’t be understood."), errors
    )


def reason(parameter: str) -> str:
    """What a parameter must look like."""
    return {
        "limit": _("Give a whole number from 1 to 100."),
        "cursor": _("Take the address under “next” as it is."),
        "updated_since": _("Give a day or a time, such as 2026-05-03 or 2026-05-03T09:30:00Z."),
        "format": _("Choose json, csv or, where there are places, geojson."),
    }.get(parameter, _("This value is not possible here."))


def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the service found wrong with the parameters, in our own words."""
    names = {str(row["loc"][-1]) for row in error.errors}
    return invalid([{"parameter": name, "reason": reason(name)} for name in sorted(names)])


def on_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """500: our fault, told to whoever watches the portal."""
    log.exception("The interface failed at %s.", request.path, exc_info=error)
    got_request_exception.send(sender=on_failure, request=request)
    return problem(500, _("Something went wrong"), _("This is our fault. Please try again later."))


def handlers() -> dict[type[Exception], Any]:
    """Which exception leads to which answer."""
    return {
        ValidationError: on_invalid,
        Http404: lambda request, error: not_found(),
        Gone: lambda request, error: gone(),
        Exception: on_failure,
    }
