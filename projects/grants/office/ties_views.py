"""The page that asks for ties, for officers and reviewers. Mounted by `projects.grants.office.admin`."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.grants.application import Application
from projects.grants.office import actions
from projects.grants.office.people import askable
from projects.grants.office.ties import FREE, TIED, TiesForm, declaration_of, names, way_back
from twinning import access


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def application_ties(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, and remember the answer. 404 for whoever is tied already, and for cases that aren't theirs."""
    cases = askable(request.user).select_related("applicant")
    case = get_object_or_404(
        cases.prefetch_related("applicant__signatories", "applicant__members__user"), pk=number
    )
    if request.method != "POST":
        return _page(request, case, TiesForm())
    form = TiesForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, 422)
    return _answered(request, case, form.cleaned_data)


def _page(request: HttpRequest, case: Application, form: TiesForm, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("First: are you tied to this case?"),
        "opts": Application._meta,
        "case": case,
        "names": names(case),
        "form": form,
        "back": way_back(request),
        "declared": declaration_of(request.user, case),
    }
    return render(request, "admin/grants/office/ties.html", context, status=status)


def _answered(request: HttpRequest, case: Application, cleaned: dict[str, Any]) -> HttpResponse:
    if cleaned["answer"] == FREE:
        actions.declare(case, by=request.user, is_tied=False)
        messages.success(request, _("Your declaration is stored: you are not tied."))
        return redirect(way_back(request) or _home(request, case))
    if cleaned["answer"] == TIED:
        actions.declare(case, by=request.user, is_tied=True, reason=cleaned["reason"])
        messages.success(request, _("Your declaration is stored. You don't see this case any more."))
    else:
        actions.say_unsure(case, by=request.user, reason=cleaned["reason"])
        messages.success(request, _("The office will ask you. Until then the case stays closed for you."))
    return redirect("admin:index")


def _home(request: HttpRequest, case: Application) -> str:
    if request.user.has_perm("grants.view_application"):
        return reverse("admin:grants_application_change", args=[case.pk])
    return reverse("admin:index")
