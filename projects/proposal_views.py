"""Pages of those who propose a project: the form, one's own proposals, each with its state and its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from projects.actions import resubmit_proposal, submit_proposal, withdraw_proposal
from projects.forms import NewProposalForm, ProposalForm, initial_of
from projects.permissions import may_change, may_propose, may_withdraw
from projects.proposal import Proposal
from projects.proposal_pages import list_context, page_context, privacy_notice
from projects.workflow import Refused
from twinning import access


def _form_page(request: HttpRequest, template: str, form: ProposalForm, **context: Any) -> HttpResponse:
    values = {"form": form, "privacy": privacy_notice(), **context}
    return render(request, template, values, status=422 if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).select_related("project", "submitted_by")
    return get_object_or_404(rows, pk=pk)


def _own(request: HttpRequest, pk: int) -> Proposal:
    return get_object_or_404(
        Proposal.objects.visible_to(request.user).filter(submitted_by=request.user), pk=pk
    )


def _why_not(request: HttpRequest, proposal: Proposal, reason: str) -> HttpResponse:
    """Back to the proposal, with the reason why it can't be done."""
    messages.warning(request, reason)
    return redirect(proposal)


@access.signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_create(request: HttpRequest) -> HttpResponse:
    """Propose a project."""
    form = NewProposalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            proposal = submit_proposal(form.draft(), key=form.cleaned_data["key"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your proposal has arrived. We have sent you a receipt by e-mail."))
            return redirect(proposal)
    allowed, reason = may_propose(request.user)
    return _form_page(request, "projects/proposal_form.html", form, reason="" if allowed else reason)


@access.signed_in
@never_cache
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """One's own proposals, those that wait for oneself first."""
    return render(request, "projects/proposal_list.html", list_context(request.user))


@access.signed_in
@never_cache
@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """State, message of the office, history and texts of a proposal."""
    proposal = _visible(request, pk)
    return render(request, "projects/proposal_detail.html", page_context(proposal, request.user))


@access.signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a proposal that came back, and send it again."""
    proposal = _own(request, pk)
    allowed, reason = may_change(request.user, proposal)
    if request.method != "POST" and not allowed:
        return _why_not(request, proposal, reason)
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=initial_of(proposal))
    if form.is_valid():
        try:
            resubmit_proposal(proposal, form.draft(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your proposal has arrived again."))
            return redirect(proposal)
    return _form_page(request, "projects/proposal_form.html", form, proposal=proposal)


@access.signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proposal, after a page that says what that means."""
    proposal = _own(request, pk)
    allowed, reason = may_withdraw(request.user, proposal)
    if request.method != "POST":
        if not allowed:
            return _why_not(request, proposal, reason)
        return render(request, "projects/proposal_withdraw.html", {"proposal": proposal})
    try:
        withdraw_proposal(proposal, by=request.user)
    except Refused as refusal:
        return _why_not(request, proposal, str(refusal))
    messages.success(request, _("Your proposal is withdrawn."))
    return redirect("projects:proposal-list")
