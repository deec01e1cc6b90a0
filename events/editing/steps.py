"""Three pages of the staff desk: cancel a date, postpone it, move it online. Mounted by `events.editing.date_admin`.

Each shows who will be written to in which language before anybody presses the button.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.clocks import clocks
from events.editing import actions, words
from events.editing.step_forms import OnlineForm, PostponeForm, StepForm
from events.editing.workflow import Overtaken, Refused, Step, why_not
from events.models import Occurrence
from twinning import access
from twinning.accounts.models import User
from twinning.municipality.home import current_home


@dataclass(frozen=True, slots=True)
class Page:
    """What one of the three pages is called, asks and does."""

    step: Step
    form: type[StepForm]
    act: Callable[[Occurrence, StepForm, User], Any]
    title: Promise
    lead: Promise
    button: Promise
    done: Promise


def _cancel(date: Occurrence, form: StepForm, by: User) -> None:
    actions.cancel_occurrence(date, by=by, reason=form.reason, seen=form.cleaned_data["seen"])


def _postpone(date: Occurrence, form: StepForm, by: User) -> None:
    data = form.cleaned_data
    given = {name: data[name] for name in ("seen", "new_start", "new_end", "replaced_by")}
    actions.postpone_occurrence(date, by=by, reason=form.reason, **given)


def _online(date: Occurrence, form: StepForm, by: User) -> None:
    data = form.cleaned_data
    actions.move_online(date, by=by, reason=form.reason, online_url=data["online_url"], seen=data["seen"])


CANCEL = Page(
    Step.CANCEL, StepForm, _cancel,
    gettext_lazy("Cancel a date"),
    gettext_lazy("It stays on the pages and in calendars, marked as cancelled, until its day has passed."),
    gettext_lazy("Cancel the date and write to everybody"),
    gettext_lazy("The date is cancelled."),
)  # fmt: skip
POSTPONE = Page(
    Step.POSTPONE, PostponeForm, _postpone,
    gettext_lazy("Postpone a date"),
    gettext_lazy("Times are those on the clock at the venue, in the time zone of this date."),
    gettext_lazy("Postpone the date and write to everybody"),
    gettext_lazy("The date is postponed."),
)  # fmt: skip
ONLINE = Page(
    Step.MOVE_ONLINE, OnlineForm, _online,
    gettext_lazy("Move a date online"),
    gettext_lazy("The time stays the same; the venue no longer belongs to this date."),
    gettext_lazy("Move the date online and write to everybody"),
    gettext_lazy("The date takes place online."),
)  # fmt: skip


def _fetch(request: HttpRequest, number: int) -> Occurrence:
    """The date for somebody who may change it."""
    if not request.user.has_perm("events.change_occurrence"):
        raise PermissionDenied
    rows = Occurrence.objects.select_related("event", "venue__city", "second_city", "replaced_by__event")
    return get_object_or_404(rows, pk=number)


def _show(
    request: HttpRequest, page: Page, date: Occurrence, form: StepForm, status: int = 200
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": page.title,
        "opts": Occurrence._meta,
        "page": page,
        "date": date,
        "clocks": clocks(date, current_home()),
        "status": words.status_tag(date),
        "form": form,
        "reason_why_not": why_not(date, page.step, timezone.now()),
        "readers": words.readers(date),
        "readers_text": words.readers_text(date),
        "places": words.people_coming(date),
    }
    return render(request, "admin/events/editing/step.html", context, status=status)


def _answer(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """GET shows; POST does it once, or says at which control something is missing."""
    date = _fetch(request, number)
    form = page.form(request.POST if request.method == "POST" else None, occurrence=date)
    if request.method != "POST":
        return _show(request, page, date, form)
    if not form.is_valid():
        return _show(request, page, date, form, 422)
    try:
        page.act(date, form, request.user)
    except (Refused, Overtaken, ValidationError) as refusal:
        form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        return _show(request, page, _fetch(request, number), form, 422)
    messages.success(
        request, _("%(done)s %(mails)s") % {"done": page.done, "mails": words.readers_text(date)}
    )
    return redirect("admin:events_occurrence_change", number)


@access.staff
def occurrence_cancel(request: HttpRequest, number: int) -> HttpResponse:
    """It does not take place."""
    return _answer(request, CANCEL, number)


@access.staff
def occurrence_postpone(request: HttpRequest, number: int) -> HttpResponse:
    """It takes place on another day, or nobody knows yet when."""
    return _answer(request, POSTPONE, number)


@access.staff
def occurrence_online(request: HttpRequest, number: int) -> HttpResponse:
    """It takes place, but nobody has to go anywhere."""
    return _answer(request, ONLINE, number)
