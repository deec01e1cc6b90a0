"""What somebody who registered does through a personal link: look, cancel, answer an offer, get a new link.

Opening a link shows, only sending a form acts: mail programs open links by themselves. A link that is wrong or old
leads to a page that sends a new one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from events.booking import presenters
from events.booking.actions import Busy, Refused, accept_offer, cancel, decline_offer
from events.booking.forms import CancelForm, LinkForm
from events.booking.links import MANAGE, OFFER
from events.booking.notice import link_notice
from events.booking.registration import Registration
from events.booking.relink import send_links
from twinning.mailed_links import METHODS, Door
from twinning.municipality.home import home_of
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT

# What a page may say after a post has led back to it.
DONE = frozenset({"cancelled", "reduced", "accepted", "declined"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an act was not possible, and the status of the page that says so."""

    text: str
    status: int


def forwarded(act: Callable[[], Any]) -> Problem | None:
    """Do it; the problem, if there was one."""
    try:
        act()
    except Refused as reason:
        return Problem(str(reason), 422)
    except Busy:
        return Problem(
            gettext("Very many people register at this moment. Nothing is lost: please try again."), 503
        )
    return None


DOOR = Door(
    rows=lambda: Registration.objects.select_related(
        "occurrence__event", "occurrence__venue__city", "occurrence__second_city"
    ).filter(anonymised_at=None),
    url_name="events:registration-link",
    form=LinkForm,
    notice=link_notice,
    send=send_links,
    title=_("A new link to your registration"),
    ask=_("Tell us your address and we send you new links to all your registrations."),
    sent=_("If somebody registered with this address, new links are on their way."),
    section=(_("Events"), "events:event-list"),
)
by_link = DOOR.by_link


def _page(
    request: HttpRequest,
    token: str,
    registration: Registration,
    form: CancelForm | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    """The person's own page, with the form to cancel."""
    done = request.GET.get("done", "")
    context = SEALED_CONTEXT | {
        "page": presenters.own_page(registration, home_of(request), timezone.now()),
        "registration": registration,
        "form": form or CancelForm(places=registration.places),
        "token": token,
        "done": done if done in DONE else "",
        "problem": problem.text if problem else "",
    }
    return render(request, "events/booking/manage.html", context, status=problem.status if problem else 200)


# --- a new link -----------------------------------------------------------------------------------
@public_form
@require_http_methods(METHODS)
def registration_link(request: HttpRequest) -> HttpResponse:
    """Send new links to an address; the answer is the same whether we know it or not."""
    return DOOR.new_link(request)


# --- the person's own page ------------------------------------------------------------------------
@public_form
@require_http_methods(["GET", "HEAD"])
@by_link(MANAGE, OFFER)
def registration_manage(request: HttpRequest, token: str, registration: Registration) -> HttpResponse:
    """How it stands, when it is here and there, how it goes on, and what the person can do."""
    return _page(request, token, registration)


@public_form
@require_http_methods(METHODS)
@by_link(MANAGE, OFFER)
def registration_cancel(request: HttpRequest, token: str, registration: Registration) -> HttpResponse:
    """Opened, it asks; posted, the places go to the next ones."""
    form = CancelForm(request.POST if request.method == "POST" else None, places=registration.places)
    if not form.is_bound:
        return _page(request, token, registration, form)
    problem = Problem(gettext("Please choose what you would like to cancel."), 422)
    if form.is_valid():
        wanted = {"places": form.cleaned_data["places"], "seen": form.cleaned_data["seen"]}
        problem = forwarded(lambda: cancel(registration, **wanted))
    if problem:
        return _page(request, token, registration, form, problem)
    done = "cancelled" if form.cleaned_data["places"] >= registration.places else "reduced"
    return redirect(f"{reverse('events:registration-manage', args=[token])}?done={done}")


@public_form
@require_http_methods(METHODS)
@by_link(OFFER)
def registration_offer(request: HttpRequest, token: str, registration: Registration) -> HttpResponse:
    """Opened, it asks; posted, the place is taken or goes to the next one."""
    problem = None
    if request.method == "POST":
        is_yes = request.POST.get("answer") == "yes"
        problem = forwarded(lambda: (accept_offer if is_yes else decline_offer)(registration))
        if not problem:
            done = "accepted" if is_yes else "declined"
            return redirect(f"{request.path}?done={done}")
    return _page(request, token, registration, problem=problem)
