"""Pages of applicants about their applications: the list, the status page, and what may be done there."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from projects.grants import actions
from projects.grants.application import Application
from projects.grants.mine import actions as mine_actions
from projects.grants.mine.forms import CopyForm, WithdrawForm
from projects.grants.mine.listing import list_context
from projects.grants.mine.status import application_of, page_context
from projects.grants.records.dossier import answer
from projects.grants.workflow import Refused
from twinning import access

POSSIBLE = ["GET", "HEAD", "POST"]


def _own(request: HttpRequest, uuid: UUID) -> Application:
    """One's own application; a foreign one is not there."""
    return get_object_or_404(application_of(request.user), uuid=uuid)


def _back(request: HttpRequest, application: Application, reasons: list) -> HttpResponse:
    """To the status page, with every reason why it can't be done."""
    for reason in reasons:
        messages.warning(request, reason)
    return redirect(application)


@access.signed_in
@never_cache
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """One's applications: first what waits for oneself."""
    return render(request, "grants/mine/list.html", list_context(request.user))


@access.signed_in
@never_cache
@require_safe
def application_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where an application stands."""
    application = _own(request, uuid)
    context = page_context(application, request.user) | {"copy_form": CopyForm()}
    return render(request, "grants/mine/detail.html", context)


@access.signed_in
@never_cache
@require_safe
def download(request: HttpRequest, uuid: UUID) -> FileResponse:
    """Everything about an application that its people may know, as one ZIP file."""
    return answer(_own(request, uuid), request.user)


@access.signed_in
@never_cache
@require_http_methods(POSSIBLE)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an application back: opened, it asks; posted, it is done."""
    application = _own(request, uuid)
    context = page_context(application, request.user)
    if not context["may_withdraw"]:
        return _back(request, application, [_("This application can't be withdrawn now.")])
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.withdraw(application, user=request.user, reason=form.cleaned_data["reason"])
        except Refused:
            # The reasons would tell a decision before its letter.
            return _back(request, application, [_("It is too late to withdraw it here. Please write to us.")])
        messages.success(request, _("Your application is withdrawn. We have confirmed it by e-mail."))
        return redirect(application)
    return render(request, "grants/mine/withdraw.html", context | {"form": form}, status=_status(form))


def _status(form: WithdrawForm) -> int:
    return 422 if form.errors else 200


@access.signed_in
@never_cache
@require_http_methods(["POST"])
def copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new draft with the texts and lines of this one; the same form gives the same draft."""
    application = _own(request, uuid)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _back(request, application, form.errors["key"])
    try:
        draft = mine_actions.copy_once(application, user=request.user, key=form.cleaned_data["key"])
    except Refused as refusal:
        return _back(request, application, refusal.failures)
    messages.success(
        request, _("This is your copy. Look through the dates and the costs before you send it.")
    )
    return redirect(draft)


@access.signed_in
@never_cache
@require_http_methods(POSSIBLE)
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Accept a grant: opened, it shows what that means; posted, the grant is final."""
    application = _own(request, uuid)
    context = page_context(application, request.user)
    if context["award"] is None or not context["is_signatory"]:
        is_done = context["standing"].code == "award_accepted"
        return _back(request, application, [] if is_done else [_("There is nothing to accept for you here.")])
    failures = []
    if request.method == "POST":
        try:
            mine_actions.accept(application, user=request.user)
        except Refused as refusal:
            failures = refusal.failures
        else:
            messages.success(request, _("You have accepted the grant. It is final now."))
            return redirect(application)
    elif application.award.needs_new_plan:
        failures = mine_actions.against_plan(application, application.award)
    status = 422 if failures and request.method == "POST" else 200
    return render(request, "grants/mine/accept.html", context | {"failures": failures}, status=status)
