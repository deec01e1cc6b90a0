"""Registrations of a date on the staff desk. Mounted by `events.booking.admin`; the door has views of its own."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.booking import actions, staff, staff_message
from events.booking.notice import NOTICE_VERSION
from events.booking.registration import Registration
from events.booking.retention import erase_now
from events.booking.staff_export import FORMATS, export
from events.booking.staff_forms import CallerForm, MessageForm, RulesForm
from events.booking.staff_frame import (
    LIST,
    allow,
    attempt,
    back,
    fetch_date,
    fetch_registration,
    page,
    refusal,
)
from events.booking.staff_rights import Rights
from events.booking.why import why_not_moving
from events.models import Occurrence
from twinning import access

STAFF_ACTS = ("remove", "promote", "link", "erase")


def _list_page(
    request: HttpRequest, occurrence: Occurrence, rights: Rights, status: int = 200, **forms: Any
) -> HttpResponse:
    numbers = staff.numbers_of(occurrence)
    is_quiet = not numbers.count("waiting", "pending", "offered")
    reasons = why_not_moving(occurrence, rows=[] if is_quiet else None)
    return page(
        request,
        "registrations",
        occurrence,
        _("Registrations"),
        status,
        rights=rights,
        figures=staff.figures(occurrence, numbers),
        needs=numbers.needs,
        reasons=reasons,
        can_move=bool(numbers.count("waiting") and not reasons),
        listing=staff.listing(occurrence, request, rights, numbers),
        formats=FORMATS,
        rules_form=forms.get("rules_form") or RulesForm(occurrence=occurrence),
    )


@access.staff
@require_safe
def registrations(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody who is on the list of a date, and how it stands."""
    rights = allow(request)
    return _list_page(request, fetch_date(request, number), rights)


@access.staff
@require_POST
def rules(request: HttpRequest, number: int) -> HttpResponse:
    """Change the number of places and the rules of the waiting list."""
    rights, occurrence = allow(request, "plans"), fetch_date(request, number)
    form = RulesForm(request.POST, occurrence=occurrence)
    if form.is_valid():
        change = partial(actions.change_rules, occurrence, by=request.user, **form.cleaned_data)
        problem = refusal(change)
        if not problem:
            messages.success(request, _("The places and the rules of the waiting list are changed."))
            return back(request, LIST, number)
        form.add_error(None, problem)
    return _list_page(request, occurrence, rights, 422, rules_form=form)


@access.staff
@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Let the waiting list move as far as it can."""
    allow(request, "plans")
    occurrence = fetch_date(request, number)
    attempt(request, partial(actions.move_queue, occurrence.pk), _("The waiting list has moved."))
    return back(request, LIST, number)


@access.staff
@require_POST
def act_on(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Take somebody off the list, let somebody move up, send a link again."""
    allow(request, "plans")
    if act not in STAFF_ACTS:
        raise Http404
    registration = fetch_registration(request, number)
    does = {
        "remove": partial(actions.remove, registration, by=request.user),
        "promote": partial(actions.promote, registration, by=request.user),
        "link": partial(actions.send_link, registration),
        "erase": partial(_erase, registration),
    }
    attempt(request, does[act], _said(act, registration))
    return back(request, LIST, registration.occurrence_id)


def _erase(registration: Registration) -> None:
    if not erase_now(registration, timezone.now()):
        raise actions.Refused(_("Only a registration that has ended can be erased before the time."))


def _said(act: str, registration: Registration) -> str:
    words = {
        "remove": _("%(number)s is off the list."),
        "promote": _("%(number)s has moved up."),
        "erase": _("Name and address of %(number)s are erased."),
        "link": _("The link of %(number)s is on its way, unless it was sent within the last hour."),
    }
    return words[act] % {"number": registration.number}


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def caller(request: HttpRequest, number: int) -> HttpResponse:
    """Register somebody who has called."""
    allow(request, "enters")
    occurrence = fetch_date(request, number)
    questions = occurrence.event.questions.all()
    if request.method != "POST":
        form = CallerForm(occurrence=occurrence, questions=questions)
        return page(request, "caller", occurrence, _("Register somebody"), form=form)
    form = CallerForm(request.POST, occurrence=occurrence, questions=questions)
    if form.is_valid() and _enter(request, occurrence, form):
        return back(request, LIST, number)
    return page(request, "caller", occurrence, _("Register somebody"), 422, form=form)


def _enter(request: HttpRequest, occurrence: Occurrence, form: CallerForm) -> bool:
    """Do it; what is refused stands in the form."""
    found: list[Registration] = []
    key = form.cleaned_data["key"]
    words = {"by": request.user, "key": key, "consent_version": NOTICE_VERSION}
    if problem := refusal(lambda: found.append(actions.enter(occurrence, form.guest(), **words))):
        form.add_error(None, problem)
        return False
    row = found[0]
    said = _("%(number)s is registered: %(status)s.")
    messages.success(request, said % {"number": row.number, "status": row.get_status_display()})
    return True


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, number: int) -> HttpResponse:
    """Write to everybody in chosen states: first the preview, sent on the second press."""
    allow(request, "plans")
    occurrence, title = fetch_date(request, number), _("Write to people")
    if request.method != "POST":
        return page(request, "message", occurrence, title, form=MessageForm())
    form = MessageForm(request.POST)
    if not form.is_valid():
        return page(request, "message", occurrence, title, 422, form=form)
    states, texts = form.cleaned_data["states"], form.texts()
    if "_send" not in request.POST:
        rows = staff_message.readers(occurrence, states, request.user)
        shares = [] if "_edit" in request.POST else staff_message.shares(rows, texts)
        is_preview = "_edit" not in request.POST
        return page(
            request, "message", occurrence, title, form=form, shares=shares, is_preview=is_preview,
            total=sum(share.count for share in shares), texts=_shown(texts),
        )  # fmt: skip
    key = form.cleaned_data["key"]
    count = staff_message.send(occurrence, states=states, texts=texts, key=key, by=request.user)
    said = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", count)
    messages.success(
        request, said % {"count": count} if count else _("These mails are on their way already.")
    )
    return back(request, LIST, number)


def _shown(texts: staff_message.Texts) -> list[dict[str, str]]:
    """The texts as the preview shows them."""
    return [
        {"code": code, "label": staff_message.language_label(code), "subject": subject, "text": text}
        for code, (subject, text) in texts.items()
    ]


@access.staff
@require_POST
def export_list(request: HttpRequest, number: int) -> HttpResponseBase:
    """The list as a file; who took it stands in the log of the date."""
    allow(request, "plans")
    file_format = request.POST.get("format", "")
    if file_format not in FORMATS:
        raise BadRequest
    occurrence = fetch_date(request, number)
    rows = staff.rows_of(occurrence, request).filter(anonymised_at=None)
    return export(occurrence, rows, file_format=file_format, by=request.user)
