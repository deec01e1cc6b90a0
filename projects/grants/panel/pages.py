"""What every page of the panel needs: the frame of the desk, rights, and how a refusal is shown."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from projects.grants.application import Application
from projects.grants.office.people import takes_part
from projects.grants.office.ties import declaration_of, ties_url
from projects.grants.workflow import Refused

WORKERS = ("grants.change_application", "grants.lead_grants")


def need(request: HttpRequest, *permissions: str) -> None:
    """403 for those who have none of the rights."""
    if not any(request.user.has_perm(name) for name in permissions):
        raise PermissionDenied


def undeclared(request: HttpRequest, case: Application) -> HttpResponse | None:
    """Whoever decides about a case says first whether they are tied to it, and comes back to this page."""
    if not takes_part(request.user) or declaration_of(request.user, case):
        return None
    return redirect(ties_url(case, request.path))


def page(
    request: HttpRequest,
    name: str,
    title: str | Promise,
    model: type[Model],
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the panel in the frame of the desk."""
    frame = {**admin.site.each_context(request), "title": title, "opts": model._meta}
    return render(request, f"admin/grants/panel/{name}.html", frame | context, status=status)


def tell(request: HttpRequest, refusal: Refused) -> None:
    """Every reason as a message, for acts without a form of their own."""
    for failure in refusal.failures:
        messages.error(request, str(failure))


def keys(request: HttpRequest, name: str) -> list[int]:
    """Keys that were ticked; anything else in their place is left out."""
    texts = [text for text in request.POST.getlist(name) if text.isascii() and text.isdigit()]
    # Python refuses to read thousands of digits.
    return [int(text) for text in texts if len(text) < 11 and int(text) < 2**31]
