"""Ask the office, the receipt, and the thread behind a personal link. No account, no cookie, no script needed."""

from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from partners.enquiries import mails
from partners.enquiries.actions import add_reply, send_enquiry
from partners.enquiries.faq import published_questions
from partners.enquiries.forms import EnquiryForm, ReplyForm, city_choices, language_here
from partners.enquiries.models import Enquiry
from partners.enquiries.workflow import Refused
from twinning import access
from twinning.feedback.models import ANSWER_DAYS
from twinning.feedback.notice import privacy_notice
from twinning.languages import own_name, served
from twinning.public_forms import public_form
from twinning.tokens.actions import find

# The receipt shows what was sent for a day; afterwards its address tells only number and date.
RECEIPT_AGE = timedelta(hours=24)


def _private(response: HttpResponse) -> HttpResponse:
    """Pages behind personal addresses: kept by no cache, found by no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _signer() -> Signer:
    return Signer(salt="partners.enquiries.receipt")


def _asked(request: HttpRequest, name: str, choices: list[tuple[str, Any]]) -> str:
    """What the address chose already, if the list has it."""
    value = request.GET.get(name, "")
    return value if value in dict(choices) else ""


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_create(request: HttpRequest) -> HttpResponse:
    """Ask the office; above the form stands what others have asked."""
    cities = city_choices(request.user)
    initial = {
        "city": _asked(request, "city", cities),
        "topic": _asked(request, "topic", Enquiry.Topic.choices),
    }
    form = EnquiryForm(request.POST if request.method == "POST" else None, cities=cities, initial=initial)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("key", *form.field_order)}
        enquiry = send_enquiry(language=language_here(), **values)
        return redirect("enquiries:enquiry-done", token=_signer().sign(str(enquiry.pk)))
    context = {
        "form": form,
        "privacy": privacy_notice(),
        "answer_days": ANSWER_DAYS,
        "questions": published_questions(request.user),
    }
    return render(request, "enquiries/ask.html", context, status=422 if form.errors else 200)


def _sent(enquiry: Enquiry) -> list[tuple[Any, str]]:
    """(label, value) of everything that was filled in; empty once it is erased."""
    letter = enquiry.messages.first()
    values = {
        "topic": enquiry.get_topic_display(),
        "city": served(enquiry.city, "name").text if enquiry.city else "",
        "text": letter.text if letter else "",
        "answer_language": own_name(enquiry.answer_language),
        "name": enquiry.name,
        "email": enquiry.email,
    }
    form = EnquiryForm(cities=[])
    return [(form[name].label, values[name]) for name in form.field_order if values[name]]


@access.public
@require_safe
def enquiry_done(request: HttpRequest, token: str) -> HttpResponse:
    """Receipt of an enquiry, at an address that nobody can guess."""
    try:
        number = _signer().unsign(token)
    except BadSignature as error:
        raise Http404 from error
    enquiry = get_object_or_404(Enquiry.objects.select_related("city"), pk=number)
    context: dict[str, Any] = {"reference": enquiry.reference, "due_on": enquiry.due_on}
    if timezone.now() - enquiry.created_at < RECEIPT_AGE:
        context |= {"email": enquiry.email, "sent": _sent(enquiry)}
    return _private(render(request, "enquiries/done.html", context))


def _from_link(token: str) -> Enquiry | None:
    """The enquiry that a personal link opens; None when the link is wrong or its time is over."""
    number = find(token, mails.THREAD)
    return Enquiry.objects.filter(pk=number, erased_at__isnull=True).first() if number else None


def _gone(request: HttpRequest) -> HttpResponse:
    """The link led somewhere once, or never: both look alike."""
    return _private(render(request, "enquiries/gone.html", status=410))


def _words(form: ReplyForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    return {"key": cleaned["key"], "text": cleaned["text"], "language": language_here()}


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_thread(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that was written; opening it changes nothing, sending the form adds a letter."""
    enquiry = _from_link(token)
    if enquiry is None:
        return _gone(request)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_reply(enquiry, **_words(form))
        except Refused:
            return _gone(request)
        return redirect(f"{request.path}?sent=1")
    context = {
        "form": form,
        "enquiry": enquiry,
        "letters": list(enquiry.messages.all()),
        "privacy": privacy_notice(),
        "is_sent": "sent" in request.GET and not form.is_bound,
    }
    return _private(render(request, "enquiries/thread.html", context, status=422 if form.errors else 200))
