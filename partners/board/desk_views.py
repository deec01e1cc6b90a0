"""The exchange board on the staff desk: the queue, its decisions, the statistics. Mounted by `partners.board.admin`."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.board import actions, review, statistics
from partners.board.permissions import may_decide
from partners.board.slip import Slip
from partners.board.wishes import with_wishes
from partners.board.workflow import Refused, Step
from twinning.access import staff


def _readable(request: HttpRequest) -> None:
    if not request.user.has_perm("board.view_slip"):
        raise PermissionDenied


def _fetch(request: HttpRequest, pk: int) -> Slip:
    """A slip for somebody who may decide; 403 for those who may not, 404 when it is not there."""
    _readable(request)
    if not request.user.has_perm("board.change_slip"):
        raise PermissionDenied
    return get_object_or_404(with_wishes(Slip.objects.visible_to(request.user)), pk=pk)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {**admin.site.each_context(request), "opts": Slip._meta}
    return render(request, f"admin/board/{name}.html", {**frame, **context}, status=status)


@staff
@require_safe
def slip_queue(request: HttpRequest) -> HttpResponse:
    """What waits for a release, oldest first."""
    _readable(request)
    return _page(request, "queue", {"title": _("Slips to release"), **review.queue(request)})


def _decide(request: HttpRequest, pk: int, step: Step, act: Callable[..., Slip], said: str) -> HttpResponse:
    """Do it and go back to the queue; or show the slip as it stands now, with what was typed and why not."""
    slip = _fetch(request, pk)
    form = review.FORMS[step](request.POST)
    reason = may_decide(request.user, slip, step)[1]
    if reason:
        messages.error(request, reason)
    elif form.is_valid():
        try:
            act(slip, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
            return redirect("admin:board_slip_queue")
    return _again(request, pk, step, form)


def _again(request: HttpRequest, pk: int, step: Step, form: Any) -> HttpResponse:
    slip = _fetch(request, pk)
    form.data = form.data.copy()
    form.data["seen"] = slip.version
    context = {"title": _("Slip"), "card": review.case(request, slip, (pk, step, form))}
    return _page(request, "case", context, 422 if form.errors else 409)


@staff
@require_POST
def slip_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang it on the board."""
    return _decide(
        request, pk, Step.RELEASE, actions.release_slip, _("The slip is on the board, its owner is told.")
    )


@staff
@require_POST
def slip_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with a message."""
    return _decide(request, pk, Step.RETURN, actions.return_slip, _("The owner has got your message."))


@staff
@require_POST
def slip_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline it with a reason."""
    return _decide(
        request, pk, Step.DECLINE, actions.decline_slip, _("The slip is declined, its owner is told.")
    )


@staff
@require_safe
def slip_statistics(request: HttpRequest) -> HttpResponse:
    """Who seeks and offers where, and what came of it."""
    _readable(request)
    found = statistics.report(request.GET)
    return _page(request, "statistics", {"title": _("The exchange board in numbers"), "report": found})


@staff
@require_safe
def slip_statistics_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    _readable(request)
    response = HttpResponse(
        statistics.as_csv(statistics.report(request.GET)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="exchange-board.csv"'
    return response
