"""Panel sessions: the list, a new one, and the page on which a session is held. Mounted by `panel.admin`."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.grants.application import Application
from projects.grants.decision import Letter
from projects.grants.letters import actions as letters
from projects.grants.letters import minutes
from projects.grants.letters.compose import compose
from projects.grants.letters.reading import visible_minutes
from projects.grants.letters.views import answer_with, pdf
from projects.grants.panel import session_page, workflow
from projects.grants.panel.actions import Overtaken
from projects.grants.panel.forms import AgendaForm, ResolutionForm, SessionForm
from projects.grants.panel.pages import need, page, tell
from projects.grants.review import AgendaItem, Session
from projects.grants.workflow import Refused
from twinning import access

READ, CHANGE, ADD = "grants.view_session", "grants.change_session", "grants.add_session"


def _fetch(request: HttpRequest, number: int, permission: str = READ) -> Session:
    need(request, permission)
    rows = Session.objects.select_related("programme", "chair", "keeper")
    return get_object_or_404(rows, pk=number)


def _item(request: HttpRequest, number: int) -> AgendaItem:
    """An item whose case the reader may see; a tie makes it 404."""
    need(request, CHANGE)
    rows = AgendaItem.objects.filter(application__in=Application.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("session__programme", "application"), pk=number)


def _url(session: Session, item: AgendaItem | None = None) -> str:
    address = reverse("admin:grants_session_change", args=[session.pk])
    return f"{address}?item={item.pk}#item" if item else address


def _page(
    request: HttpRequest, session: Session, status: int = 200, asked: str = "", **forms: Any
) -> HttpResponse:
    found = session_page.build(session, request.user, asked or request.GET.get("item", ""))
    may_change = request.user.has_perm(CHANGE)
    now = found["now"]
    is_open = session.state == Session.State.OPEN
    context = {
        **found,
        "may_change": may_change and session.state != Session.State.CLOSED,
        "form": ResolutionForm(item=now.item) if now and may_change and is_open else None,
        "agenda": AgendaForm(session=session, user=request.user) if may_change else None,
        "has_minutes": visible_minutes(request.user).filter(session=session).exists(),
        **forms,
    }
    day = date_format(timezone.localtime(session.held_at), "DATE_FORMAT")
    title = _("Panel session, %(day)s") % {"day": day}
    return page(request, "session", title, Session, status=status, **context)


@access.staff
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """All sessions, the next ones first."""
    need(request, READ)
    rows = Session.objects.select_related("programme", "chair").prefetch_related("items", "attendances")
    return page(
        request, "sessions", _("Panel sessions"), Session, rows=rows, may_add=request.user.has_perm(ADD)
    )


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    """Call a session."""
    need(request, ADD)
    form = SessionForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(request, "session_new", _("New panel session"), Session, status=status, form=form)
    session = workflow.plan(by=request.user, **form.values())
    messages.success(request, _("The session is planned. Now put cases on its agenda."))
    return redirect(_url(session))


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def session_update(request: HttpRequest, number: int) -> HttpResponse:
    """Another day, place or other people, before it opens."""
    session = _fetch(request, number, CHANGE)
    form = SessionForm(request.POST if request.method == "POST" else None, session=session)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(request, "session_new", _("Change the session"), Session, status=status, form=form)
    values = {name: value for name, value in form.values().items() if name != "programme"}
    said = _("The session is changed.")
    return _done(request, session, lambda: workflow.change(session, by=request.user, **values), said)


@access.staff
@require_safe
def session_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The session."""
    return _page(request, _fetch(request, number))


def _done(request: HttpRequest, session: Session, act: Callable[[], Any], said: str) -> HttpResponse:
    """Do it, or say why it is not possible."""
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        tell(request, refusal)
    return redirect(_url(session))


@access.staff
@require_POST
def session_begin(request: HttpRequest, number: int) -> HttpResponse:
    """Open it."""
    session = _fetch(request, number, CHANGE)
    return _done(
        request, session, lambda: workflow.begin(session, by=request.user), _("The session is open.")
    )


@access.staff
@require_POST
def session_agenda(request: HttpRequest, number: int) -> HttpResponse:
    """Put cases on the agenda."""
    session = _fetch(request, number, CHANGE)
    form = AgendaForm(request.POST, session=session, user=request.user)
    if not form.is_valid():
        return _page(request, session, 422, agenda=form)
    cases = list(form.cleaned_data["cases"])
    said = _("The agenda is changed.")
    return _done(request, session, lambda: workflow.add_items(session, cases, by=request.user), said)


@access.staff
@require_POST
def session_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a case off the agenda."""
    item = _item(request, number)
    said = _("The agenda is changed.")
    return _done(request, item.session, lambda: workflow.remove_item(item, by=request.user), said)


def _note(text: str) -> str:
    """One line without signs that PostgreSQL can't store."""
    return " ".join(text.replace("\0", "").split())[:100]


@access.staff
@require_POST
def session_attendance(request: HttpRequest, number: int) -> HttpResponse:
    """Who is in the room now."""
    session = _fetch(request, number, CHANGE)
    present = {
        key: (f"present_{key}" in request.POST, _note(request.POST.get(f"note_{key}", "")))
        for key in session.attendances.values_list("pk", flat=True)
    }
    said = _("The attendance is stored.")
    return _done(request, session, lambda: workflow.note_attendance(session, present, by=request.user), said)


@access.staff
@require_POST
def session_item(request: HttpRequest, number: int) -> HttpResponse:
    """Store the resolution about an item and go on to the next one."""
    item = _item(request, number)
    session, form, asked = item.session, ResolutionForm(request.POST, item=item), str(item.pk)
    if not form.is_valid():
        return _page(request, session, 422, asked, form=form)
    try:
        workflow.resolve(item, form.resolution(), by=request.user, version=form.cleaned_data["version"])
    except Refused as refusal:
        for failure in refusal.failures:
            form.add_error(None, str(failure))
        return _page(request, session, 422, asked, form=form)
    except Overtaken:
        form.data = form.data.copy()
        form.data["version"] = str(AgendaItem.objects.get(pk=item.pk).version)
        form.add_error(
            None,
            _("Somebody resolved this item meanwhile: see the agenda. What you typed stands here."),
        )
        return _page(request, session, 409, asked, form=form)
    messages.success(request, _("The resolution about item %(item)d is stored.") % {"item": item.position})
    later = session_page.build(session, request.user, asked)["next"]
    return redirect(_url(session, later))


@access.staff
@require_POST
def session_close(request: HttpRequest, number: int) -> HttpResponse:
    """End the session: decisions are prepared, the minutes are made and kept."""
    session = _fetch(request, number, CHANGE)
    if _is_tied(session, request.user):
        messages.error(
            request, _("You are tied to a case on this agenda: somebody else has to close the session.")
        )
        return redirect(_url(session))
    said = _("The session is closed. The decisions are prepared for signing.")
    return _done(request, session, lambda: _close(session, request.user), said)


def _close(session: Session, user: Any) -> None:
    closed = workflow.close(session, by=user)
    letters.store_minutes(closed, user)


def _is_tied(session: Session, user: Any) -> bool:
    visible = Application.objects.visible_to(user)
    return AgendaItem.objects.filter(session=session).exclude(application__in=visible).exists()


@access.staff
@require_safe
def session_minutes(request: HttpRequest, number: int) -> HttpResponse:
    """The minutes as PDF: stored ones of a closed session, a draft before. A tie to a case closes them."""
    session = _fetch(request, number)
    if _is_tied(session, request.user):
        raise Http404
    kept = Letter.objects.filter(session=session, kind=Letter.Kind.MINUTES).last()
    if kept and session.closed_at and kept.created_at >= session.closed_at:
        return answer_with(kept)
    with override(letters.ORIGINAL):
        return pdf(compose(minutes.build(session)), f"minutes-draft-{session.pk}", language=letters.ORIGINAL)
