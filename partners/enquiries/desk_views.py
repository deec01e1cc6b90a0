"""The inbox of the staff desk: read enquiries, take them on, answer them. Mounted by `partners.enquiries.admin`."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.enquiries import actions, inbox, mails
from partners.enquiries.models import Enquiry
from partners.enquiries.permissions import may_make_faq, may_work
from partners.enquiries.staff_forms import AnswerForm, HandOverForm, NoteForm
from partners.enquiries.workflow import Refused
from twinning import access


def _readable(request: HttpRequest) -> None:
    if not request.user.has_perm("enquiries.view_enquiry"):
        raise PermissionDenied


def _fetch(request: HttpRequest, number: int) -> Enquiry:
    """The enquiry with what its page shows; 403 for those who may see none, 404 when it is not there."""
    _readable(request)
    rows = Enquiry.objects.visible_to(request.user).select_related("city", "assigned_to", "faq_entry")
    return get_object_or_404(rows, pk=number)


def _work_on(request: HttpRequest, number: int) -> Enquiry:
    """The enquiry for somebody who wants to change it."""
    enquiry = _fetch(request, number)
    if not request.user.has_perm("enquiries.change_enquiry"):
        raise PermissionDenied
    return enquiry


def _page(request: HttpRequest, enquiry: Enquiry | None, status: int = 200, **forms: Any) -> HttpResponse:
    """The list with a case beside it; without a case, the first of the list."""
    found = inbox.listing(request, enquiry.pk if enquiry else None)
    if enquiry is None and found["opened"]:
        enquiry = _fetch(request, found["opened"])
    context = {
        **admin.site.each_context(request),
        "title": _("Inbox"),
        "opts": Enquiry._meta,
        **{"list": found, "case": inbox.case(request, enquiry, **forms) if enquiry else None},
    }
    return render(request, "admin/enquiries/inbox.html", context, status=status)


def _back(request: HttpRequest, enquiry: Enquiry, said: str = "") -> HttpResponse:
    """To the case, with a word about what happened."""
    if said:
        messages.success(request, said)
    return redirect(inbox.case_url(enquiry.pk, inbox.tab_of(request)))


def _or_refused(request: HttpRequest, enquiry: Enquiry, act: Callable[[], Any], said: str) -> HttpResponse:
    """Do it, or say why it is not possible."""
    allowed, reason = may_work(request.user, enquiry)
    try:
        if not allowed:
            raise Refused(reason)
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request, enquiry)
    return _back(request, enquiry, said)


@access.staff
@require_safe
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """The inbox with its first case."""
    _readable(request)
    return _page(request, None)


@access.staff
@require_safe
def enquiry_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The inbox with this case."""
    return _page(request, _fetch(request, number))


@access.staff
@require_POST
def enquiry_take(request: HttpRequest, number: int) -> HttpResponse:
    """Assign to me."""
    enquiry, me = _work_on(request, number), request.user
    return _or_refused(
        request, enquiry, lambda: actions.assign(enquiry, to=me, by=me), _("You look after this enquiry now.")
    )


@access.staff
@require_POST
def enquiry_hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over to a colleague."""
    enquiry, form = _work_on(request, number), HandOverForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, 422, hand_form=form)
    to = form.cleaned_data["to"]
    said = _("%(name)s looks after this enquiry now.") % {"name": to}
    return _or_refused(request, enquiry, lambda: actions.assign(enquiry, to=to, by=request.user), said)


@access.staff
@require_POST
def enquiry_note(request: HttpRequest, number: int) -> HttpResponse:
    """Add a note for colleagues."""
    enquiry, form = _work_on(request, number), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, 422, note_form=form)
    words = {"key": form.cleaned_data["key"], "text": form.cleaned_data["text"]}
    return _or_refused(
        request, enquiry, lambda: actions.add_note(enquiry, by=request.user, **words), _("The note is kept.")
    )


@access.staff
@require_POST
def enquiry_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Show the finished mail; send it on the second press, unless somebody was faster."""
    enquiry = _work_on(request, number)
    form = AnswerForm(request.POST, enquiry=enquiry)
    if not form.is_valid():
        return _page(request, enquiry, 422, answer_form=form)
    if "_edit" in request.POST:
        return _page(request, enquiry, answer_form=form)
    words = _letter(form)
    if "_send" not in request.POST:
        return _page(request, enquiry, answer_form=form, preview=mails.preview(enquiry, **words))
    cleaned = form.cleaned_data
    words |= {"key": cleaned["key"], "seen": cleaned["seen"]}
    try:
        return _or_refused(
            request,
            enquiry,
            lambda: actions.answer(enquiry, by=request.user, **words),
            _("The answer is on its way."),
        )
    except actions.Overtaken:
        return _overtaken(request, number, form)


def _letter(form: AnswerForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    asks_back = cleaned["then"] == AnswerForm.WAIT
    return {"text": cleaned["text"], "language": cleaned["language"], "asks_back": asks_back}


def _overtaken(request: HttpRequest, number: int, form: AnswerForm) -> HttpResponse:
    """The case as it stands now, with what was typed and a word about what happened meanwhile."""
    enquiry = _fetch(request, number)
    form.show_again(seen=enquiry.version)
    form.add_error(None, what_happened(enquiry))
    return _page(request, enquiry, 409, answer_form=form)


def what_happened(enquiry: Enquiry) -> str:
    """Who was faster, and that nothing is lost."""
    last = enquiry.messages.select_related("author").last()
    rest = _("What you typed was not sent. It stands below: look at what is new, then decide.")
    if last is None or (enquiry.is_done and not last.is_from_office):
        return f"{_('Somebody closed this enquiry meanwhile.')} {rest}"
    values = {
        "who": last.author or _("The office"),
        "time": date_format(timezone.localtime(last.created_at), "SHORT_DATETIME_FORMAT"),
    }
    if last.is_from_office:
        return f"{_('%(who)s answered meanwhile (%(time)s).') % values} {rest}"
    return f"{_('The enquirer wrote again meanwhile (%(time)s).') % values} {rest}"


@access.staff
@require_POST
def enquiry_close(request: HttpRequest, number: int) -> HttpResponse:
    """End it without a letter, unless something new has come in."""
    enquiry = _work_on(request, number)
    seen = request.POST.get("seen", "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    try:
        return _or_refused(
            request,
            enquiry,
            lambda: actions.close(enquiry, by=request.user, seen=known),
            _("The enquiry is done."),
        )
    except actions.Overtaken:
        messages.error(request, _("Something new was written meanwhile: please read it before you close."))
        return _back(request, enquiry)


@access.staff
@require_POST
def enquiry_faq(request: HttpRequest, number: int) -> HttpResponse:
    """Turn the answer into a draft page, and go there to polish and publish it."""
    enquiry = _work_on(request, number)
    allowed, reason = may_make_faq(request.user, enquiry, list(enquiry.messages.all()))
    if not allowed:
        messages.error(request, reason)
        return _back(request, enquiry)
    page = actions.make_faq_entry(enquiry, by=request.user)
    messages.success(
        request, _("A draft was made. Check that nobody can be recognised, polish it, then publish.")
    )
    return redirect("admin:pages_page_change", page.pk)
