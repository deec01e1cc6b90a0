"""A new registration: the form, "please look into your mail", and the link that confirms. No account, no cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.booking import presenters
from events.booking.actions import Busy, Refused, confirm, register, send_link
from events.booking.forms import RegistrationForm
from events.booking.links import CONFIRM
from events.booking.notice import NOTICE_VERSION
from events.booking.registration import Registration
from events.booking.standing import booking_state
from events.booking.views_manage import by_link, forwarded
from events.clocks import clocks
from events.models import Occurrence
from twinning.languages import current
from twinning.mailed_links import METHODS, Receipt
from twinning.municipality.home import home_of
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT, sealed

SENT = Receipt("events.booking.sent")


# --- register -------------------------------------------------------------------------------------
def _submitted(form: RegistrationForm, occurrence: Occurrence) -> tuple[Registration | None, int]:
    """The stored registration; without one the form is shown again, with this status."""
    if not form.is_valid():
        return None, 422
    try:
        wish = form.wish() | {"language": current(), "consent_version": NOTICE_VERSION}
        return register(occurrence, **wish), 302
    except Refused as reason:
        form.add_error(None, str(reason))
        return None, 422
    except Busy:
        form.add_error(None, busy_text())
        return None, 503


def busy_text() -> str:
    """What people read when too many act at once."""
    return _("Very many people register at this moment. Nothing is lost: please try again.")


def _form_page(
    request: HttpRequest, form: RegistrationForm, occurrence: Occurrence, status: int = 200
) -> HttpResponse:
    booking, home = booking_state(occurrence, timezone.now()), home_of(request)
    context = {"occurrence": occurrence, "booking": booking, "clocks": clocks(occurrence, home)}
    context |= presenters.form_context(form, occurrence, booking, home)
    return render(request, "events/booking/create.html", context, status=status)


@public_form
@require_http_methods(METHODS)
def registration_create(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Register for a date, or read why that is not possible. An old address word leads to the new one."""
    dates = Occurrence.objects.published().select_related("event", "venue__city", "second_city")
    occurrence = get_object_or_404(dates, pk=pk)
    if occurrence.event.slug != slug:
        return redirect("events:registration-create", slug=occurrence.event.slug, pk=pk)
    form = RegistrationForm(
        request.POST if request.method == "POST" else None,
        occurrence=occurrence, questions=occurrence.event.questions.all(),
        initial=presenters.known_person(request),
    )  # fmt: skip
    if not form.is_bound:
        return _form_page(request, form, occurrence)
    registration, status = _submitted(form, occurrence)
    if registration is None:
        return _form_page(request, form, occurrence, status)
    return sealed(redirect("events:registration-sent", token=SENT.token(registration.pk)))


# --- look into your mail --------------------------------------------------------------------------
def _just_sent(token: str) -> Registration | None:
    """The registration behind the page that somebody saw after sending, for a day."""
    number = SENT.number(token)
    rows = Registration.objects.living().select_related("occurrence__event")
    return rows.filter(pk=number, anonymised_at=None).first() if number else None


def _form_address(registration: Registration) -> str:
    """The form, for somebody who mistyped the address."""
    occurrence = registration.occurrence
    return reverse("events:registration-create", args=[occurrence.event.slug, occurrence.pk])


@public_form
@require_http_methods(METHODS)
def registration_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Please look into your mail. Posted, it sends the link once more.

    It says the same whether the address is new or was registered before: only the mail tells.
    """
    SENT.check(token)
    registration = _just_sent(token)
    if registration and request.method == "POST":
        done = forwarded(lambda: send_link(registration))
        return sealed(redirect(f"{request.path}?again={'busy' if done else 'sent'}"))
    context = {
        "email": registration.email if registration else "",
        "again_url": _form_address(registration) if registration else "",
        "again": request.GET.get("again", ""),
    }
    return sealed(render(request, "events/booking/sent.html", context | SEALED_CONTEXT))


# --- confirm --------------------------------------------------------------------------------------
@public_form
@require_http_methods(METHODS)
@by_link(CONFIRM)
def registration_confirm(request: HttpRequest, token: str, registration: Registration) -> HttpResponse:
    """Opened, it asks; posted, the places or the turn in the queue are certain."""
    problem = ""
    if request.method == "POST":
        problem = forwarded(lambda: confirm(registration))
        if not problem:
            return redirect(f"{request.path}?done=1")
    context = {
        "page": presenters.own_page(registration, home_of(request), timezone.now()),
        "is_confirmed": registration.confirmed_at is not None,
        "is_late": registration.status == Registration.Status.EXPIRED,
        "is_new": "done" in request.GET,
        "problem": problem.text if problem else "",
    }
    status = problem.status if problem else 200
    return render(request, "events/booking/confirm.html", context | SEALED_CONTEXT, status=status)
