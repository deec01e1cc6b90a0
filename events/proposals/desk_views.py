"""Proposals on the staff desk: the queue and its decisions. Mounted by `events.proposals.admin`."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.proposals import actions, review
from events.proposals.permissions import ADD, DECIDE, VIEW
from events.proposals.proposal import Proposal
from events.proposals.words import letter
from events.proposals.workflow import Refused, Step
from twinning.access import staff


def _readable(request: HttpRequest) -> None:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied


def _fetch(request: HttpRequest, pk: int) -> Proposal:
    """A proposal for somebody who may decide; 403 for those who may not, 404 when it is not there."""
    _readable(request)
    if not request.user.has_perm(DECIDE):
        raise PermissionDenied
    rows = Proposal.objects.visible_to(request.user).filter(erased_at=None)
    return get_object_or_404(review.for_cards(rows), pk=pk)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {**admin.site.each_context(request), "opts": Proposal._meta}
    return render(request, f"admin/events/proposals/{name}.html", {**frame, **context}, status=status)


@staff
@require_safe
def proposal_review(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first."""
    _readable(request)
    return _page(request, "queue", {"title": _("Proposed events"), **review.queue(request)})


def _decide(request: HttpRequest, pk: int, step: Step, act: Callable[..., Any]) -> HttpResponse:
    """Do it and go back to the queue; or show the proposal as it stands now, with what was typed and why not."""
    proposal = _fetch(request, pk)
    form = review.form_for(proposal, step, review.Choices.read(), request.POST)
    if not form.is_valid():
        return _again(request, pk, step, form, 422)
    try:
        return act(request, proposal, form)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _again(request, pk, step, form, 409)


def _again(request: HttpRequest, pk: int, step: Step, form: forms.Form, status: int) -> HttpResponse:
    proposal = _fetch(request, pk)
    form.data = form.data.copy()
    form.data["seen"] = proposal.version
    card = review.case(request, proposal, {(pk, step): form})
    lost = form.data.get("message", "") if card.acts[step.value].reason else ""
    return _page(request, "case", {"title": _("Proposed event"), "card": card, "lost": lost}, status)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("admin:events_proposal_review")


# --- decisions ------------------------------------------------------------------------------------
def _publish(request: HttpRequest, proposal: Proposal, form: forms.Form) -> HttpResponse:
    choice = form.choice()
    event = actions.publish_proposal(proposal, by=request.user, seen=form.cleaned_data["seen"], choice=choice)
    if not choice.is_draft:
        return _done(
            request, _("The event is public. The proposer gets a mail with the address of its page.")
        )
    if not request.user.has_perm("events.change_event"):
        return _done(request, _("The draft is made. The proposer is told by mail."))
    messages.success(
        request, _("Here is the draft: complete it, then publish it. The proposer is told by mail.")
    )
    return redirect("admin:events_event_change", event.pk)


def _answer(request: HttpRequest, proposal: Proposal, form: forms.Form, step: Step) -> None:
    cleaned = form.cleaned_data
    act = actions.return_proposal if step is Step.RETURN else actions.decline_proposal
    message = letter(proposal, step, key=cleaned["ready"], message=cleaned["message"])
    act(proposal, by=request.user, seen=cleaned["seen"], message=message)


def _return(request: HttpRequest, proposal: Proposal, form: forms.Form) -> HttpResponse:
    _answer(request, proposal, form, Step.RETURN)
    return _done(request, _("Your message is on its way. The proposal comes back when it was changed."))


def _decline(request: HttpRequest, proposal: Proposal, form: forms.Form) -> HttpResponse:
    _answer(request, proposal, form, Step.DECLINE)
    return _done(request, _("Declined. The proposer is told why by mail."))


@staff
@require_POST
def proposal_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an event of it."""
    _fetch(request, pk)
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    return _decide(request, pk, Step.PUBLISH, _publish)


@staff
@require_POST
def proposal_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with a message."""
    return _decide(request, pk, Step.RETURN, _return)


@staff
@require_POST
def proposal_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline it with a reason."""
    return _decide(request, pk, Step.DECLINE, _decline)
