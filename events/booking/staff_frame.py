"""What the staff's views of a date have in common: who may, which date, one act, and the words about how it went."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.booking.actions import Busy, Refused
from events.booking.registration import Registration
from events.booking.staff import head, tab_of, words_of
from events.booking.staff_rights import Rights
from events.models import Occurrence

LIST, DOOR = "admin:events_occurrence_registrations", "admin:events_occurrence_checkin"


def allow(request: HttpRequest, *names: str) -> Rights:
    """What this person may do; 403 for those who may not see registrations, or lack one of the rights named."""
    rights = Rights.of(request.user)
    if not rights.sees or not all(getattr(rights, name) for name in names):
        raise PermissionDenied
    return rights


def fetch_date(request: HttpRequest, number: int) -> Occurrence:
    """The date with what its pages show; 404 when it is not there."""
    rows = Occurrence.objects.visible_to(request.user).select_related("event", "venue__city", "second_city")
    return get_object_or_404(rows, pk=number)


def fetch_registration(request: HttpRequest, number: int) -> Registration:
    """The registration, for those who may see it; 404 when it is not there or erased."""
    rows = Registration.objects.visible_to(request.user).filter(anonymised_at=None)
    return get_object_or_404(rows, pk=number)


def page(
    request: HttpRequest, template: str, occurrence: Occurrence, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the desk about the date."""
    whole = {
        **admin.site.each_context(request),
        **head(occurrence),
        "title": title,
        "opts": Registration._meta,
        **context,
    }
    return render(request, f"admin/events/booking/{template}.html", whole, status=status)


def back(request: HttpRequest, name: str, number: int, mark: str = "") -> HttpResponse:
    """To the list that the button stands on, with the same part and the same search."""
    kept = {"tab": tab_of(request), "q": words_of(request), "page": request.GET.get("page", "")}
    query = urlencode({key: value for key, value in kept.items() if value})
    return redirect(reverse(name, args=[number]) + (f"?{query}" if query else "") + mark)


def attempt(request: HttpRequest, act: Callable[[], Any], said: str) -> bool:
    """Do it and say so, or say why it is not possible; whether it was done."""
    if problem := refusal(act):
        messages.error(request, problem)
        return False
    messages.success(request, said)
    return True


def refusal(act: Callable[[], Any]) -> str:
    """Do it; empty, or why it was not possible."""
    try:
        act()
    except Refused as reason:
        return str(reason)
    except Busy:
        return _("Very many people act on this date at the moment. Nothing was changed: please try again.")
    return ""
