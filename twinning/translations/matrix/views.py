"""Pages of the desk about all translations: the matrix, assigning from it, and a translator's own list."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from twinning import access
from twinning.languages import own_name
from twinning.translations.actions import Refused
from twinning.translations.matrix import mine as own
from twinning.translations.matrix import table
from twinning.translations.matrix.assigning import AssignForm
from twinning.translations.matrix.filters import Filters, translators
from twinning.translations.models import TranslationState
from twinning.translations.permissions import may_all, target_languages

VIEW = "translations.view_translationstate"


def _context(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    return {**site.each_context(request), "title": title, "opts": TranslationState._meta, **more}


@access.staff
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """All content with a cell per language, most wished for first; translators without the right see their own list."""
    if not request.user.has_perm(VIEW):
        return redirect("admin:translations_mine")
    return _matrix(request, Filters(request.GET, people=(people := translators())), people)


def _matrix(
    request: HttpRequest,
    filters: Filters,
    people: list[Any],
    form: AssignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    table.notice_new()
    page = table.page_of(filters.conditions(request.user), request.GET.get("page", "1"))
    chosen = filters.chosen()
    context = _context(
        request,
        _("Translations"),
        filters=filters,
        page=page,
        rows=table.rows_of(page, request.user),
        shares=table.shares(),
        legend=table.legend(),
        languages=[(code, own_name(code)) for code in target_languages()],
        prefix=f"?{urlencode(chosen)}&" if chosen else "?",
        form=form or (AssignForm(people=people, initial={"language": chosen.get("language", "")})),
        may_assign=may_all(request.user) and bool(people),
        picked=set(form.data.getlist("rows")) if form else set(),
    )
    return render(request, "admin/translations/matrix.html", context, status=status)


@access.staff
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """First show what the chosen rows come to, then assign it."""
    if not may_all(request.user):
        raise PermissionDenied
    people = translators()
    form = AssignForm(request.POST, people=people)
    if not form.is_valid():
        return _matrix(request, Filters(request.GET, people=people), people, form, status=422)
    if "sure" not in request.POST:
        return render(request, "admin/translations/assign.html", _preview(request, form))
    try:
        count = form.assign(request.user)
    except Refused as error:
        messages.error(request, error.text)
        return render(request, "admin/translations/assign.html", _preview(request, form), status=422)
    text = ngettext("%(count)d translation is assigned.", "%(count)d translations are assigned.", count)
    messages.success(request, text % {"count": count})
    return redirect("admin:translations_matrix")


def _preview(request: HttpRequest, form: AssignForm) -> dict[str, Any]:
    title = _("Assign translations")
    return _context(request, title, form=form, pieces=form.pieces(), rows=form.cleaned_data["rows"])


@access.staff
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What a translator still has to do, what waits to be checked, and what else is open in their languages."""
    return render(
        request,
        "admin/translations/mine.html",
        _context(request, _("My translations"), **own.lists(request.user)),
    )
