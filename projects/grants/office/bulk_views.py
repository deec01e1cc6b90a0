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
from projects.grants.office.bulk_form import BulkForm
from projects.grants.office.views import readable
from twinning import access

WORKERS = ("grants.change_application", "grants.lead_grants")


def _is_key(text: str) -> bool:
    """Digits, and no more than a key has: Python refuses to read thousands of them."""
    return text.isascii() and text.isdigit() and len(text) < 11


def _chosen(request: HttpRequest) -> list[Application]:
    """The ticked cases that this person may see; a page of the list has no more than a hundred."""
    numbers = [int(text) for text in request.POST.getlist("case") if _is_key(text)]
    rows = Application.objects.visible_to(request.user).filter(pk__in=[n for n in numbers if n < 2**31])
    return list(
        rows.select_related("applicant", "officer", "ruleset", "programme").order_by("submitted_at", "pk")[
            : bulk.MOST
        ]
    )


def _seen(request: HttpRequest) -> dict[int, str]:
    """How each case was when the preview showed it as possible."""
    pairs = [text.partition(":") for text in request.POST.getlist("seen")]
    return {int(number): stamp for number, _colon, stamp in pairs if _is_key(number)}


@access.staff
@require_POST
def application_bulk(request: HttpRequest) -> HttpResponse:
    """Show what will happen; with `_go`, do it."""
    readable(request)
    if not any(request.user.has_perm(name) for name in WORKERS):
        raise PermissionDenied
    cases, form = _chosen(request), BulkForm(request.POST, user=request.user)
    if not form.is_valid() or not cases:
        return _page(request, form, cases, 422)
    if "_go" not in request.POST:
        return _page(request, form, cases)
    if request.POST.get("previewed") != form.digest:
        return _page(request, form, cases, 409)
    done, failed = bulk.act(cases, _seen(request), form.cleaned_data, user=request.user)
    _report(request, done, failed)
    return redirect("admin:grants_application_changelist")


def _page(request: HttpRequest, form: BulkForm, cases: list[Application], status: int = 200) -> HttpResponse:
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
        "is_stale": status == 409,
        "digest": form.digest if rows else "",
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
