"""Working pages of the staff desk: the queue, one claim, one proposed change. Mounted by `admin`."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.organisations import actions, review
from partners.organisations.membership import EntryChange, Membership
from partners.organisations.staff_forms import DecisionForm
from partners.organisations.workflow import Refused
from twinning.access import staff

POSSIBLE = ["GET", "HEAD", "POST"]


def _page(
    request: HttpRequest, panels: list[dict[str, Any]], status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"title": _("Waiting for release"), "opts": EntryChange._meta, "panels": panels}
    context |= admin.site.each_context(request)
    return render(request, "admin/organisations/review.html", context, status=status)


def _need(request: HttpRequest, *permissions: str) -> None:
    """One of them is enough."""
    if not any(request.user.has_perm(f"organisations.{name}") for name in permissions):
        raise PermissionDenied


@staff
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Everything that waits, oldest first; `?tab=` chooses the kind."""
    _need(request, "view_membership", "view_entrychange")
    found = review.queue(request.user, request.GET.get("tab", ""))
    return _page(request, found["panels"], tabs=found["tabs"], tab=found["tab"])


def _form(request: HttpRequest, row: Any, language: str, refuses: bool) -> DecisionForm:
    return DecisionForm(request.POST, refuses=refuses, language=language, auto_id=f"id_{row.pk}_%s")


def _decide(
    request: HttpRequest, form: DecisionForm, act: Callable[[], Any], done: str, tab: str
) -> HttpResponse | None:
    """Do it and go back to the queue; None when the panel has to be shown again with what speaks against it."""
    if not form.is_valid():
        return None
    try:
        act()
    except (Refused, actions.Outdated) as reason:
        form.add_error(None, str(reason))
        return None
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(request, done)
    return redirect(f"{reverse('admin:organisations_entrychange_queue')}?tab={tab}")


@staff
@require_http_methods(POSSIBLE)
def claim_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: look, confirm, decline; later end the membership."""
    _need(request, "view_membership")
    rows = Membership.objects.visible_to(request.user).select_related("organisation", "user")
    claim = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _page(request, [review.claim_panel(claim)])
    _need(request, "change_membership")
    asked = request.POST.get("decision", "")
    form = _form(request, claim, claim.user.mail_language, refuses=asked in {"decline", "end"})
    acts = {
        "confirm": (
            lambda: actions.confirm_claim(claim, by=request.user),
            _("Confirmed. The person gets a mail."),
        ),
        "publish": (
            lambda: actions.confirm_claim(claim, by=request.user, publish=True),
            _("Confirmed and published. The person gets a mail."),
        ),
        "decline": (
            lambda: actions.decline_claim(claim, by=request.user, reason=form.cleaned_data["reason"]),
            _("Declined. The person gets a mail with the reason."),
        ),
        "end": (
            lambda: actions.end_membership(claim, by=request.user, reason=form.cleaned_data["reason"]),
            _("Ended. The person gets a mail with the reason."),
        ),
    }
    if asked not in acts:
        raise PermissionDenied
    if asked == "publish":
        _need(request, "change_organisation")
    answer = _decide(request, form, *acts[asked], tab="claims")
    claim.refresh_from_db()
    return answer or _page(request, [review.claim_panel(claim, form)], status=422)


@staff
@require_http_methods(POSSIBLE)
def change_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposed change: take over what is right, or return it with a reason."""
    _need(request, "view_entrychange")
    rows = EntryChange.objects.visible_to(request.user).select_related("organisation", "submitted_by")
    change = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _page(request, [review.change_panel(change)])
    _need(request, "change_entrychange")
    asked = request.POST.get("decision", "")
    form = _form(request, change, change.submitted_by.mail_language, refuses=asked == "decline")
    acts = {
        "accept": (
            lambda: actions.accept_change(
                change,
                by=request.user,
                version=form.cleaned_data["version"] or 0,
                take=request.POST.getlist("take"),
            ),
            _("Taken over. The person gets a mail."),
        ),
        "decline": (
            lambda: actions.decline_change(change, by=request.user, reason=form.cleaned_data["reason"]),
            _("Returned. The person gets a mail with the reason."),
        ),
    }
    if asked not in acts:
        raise PermissionDenied
    answer = _decide(request, form, *acts[asked], tab="changes")
    if answer is None:
        change = rows.get(pk=pk)
        form.data = form.data.copy()
        form.data["version"] = str(change.organisation.version)
    return answer or _page(request, [review.change_panel(change, form)], status=422)
