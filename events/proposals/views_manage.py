"""What a proposer without an account does through a personal link: look, change, withdraw.

Opening a link shows, only sending a form acts: mail programs open links by themselves. A link that is wrong or old
leads to a page that sends a new one.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from events.proposals.actions import change_proposal, send_links, withdraw_proposal
from events.proposals.forms import ChangeForm, LinkForm, choices_for, initial_of
from events.proposals.links import MANAGE
from events.proposals.notice import link_notice
from events.proposals.pages import page_context
from events.proposals.proposal import Proposal
from events.proposals.workflow import Overtaken, Refused, Step, can
from twinning.mailed_links import METHODS, Door
from twinning.municipality.home import home_of
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT

# What a page may say after a post has led back to it.
DONE = frozenset({"changed", "withdrawn"})


DOOR = Door(
    rows=lambda: Proposal.objects.select_related("organisation", "event").filter(erased_at=None),
    url_name="events:proposal-link",
    form=LinkForm,
    notice=link_notice,
    send=send_links,
    title=_("A new link to your proposal"),
    ask=_("Tell us your address and we send you new links to all your proposals."),
    sent=_("If there is a proposal with this address, new links to it are on their way."),
    section=(_("Events"), "events:event-list"),
    way=_("To the events"),
)
by_link = DOOR.by_link


@public_form
@require_http_methods(METHODS)
def proposal_link(request: HttpRequest) -> HttpResponse:
    """Send new links to an address; the answer is the same whether we know it or not."""
    return DOOR.new_link(request)


# --- the pages, shared with those of people with an account -----------------------------------------
def addresses(proposal: Proposal, token: str = "") -> dict[str, str]:
    """Where the proposer's pages are: behind the link, or behind the log-in."""
    if token:
        names = {"page_url": "manage", "change_url": "manage-change", "withdraw_url": "manage-withdraw"}
        return {key: reverse(f"events:proposal-{name}", args=[token]) for key, name in names.items()}
    names = {"page_url": "detail", "change_url": "change", "withdraw_url": "withdraw"}
    return {key: reverse(f"events:proposal-{name}", args=[proposal.pk]) for key, name in names.items()}


def own_page(request: HttpRequest, proposal: Proposal, token: str = "") -> HttpResponse:
    """State, message, steps, and the event as it will be shown."""
    done = request.GET.get("done", "")
    context = page_context(proposal, home_of(request)) | addresses(proposal, token)
    context |= {"done": done if done in DONE else "", **SEALED_CONTEXT}
    return render(request, "events/proposals/detail.html", context)


def changed(form: ChangeForm, proposal: Proposal) -> bool:
    """Store it; False when the form has to be shown again."""
    if not form.is_valid():
        return False
    try:
        change_proposal(proposal, form.draft(), seen=form.cleaned_data["version"])
    except Overtaken as reason:
        form.show_version(Proposal.objects.get(pk=proposal.pk).version)
        form.add_error(None, str(reason))
    except Refused as reason:
        form.add_error(None, str(reason))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


def change_page(request: HttpRequest, form: ChangeForm, proposal: Proposal, token: str = "") -> HttpResponse:
    """The form with everything that is stored, or was typed."""
    context = {"form": form, "proposal": proposal, **addresses(proposal, token), **SEALED_CONTEXT}
    status = 422 if form.errors else 200
    return render(request, "events/proposals/change.html", context, status=status)


def withdraw_page(request: HttpRequest, proposal: Proposal, token: str = "") -> HttpResponse:
    """Opened, it asks; posted, it acts and leads back."""
    back = addresses(proposal, token)["page_url"]
    if not can(proposal, Step.WITHDRAW):
        return redirect(back)
    if request.method != "POST":
        context = {"proposal": proposal, "is_by_link": bool(token), **addresses(proposal, token)}
        return render(request, "events/proposals/withdraw.html", context | SEALED_CONTEXT)
    try:
        withdraw_proposal(proposal)
    except Refused:
        # Somebody was faster; the proposer's page says how it stands.
        return redirect(back)
    return redirect(f"{back}?done=withdrawn")


# --- behind the link --------------------------------------------------------------------------------
@public_form
@require_http_methods(["GET", "HEAD"])
@by_link(MANAGE)
def proposal_manage(request: HttpRequest, token: str, proposal: Proposal) -> HttpResponse:
    """The proposer's page."""
    return own_page(request, proposal, token)


@public_form
@require_http_methods(METHODS)
@by_link(MANAGE)
def proposal_manage_change(request: HttpRequest, token: str, proposal: Proposal) -> HttpResponse:
    """Change it; one that was given back goes to the office again."""
    back, home = addresses(proposal, token)["page_url"], home_of(request)
    if not can(proposal, Step.CHANGE):
        return redirect(back)
    posted = request.POST if request.method == "POST" else None
    form = ChangeForm(posted, initial=initial_of(proposal, home), **choices_for(request.user, home))
    if form.is_bound and changed(form, proposal):
        return redirect(f"{back}?done=changed")
    return change_page(request, form, proposal, token)


@public_form
@require_http_methods(METHODS)
@by_link(MANAGE)
def proposal_manage_withdraw(request: HttpRequest, token: str, proposal: Proposal) -> HttpResponse:
    """Take it back."""
    return withdraw_page(request, proposal, token)
