"""The door: who is here. On a phone one press for each person, on paper a list with boxes.

Mounted by `events.booking.admin`. Two people at the door who press the same button check one person in.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from events.booking import actions, staff
from events.booking.notice import NOTICE_VERSION
from events.booking.registration import Registration
from events.booking.staff_forms import WalkInForm
from events.booking.staff_frame import (
    DOOR,
    allow,
    attempt,
    back,
    fetch_date,
    fetch_registration,
    page,
    refusal,
)
from events.booking.staff_rights import Rights
from events.models import Occurrence
from twinning import access

Status = Registration.Status
AT_DOOR = (Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)
STILL_OPEN = (Status.PENDING, Status.WAITING, Status.OFFERED)


@dataclass(frozen=True, slots=True)
class Guest:
    """One registration on the list for the door."""

    row: Registration
    is_here: bool
    is_absent: bool
    # In words, for those who are not simply expected.
    status: str
    since: str
    needs: str

    @property
    def is_expected(self) -> bool:
        return self.row.status in AT_DOOR


def guests(occurrence: Occurrence, request: HttpRequest, rights: Rights, words: str = "") -> list[Guest]:
    """By name: everybody with a place, and among those who are searched for also who has none yet."""
    states = Q(status__in=AT_DOOR + STILL_OPEN) if words else Q(status__in=AT_DOOR)
    rows = Registration.objects.visible_to(request.user).filter(
        states, occurrence=occurrence, anonymised_at=None
    )
    found = staff.searched(rows, words).order_by(*staff.BY_NAME)
    return [_guest(row, occurrence, rights) for row in found]


def _guest(row: Registration, occurrence: Occurrence, rights: Rights) -> Guest:
    return Guest(
        row=row,
        is_here=row.status == Status.ATTENDED,
        is_absent=row.status == Status.NO_SHOW,
        status="" if row.status == Status.CONFIRMED else row.get_status_display(),
        since=staff.moment(row.checked_in_at, occurrence) if row.checked_in_at else "",
        needs=row.access_needs if rights.sees_needs else "",
    )


def _door_page(
    request: HttpRequest, occurrence: Occurrence, rights: Rights, status: int = 200, **extra: Any
) -> HttpResponse:
    numbers, words = staff.numbers_of(occurrence), staff.words_of(request)
    here = numbers.count(Status.ATTENDED)
    expected = numbers.count(Status.CONFIRMED)
    return page(
        request,
        "checkin",
        occurrence,
        _("Check-in"),
        status,
        rights=rights,
        words=words,
        guests=guests(occurrence, request, rights, words),
        here=here,
        expected=expected,
        total=here + expected + numbers.count(Status.NO_SHOW),
        may_mark=rights.checks_in and bool(expected) and timezone.now() >= occurrence.starts_at,
        walk_in_form=extra.get("walk_in_form") or WalkInForm(),
    )


@access.staff
@require_safe
def checkin(request: HttpRequest, number: int) -> HttpResponse:
    """The list for the door, on a phone."""
    rights = allow(request)
    return _door_page(request, fetch_date(request, number), rights)


@access.staff
@require_safe
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The list for the door, on paper."""
    rights, occurrence = allow(request), fetch_date(request, number)
    found = guests(occurrence, request, rights)
    people = sum(guest.row.places for guest in found)
    return page(
        request, "sheet", occurrence, _("List for the door"), rights=rights, guests=found, people=people
    )


@access.staff
@require_POST
def check(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Somebody is here, or it was a mistake."""
    allow(request, "checks_in")
    registration = fetch_registration(request, number)
    does = {
        "in": partial(actions.check_in, registration, by=request.user),
        "undo": partial(actions.undo_check_in, registration),
    }
    if act not in does:
        raise Http404
    said = _("%(name)s is here.") if act == "in" else _("Taken back: %(name)s is expected again.")
    attempt(request, does[act], said % {"name": registration.name})
    return back(request, DOOR, registration.occurrence_id, f"#r-{registration.pk}")


@access.staff
@require_POST
def walk_in(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody came who had not registered."""
    rights, occurrence = allow(request, "checks_in"), fetch_date(request, number)
    form = WalkInForm(request.POST)
    if form.is_valid():
        words = {"by": request.user, "key": form.cleaned_data["key"], "consent_version": NOTICE_VERSION}
        problem = refusal(partial(actions.walk_in, occurrence, form.guest(), **words))
        if not problem:
            messages.success(request, _("%(name)s is here.") % {"name": form.cleaned_data["name"]})
            return back(request, DOOR, number)
        form.add_error(None, problem)
    return _door_page(request, occurrence, rights, 422, walk_in_form=form)


@access.staff
@require_POST
def absent(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody who was not checked in did not come."""
    allow(request, "checks_in")
    occurrence, counts = fetch_date(request, number), [0]

    def mark() -> None:
        counts[0] = actions.mark_absent(occurrence, by=request.user)

    if problem := refusal(mark):
        messages.error(request, problem)
        return back(request, DOOR, number)
    said = ngettext(
        "%(count)d registration is marked as absent.",
        "%(count)d registrations are marked as absent.",
        counts[0],
    )
    messages.success(request, said % {"count": counts[0]})
    return back(request, DOOR, number)
