"""Proposals of people with an account: the form, their list, each with its state, to change and to withdraw."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.proposals.forms import (
    MemberChangeForm,
    MemberProposalForm,
    choices_for,
    initial_of,
    organisations_of,
)
from events.proposals.pages import list_context
from events.proposals.proposal import Proposal
from events.proposals.views import city_of, form_page, submitted
from events.proposals.views_manage import addresses, change_page, changed, own_page, withdraw_page
from events.proposals.workflow import Step, can
from twinning import access
from twinning.municipality.home import home_of

METHODS = ["GET", "HEAD", "POST"]


def _own(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).filter(account=request.user, erased_at=None)
    return get_object_or_404(rows.select_related("organisation", "event"), pk=pk)


@access.signed_in
@never_cache
@require_http_methods(METHODS)
def proposal_create_own(request: HttpRequest) -> HttpResponse:
    """Propose an event: the address of the account is confirmed already."""
    user, posted = request.user, request.POST if request.method == "POST" else None
    offered = choices_for(user, home_of(request)) | {"organisations": organisations_of(user)}
    form = MemberProposalForm(posted, initial=city_of(request), **offered)
    if form.is_valid():
        if proposal := submitted(form, name=user.name[:120], email=user.email, account=user):
            return redirect("events:proposal-detail", pk=proposal.pk)
    return form_page(request, form)


@access.signed_in
@never_cache
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """One's own proposals, those that wait for oneself first."""
    return render(request, "events/proposals/list.html", list_context(request.user))


@access.signed_in
@never_cache
@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands."""
    return own_page(request, _own(request, pk))


@access.signed_in
@never_cache
@require_http_methods(METHODS)
def proposal_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it; one that was given back goes to the office again."""
    proposal, home = _own(request, pk), home_of(request)
    back = addresses(proposal)["page_url"]
    if not can(proposal, Step.CHANGE):
        return redirect(back)
    form = MemberChangeForm(
        request.POST if request.method == "POST" else None,
        initial=initial_of(proposal, home),
        organisations=organisations_of(request.user),
        **choices_for(request.user, home),
    )
    if form.is_bound and changed(form, proposal):
        return redirect(f"{back}?done=changed")
    return change_page(request, form, proposal)


@access.signed_in
@never_cache
@require_http_methods(METHODS)
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return withdraw_page(request, _own(request, pk))
