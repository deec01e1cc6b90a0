"""Pages of the desk on which translations leave as files and come back.

Translators have no other rights, so each page asks `twinning.translations.permissions`; a foreign file is 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from twinning import access
from twinning.languages import own_name
from twinning.translations.exchange import actions, exports
from twinning.translations.exchange.choosing import cells
from twinning.translations.exchange.forms import ExportForm, UploadForm
from twinning.translations.exchange.limits import takes_a_file
from twinning.translations.exchange.models import Upload
from twinning.translations.exchange.report import report
from twinning.translations.exchange.units import Refused
from twinning.translations.permissions import languages_of

View = Callable[..., HttpResponseBase]
LATEST = 20


def for_translators(*methods: str) -> Callable[[View], View]:
    """A page of staff who translate into some language; others get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not languages_of(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return access.staff(never_cache(require_http_methods(methods)(guarded)))

    return decorate


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the frame of the desk."""
    frame = {**admin.site.each_context(request), "opts": Upload._meta}
    return TemplateResponse(request, f"admin/exchange/{template}", frame | context, status=status)


@for_translators("GET")
def export(request: HttpRequest) -> HttpResponseBase:
    """Choose texts; with a format in the address the file comes at once."""
    form = ExportForm(request.GET if "format" in request.GET else None, request.user)
    if not form.is_bound:
        form.initial = request.GET.dict()
    elif form.is_valid():
        try:
            return exports.answer(form.selection(), form.cleaned_data["format"])
        except exports.Nothing:
            form.add_error(None, _("Nothing matches these filters."))
    context = {"title": _("Export for translators"), "form": form}
    return page(request, "export.html", context, status=422 if form.is_bound else 200)


def _import_page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    latest = Upload.objects.visible_to(request.user).select_related("uploaded_by")[:LATEST]
    context = {"title": _("Import translations"), "form": form, "latest": latest}
    return page(request, "import.html", context, status=status)


def _too_long(request: HttpRequest) -> HttpResponse:
    """Nothing of the post was read, so the page comes with a form of its own."""
    form = UploadForm({}, {})
    form.errors.clear()
    form.add_error("file", str(Refused("too_big")))
    return _import_page(request, form, status=413)


@for_translators("GET", "POST")
@takes_a_file(_too_long)
def take(request: HttpRequest) -> HttpResponse:
    """Choose a file: it is looked through, and the next page says what would come of it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = actions.take_upload(**form.cleaned_data, by=request.user)
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return redirect("admin:translation_exchange_upload_change", upload.pk)
    return _import_page(request, form, status=422 if form.is_bound else 200)


def _upload(request: HttpRequest, pk: int) -> Upload:
    rows = Upload.objects.visible_to(request.user).select_related("uploaded_by", "decided_by")
    return get_object_or_404(rows, pk=pk)


@for_translators("GET")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of each text, or came of it."""
    upload = _upload(request, pk)
    name = own_name(upload.language)
    context = {"title": upload.file_name, "upload": upload, "language_name": name}
    return page(request, "upload.html", context | report(upload, request.GET))


@for_translators("POST")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Make drafts of what can be taken."""
    try:
        actions.confirm(_upload(request, pk), by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The translations are drafts now. Nothing of them is public yet."))
    return redirect("admin:translation_exchange_upload_change", pk)


@for_translators("POST")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of the file."""
    upload = actions.discard(_upload(request, pk), by=request.user)
    if upload.state == Upload.State.DISCARDED:
        messages.success(request, _("The file and its texts are gone. Nothing was changed."))
    return redirect("admin:translation_exchange_import")


@for_translators("POST")
def machine(request: HttpRequest) -> HttpResponse:
    """Let the machine fill the rows that were ticked in the matrix; the worker does it."""
    chosen = cells(request.POST.getlist("rows"), request.POST.get("language", ""), request.user)
    started = actions.start(chosen, by=request.user)
    text = ngettext(
        "The machine is at work on %(count)d translation. It will be a draft.",
        "The machine is at work on %(count)d translations. They will be drafts.",
        started.waiting,
    )
    if started.waiting:
        messages.success(request, text % {"count": started.waiting})
    for sentence in started.sentences:
        messages.warning(request, sentence)
    if not started.waiting and not started.refused:
        messages.warning(
            request, _("Choose at least one row of the table in which something is missing or outdated.")
        )
    return redirect("admin:translations_matrix")
