"""Forms for visitors and their receipts. No account, no cookie, no script needed."""

from typing import Any
from urllib.parse import urlsplit

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twinning.access import public
from twinning.feedback.actions import report_barrier, send_message
from twinning.feedback.forms import BarrierForm, ContactForm, VisitorForm, WishForm
from twinning.feedback.models import ANSWER_DAYS, BarrierReport, ContactMessage, VisitorMessage
from twinning.feedback.wishes import add_wish, is_page
from twinning.public_forms import public_form


def _context(form: VisitorForm) -> dict[str, Any]:
    notice = _(
        "We use what you write only to answer you and delete it a year after the answer. "
        "You need not give your name."
    )
    return {
        "form": form,
        "privacy": {"text": notice, "url": reverse("pages:page-detail", kwargs={"slug": "privacy"})},
        "answer_days": ANSWER_DAYS,
        "statement_url": reverse("pages:page-detail", kwargs={"slug": "accessibility-statement"}),
    }


def _signer() -> Signer:
    return Signer(salt="twinning.feedback.receipt")


def _receipt(name: str, message: VisitorMessage) -> HttpResponse:
    """To the receipt, whose address nobody can guess."""
    return redirect(name, token=_signer().sign(str(message.pk)))


def _from_receipt(model: type[VisitorMessage], token: str) -> VisitorMessage:
    try:
        number = int(_signer().unsign(token))
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    message = model.objects.filter(pk=number).first()
    if message is None:
        raise Http404
    return message


def _came_from(request: HttpRequest) -> str:
    """The page that the visitor came from, if it is one of ours."""
    asked = request.GET.get("page", "") or request.headers.get("Referer", "")
    parts = urlsplit(asked)
    return parts.path[:500] if parts.netloc in {"", request.get_host()} else ""


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_create(request: HttpRequest) -> HttpResponse:
    """Report a barrier."""
    form = BarrierForm(
        request.POST if request.method == "POST" else None, initial={"page": _came_from(request)}
    )
    if request.method == "POST" and form.is_valid():
        values = {
            name: form.cleaned_data[name] for name in ("key", "text", "page", "wanted", "name", "email")
        }
        return _receipt("feedback:barrier-done", report_barrier(language=request.LANGUAGE_CODE, **values))
    return render(request, "feedback/barrier.html", _context(form), status=422 if form.errors else 200)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: HttpRequest) -> HttpResponse:
    """Write to the office."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("key", "subject", "text", "name", "email")}
        return _receipt("feedback:contact-done", send_message(language=request.LANGUAGE_CODE, **values))
    return render(request, "feedback/contact.html", _context(form), status=422 if form.errors else 200)


def _done(request: HttpRequest, model: type[VisitorMessage], token: str, template: str) -> HttpResponse:
    message = _from_receipt(model, token)
    context = {"reference": message.reference, "due_on": message.due_on, "email": message.email}
    response = render(request, template, context)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@public
@require_safe
def barrier_done(request: HttpRequest, token: str) -> HttpResponse:
    """Receipt of a barrier report."""
    return _done(request, BarrierReport, token, "feedback/barrier_done.html")


@public
@require_safe
def contact_done(request: HttpRequest, token: str) -> HttpResponse:
    """Receipt of a message."""
    return _done(request, ContactMessage, token, "feedback/contact_done.html")


@public_form
@require_POST
def wish_create(request: HttpRequest) -> HttpResponse:
    """Count "I would like this page in my language" and go back to the page."""
    form = WishForm(request.POST)
    if not form.is_valid() or not is_page(form.cleaned_data["path"], form.cleaned_data["language"]):
        raise Http404
    add_wish(path=form.cleaned_data["path"], language=form.cleaned_data["language"])
    return redirect(f"{form.cleaned_data['path']}?wish=thanks")
