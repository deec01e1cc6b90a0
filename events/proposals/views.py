"""A new proposal without an account: the form, "please check your mail", the link that confirms the address.

Nobody needs a cookie for it. People who are logged in are led to their own form (`events.proposals.views_mine`).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events.proposals.actions import confirm_proposal, send_confirm_link, submit_proposal
from events.proposals.forms import ProposalFields, PublicProposalForm, choices_for, initial_of
from events.proposals.links import CONFIRM, CONFIRM_DAYS
from events.proposals.notice import privacy_notice
from events.proposals.proposal import Proposal
from events.proposals.views_manage import by_link
from events.proposals.workflow import Refused
from twinning.mailed_links import METHODS, Receipt
from twinning.municipality.home import home_of
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT, sealed

SENT = Receipt("events.proposals.sent")


# --- write ----------------------------------------------------------------------------------------
def submitted(form: ProposalFields, **writer: Any) -> Proposal | None:
    """The stored proposal; None when the form has to be shown again."""
    try:
        return submit_proposal(form.draft(), key=form.cleaned_data["key"], **writer)
    except Refused as reason:
        form.add_error(None, str(reason))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def form_page(request: HttpRequest, form: ProposalFields) -> HttpResponse:
    """The form of a new proposal."""
    context = {"form": form, "privacy": privacy_notice()}
    return render(request, "events/proposals/new.html", context, status=422 if form.errors else 200)


def city_of(request: HttpRequest) -> dict[str, list[str]]:
    """The city whose page led here, ticked already."""
    city = request.GET.get("city", "")
    return {"cities": [city]} if city else {}


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    """What we know already: the city whose page led here, or a proposal whose address was mistyped."""
    if proposal := _just_sent(request.GET.get("again", "")):
        contact = {"name": proposal.name, "email": proposal.email}
        return initial_of(proposal, home_of(request)) | contact
    return city_of(request)


@public_form
@require_http_methods(METHODS)
def proposal_create(request: HttpRequest) -> HttpResponse:
    """Propose an event."""
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(f"{reverse('events:proposal-create-own')}?{request.GET.urlencode()}")
    posted = request.POST if request.method == "POST" else None
    form = PublicProposalForm(
        posted, initial=_prefilled(request), **choices_for(request.user, home_of(request))
    )
    if form.is_valid():
        writer = {"name": form.cleaned_data["name"], "email": form.cleaned_data["email"]}
        if proposal := submitted(form, **writer):
            return redirect("events:proposal-sent", token=SENT.token(proposal.pk))
    return form_page(request, form)


# --- check your mail ------------------------------------------------------------------------------
def _just_sent(token: str) -> Proposal | None:
    """The proposal behind the page that its writer saw after sending, for a day and until the address is confirmed."""
    number = SENT.number(token)
    return Proposal.objects.filter(pk=number, state=Proposal.State.DRAFT).first() if number else None


@public_form
@require_http_methods(METHODS)
def proposal_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Please check your mail. Posted, it sends the link once more."""
    SENT.check(token)
    proposal = _just_sent(token)
    if proposal and request.method == "POST":
        left = send_confirm_link(proposal)
        return sealed(redirect(f"{request.path}?again={'sent' if left else 'enough'}"))
    context = {
        "email": proposal.email if proposal else "",
        "again_url": f"{reverse('events:proposal-create')}?again={token}",
        "days": CONFIRM_DAYS,
        "again": request.GET.get("again", ""),
    }
    return sealed(render(request, "events/proposals/sent.html", context | SEALED_CONTEXT))


# --- confirm --------------------------------------------------------------------------------------
@public_form
@require_http_methods(METHODS)
@by_link(CONFIRM)
def proposal_confirm(request: HttpRequest, token: str, proposal: Proposal) -> HttpResponse:
    """Opened, it asks; posted, the address is confirmed and the office reads the proposal."""
    problem = ""
    if request.method == "POST":
        try:
            confirm_proposal(proposal)
            return redirect(f"{request.path}?done=1")
        except Refused as reason:
            problem = str(reason)
    context = {"proposal": proposal, "problem": problem, "is_new": "done" in request.GET}
    status = 422 if problem else 200
    return render(request, "events/proposals/confirm.html", context | SEALED_CONTEXT, status=status)
