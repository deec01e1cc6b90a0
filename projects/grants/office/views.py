"""The queue and the case page of the office. Mounted by `projects.grants.office.admin`."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from projects.grants.application import Application
from projects.grants.office import queue
from projects.grants.office.acts import ACTS, Act
from projects.grants.office.bulk_form import BulkForm
from projects.grants.office.case import case as case_page
from projects.grants.office.case import fetched
from projects.grants.office.compare import compared
from projects.grants.office.forms import CaseForm
from projects.grants.office.people import takes_part
from projects.grants.office.ties import declaration_of, ties_url
from projects.grants.records.sheets import FORMATS
from projects.grants.workflow import Refused
from twinning import access


def readable(request: HttpRequest) -> None:
    """Only people of the funding team; reviewers have pages of their own."""
    if not request.user.has_perm("grants.view_application"):
        raise PermissionDenied


def fetch(request: HttpRequest, number: int) -> Application:
    """The case; 403 for those who may see none, 404 for a case that isn't theirs or to which they are tied."""
    readable(request)
    return get_object_or_404(fetched(Application.objects.visible_to(request.user)), pk=number)


def undeclared(request: HttpRequest, application: Application) -> HttpResponse | None:
    """Whoever takes part in a case says first whether they are tied to it; only reading needs no declaration."""
    if not takes_part(request.user) or declaration_of(request.user, application):
        return None
    return redirect(ties_url(application, case_url(application.pk)))


def case_url(number: int, anchor: str = "") -> str:
    """The case's page, at one of its sections."""
    page = reverse("admin:grants_application_change", args=[number])
    return f"{page}#{anchor}" if anchor else page


def _page(
    request: HttpRequest,
    application: Application,
    status: int = 200,
    *,
    act: str = "",
    form: CaseForm | None = None,
) -> HttpResponse:
    found = case_page(request, application, **({act: form} if form else {}))
    context = {
        **admin.site.each_context(request),
        "title": application.title,
        "opts": Application._meta,
        "case": application,
        "page": found | ({"open_act": act} if act else {}),
        "refusals": form.refusals if form and form.is_bound else [],
    }
    return render(request, "admin/grants/office/case.html", context, status=status)


@access.staff
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """The queue."""
    readable(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Applications"),
        "opts": Application._meta,
        "list": queue.listing(request),
        "bulk": BulkForm(user=request.user),
        "formats": FORMATS,
    }
    return render(request, "admin/grants/office/queue.html", context)


@access.staff
@require_safe
def application_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The case; before its text opens, whoever takes part in it declares their ties."""
    application = fetch(request, number)
    return undeclared(request, application) or _page(request, application)


@access.staff
@require_safe
def application_compare(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Two cases side by side; both ask for ties first."""
    cases = [fetch(request, number), fetch(request, other)]
    for row in cases:
        if answer := undeclared(request, row):
            return answer
    context = {
        **admin.site.each_context(request),
        "title": _("Side by side"),
        "opts": Application._meta,
        "case": cases[0],
        "other": cases[1],
        "cases": cases,
        "lines": compared(*cases),
    }
    return render(request, "admin/grants/office/compare.html", context)


@access.staff
@require_POST
def application_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Do one thing with the case; what was typed stays when it is refused."""
    application = fetch(request, number)
    if act not in ACTS:
        raise Http404
    todo = ACTS[act]
    if not any(request.user.has_perm(name) for name in todo.permissions):
        raise PermissionDenied
    if answer := undeclared(request, application):
        return answer
    if "_fill" in request.POST and todo.form.kind:
        form = todo.form.filled(request.POST, case=application, field=todo.form.text_field)
        return _page(request, application, act=act, form=form)
    form = todo.form(request.POST, case=application)
    if not form.is_valid():
        return _page(request, application, 422, act=act, form=form)
    return _done(request, application, act, todo, form)


def _done(request: HttpRequest, application: Application, act: str, todo: Act, form: Any) -> HttpResponse:
    try:
        todo.run(application, request.user, form.cleaned_data)
    except Refused as refusal:
        for failure in refusal.failures:
            form.add_error(None, str(failure))
        now = fetch(request, application.pk)
        is_overtaken = request.POST.get("seen", now.state) != now.state
        return _page(request, now, 409 if is_overtaken else 422, act=act, form=form)
    messages.success(request, todo.said)
    return redirect(case_url(application.pk, todo.anchor))
