"""Forms for visitors and their receipts. No account, no cookie, no script needed."""

import re
from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from twinning.access import public
from twinning.feedback.actions import report_barrier, send_message
from twinning.feedback.forms import BarrierForm, ContactForm, VisitorForm
from twinning.feedback.models import ANSWER_DAYS, BarrierReport, ContactMessage, VisitorMessage
from twinning.feedback.notice import privacy_notice
from twinning.feedback.wishes import add_wish, read_wish
from twinning.public_forms import clean_text, public_form

# The receipt shows what was sent for a day; afterwards its address tells only number and date.
RECEIPT_AGE = timedelta(hours=24)
PATH = re.compile(r"/(?!/)[\w./~%-]*", re.ASCII)


def _form_page(request: HttpRequest, template: str, form: VisitorForm) -> HttpResponse:
    context = {
        "form": form,
        "privacy": privacy_notice(),
        "answer_days": ANSWER_DAYS,
        "statement_url": reverse("pages:page-detail", kwargs={"slug": "accessibility-statement"}),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _came_from(request: HttpRequest) -> str:
    """The page that the visitor came from, if it is one of ours and not this form itself."""
    asked = request.GET.get("page") or request.headers.get("Referer", "")
    path = asked.partition("://")[2].removeprefix(request.get_host()) if "://" in asked else asked
    path = path.partition("?")[0].partition("#")[0]
    return path[:500] if PATH.fullmatch(path) and path != request.path else ""


def _asked_about(request: HttpRequest) -> str:
    """What a link to the contact form says that the question is about, such as a search that found nothing."""
    return " ".join(clean_text(request.GET.get("subject", "")).split())[:150]


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_create(request: HttpRequest) -> HttpResponse:
    """Report a barrier."""
    sent = request.POST if request.method == "POST" else None
    form = BarrierForm(sent, initial={"page": _came_from(request)})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("key", *form.field_order)}
        return _receipt("feedback:barrier-done", report_barrier(language=request.LANGUAGE_CODE, **values))
    return _form_page(request, "feedback/barrier.html", form)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: HttpRequest) -> HttpResponse:
    """Write to the office."""
    sent = request.POST if request.method == "POST" else None
    form = ContactForm(sent, initial={"subject": _asked_about(request)})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("key", *form.field_order)}
        return _receipt("feedback:contact-done", send_message(language=request.LANGUAGE_CODE, **values))
    return _form_page(request, "feedback/contact.html", form)


def _signer(model: type[VisitorMessage]) -> Signer:
    # A salt per model: the token of a report must not open the message with the same number.
    return Signer(salt=f"twinning.feedback.receipt.{model._meta.model_name}")


def _receipt(name: str, message: VisitorMessage) -> HttpResponse:
    """To the receipt, whose address nobody can guess."""
    return redirect(name, token=_signer(type(message)).sign(str(message.pk)))


def _sent(form: VisitorForm, message: VisitorMessage) -> list[tuple[Any, str]]:
    """(label, value) of everything that was filled in."""
    return [(form[name].label, value) for name in form.field_order if (value := getattr(message, name))]


def _done(request: HttpRequest, template: str, form: VisitorForm, message: VisitorMessage) -> HttpResponse:
    context = {"reference": message.reference, "due_on": message.due_on}
    if timezone.now() - message.created_at < RECEIPT_AGE:
        context |= {"email": message.email, "sent": _sent(form, message)}
    response = render(request, template, context)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _from_receipt(model: type[VisitorMessage], token: str) -> VisitorMessage:
    try:
        number = _signer(model).unsign(token)
    except BadSignature as error:
        raise Http404 from error
    return get_object_or_404(model, pk=number)


@public
@require_safe
def barrier_done(request: HttpRequest, token: str) -> HttpResponse:
    """Receipt of a barrier report."""
    return _done(request, "feedback/barrier_done.html", BarrierForm(), _from_receipt(BarrierReport, token))


@public
@require_safe
def contact_done(request: HttpRequest, token: str) -> HttpResponse:
    """Receipt of a message."""
    return _done(request, "feedback/contact_done.html", ContactForm(), _from_receipt(ContactMessage, token))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def wish_create(request: HttpRequest) -> HttpResponse:
    """Count "I would like this page in my language" and go back to the page; an opened link leads home."""
    if request.method != "POST":
        return redirect("home")
    wish = read_wish(request.POST.get("wish", ""))
    if wish is None:
        raise Http404
    path, language = wish
    add_wish(path=path, language=language)
    return redirect(f"{path}?wish=thanks")
