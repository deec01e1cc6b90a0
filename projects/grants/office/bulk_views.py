"""Acts for many cases at once: a page that says what will happen, then one press. Mounted by `office.admin`."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.grants.application import Application
from projects.grants.office import bulk
from projects.grants.office.views import readable
from twinning import access

WORKERS = ("grants.change_application", "grants.lead_grants")


def _chosen(request: HttpRequest) -> list[Application]:
    """The ticked cases that this person may see; a page of the list has no more than a hundred."""
    numbers = [int(text) for text in request.POST.getlist("case") if text.isascii() and text.isdigit()]
    rows = Application.objects.visible_to(request.user).filter(pk__in=[n for n in numbers if n < 2**31])
    return list(
        rows.select_related("applicant", "officer", "ruleset").order_by("submitted_at", "pk")[: bulk.MOST]
    )


@access.staff
@require_POST
def application_bulk(request: HttpRequest) -> HttpResponse:
    """Show what will happen; with `_go`, do it."""
    readable(request)
    if not any(request.user.has_perm(name) for name in WORKERS):
        raise PermissionDenied
    cases, form = _chosen(request), bulk.BulkForm(request.POST, user=request.user)
    if not form.is_valid() or not cases:
        return _page(request, form, cases, 422)
    if "_go" not in request.POST:
        return _page(request, form, cases)
    done, failed = bulk.act(cases, form.cleaned_data, user=request.user)
    _report(request, done, failed)
    return redirect("admin:grants_application_changelist")


def _page(
    request: HttpRequest, form: bulk.BulkForm, cases: list[Application], status: int = 200
) -> HttpResponse:
    typed = form.cleaned_data if form.is_bound else {}
    rows = bulk.foresee(cases, typed, user=request.user) if typed.get("act") else []
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("What will happen"),
        "opts": Application._meta,
        "form": form,
        "cases": cases,
        "rows": rows,
        "possible": sum(not row.reasons for row in rows),
        "act": dict(form.fields["act"].choices).get(typed.get("act", ""), ""),
    }
    return render(request, "admin/grants/office/bulk.html", context, status=status)


def _report(request: HttpRequest, done: int, failed: list[bulk.Row]) -> None:
    if done:
        text = ngettext("Done for %(count)d case.", "Done for %(count)d cases.", done)
        messages.success(request, text % {"count": done})
    for row in failed:
        text = " ".join(str(reason) for reason in row.reasons)
        messages.error(
            request,
            _("%(number)s was left as it was: %(reason)s") % {"number": row.case.number, "reason": text},
        )
