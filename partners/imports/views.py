"""Pages of the desk for one list: upload, dry run, into the queue or away. Joined to the admin by admin.py."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.imports import actions, exports, registry
from partners.imports.forms import UploadForm
from partners.imports.models import Batch
from partners.imports.summary import summary
from partners.imports.tasks import check_list
from partners.imports.workflow import reject_rest
from twinning import access

View = Callable[..., HttpResponseBase]


def desk_view(permission: str, *methods: str) -> Callable[[View], View]:
    """A page of staff with a permission; others get 403."""

    def decorate(view: View) -> View:
        guarded = permission_required(permission, raise_exception=True)(require_http_methods(methods)(view))
        return access.staff(never_cache(wraps(view)(guarded)))

    return decorate


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the frame of the desk."""
    frame = {**admin.site.each_context(request), "opts": Batch._meta}
    return TemplateResponse(request, f"admin/imports/{template}", frame | context, status=status)


@desk_view("imports.add_batch", "GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a list; short ones are checked at once, long ones by the worker."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("key", "file", "kind", "source", "confidence")}
        batch, is_new = actions.take_upload(**values, by=request.user)
        if is_new and form.is_short:
            actions.check(batch.pk)
        elif is_new:
            check_list.enqueue(batch.pk)
        return redirect("admin:imports_batch_change", batch.pk)
    context = {"title": _("Import a list"), "form": form, "formats": list(registry.kinds().values())}
    return page(request, "upload.html", context, status=422 if form.is_bound else 200)


@desk_view("imports.view_batch", "GET")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the check is, what the lines came to, what was decided."""
    batch = get_object_or_404(_lists(), pk=pk)
    context = {"title": batch.file_name, "batch": batch, **summary(batch, request.GET, request.user)}
    return page(request, "batch.html", context)


def _lists() -> QuerySet[Batch]:
    return Batch.objects.select_related("uploaded_by", "decided_by")


@desk_view("imports.change_batch", "POST")
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the list into the review queue."""
    batch = actions.queue(get_object_or_404(Batch, pk=pk), by=request.user)
    if batch.state == Batch.State.REVIEWED:
        messages.info(request, _("Nothing of this list needs a decision."))
    elif batch.state == Batch.State.QUEUED:
        messages.success(request, _("The list is in the review queue. Nothing of it is public."))
    return redirect("admin:imports_batch_change", pk)


@desk_view("imports.change_batch", "POST")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of the list."""
    batch = actions.discard(get_object_or_404(Batch, pk=pk), by=request.user)
    if batch.state == Batch.State.DISCARDED:
        messages.success(request, _("The list and its file are gone."))
    return redirect("admin:imports_batch_change", pk)


@desk_view("imports.change_batch", "POST")
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the check anew when the worker has died."""
    batch = get_object_or_404(Batch, pk=pk, state=Batch.State.CHECKING)
    check_list.enqueue(batch.pk)
    messages.success(request, _("The check begins again."))
    return redirect("admin:imports_batch_change", pk)


@desk_view("imports.change_candidate", "POST")
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject everything that still waits in the list."""
    count = reject_rest(get_object_or_404(Batch, pk=pk), by=request.user)
    text = ngettext("%(count)d line was rejected.", "%(count)d lines were rejected.", count)
    messages.success(request, text % {"count": count})
    return redirect("admin:imports_batch_change", pk)


@desk_view("imports.view_batch", "GET")
def problems(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that is to be said about the list, as CSV."""
    batch = get_object_or_404(Batch, pk=pk)
    return exports.answer(f"list-{batch.pk}-problems", "csv", exports.problem_rows(batch.candidates.all()))


@desk_view("imports.view_batch", "GET")
def known(request: HttpRequest, key: str, file_format: str) -> HttpResponseBase:
    """What we have of a kind, in the columns of the import; needs the right to see it on the desk."""
    kind = registry.kinds().get(key)
    if kind is None or file_format not in {"csv", "xlsx"}:
        raise Http404
    meta = kind.model._meta
    if not request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
        raise Http404
    return exports.answer(key, file_format, exports.known_rows(kind))
