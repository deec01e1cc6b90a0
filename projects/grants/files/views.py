"""Files of applications: the list with its form, upload, replace, remove, and the download behind its check.

A post is answered with the page it came from; the script (static/grants/js/files.js) gets the list as JSON instead.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.grants.application import Application
from projects.grants.files import actions
from projects.grants.files.kinds import Unsuitable
from projects.grants.files.limits import received, takes_files
from projects.grants.files.reading import openable, own_files
from projects.grants.files.shelf import shelf
from projects.grants.parts import Attachment
from twinning import access


def _own(request: HttpRequest, uuid: UUID) -> Application:
    """One's own application; a foreign one is not there."""
    return get_object_or_404(Application.objects.of(request.user).select_related("ruleset"), uuid=uuid)


def _back(request: HttpRequest, application: Application) -> str:
    """The page of the form: its step, the status page, or the list of files itself."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if is_ours else shelf(application, request.user).upload_url


def _answer(request: HttpRequest, application: Application, problems: list[str], said: str) -> HttpResponse:
    context = {"application": application, "problems": problems, "back": _back(request, application)}
    status = 422 if problems else 200
    if "X-Upload" in request.headers:
        html = render_to_string("grants/files/list.html", context, request)
        is_waiting = shelf(application, request.user).is_waiting
        return JsonResponse({"html": html, "problems": problems, "waiting": is_waiting}, status=status)
    if problems or request.method != "POST":
        return render(request, "grants/files/page.html", context, status=status)
    messages.success(request, said)
    return redirect(f"{context['back']}#files")


def _named(name: str, reason: str) -> str:
    return _("%(name)s: %(reason)s") % {"name": name, "reason": reason}


def _take(application: Application, files: list[UploadedFile], **how: Any) -> list[str]:
    """Every file for itself: what fits is stored, the rest is answered with its reason."""
    problems = []
    for file in files:
        try:
            actions.take(application, file, **how)
        except Unsuitable as refusal:
            problems.append(_named(file.name or "", refusal.reason))
    return problems or ([] if files else [_("Choose a file first.")])


@access.signed_in
@takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file_upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The files of an application; posted, new ones are taken in."""
    application = _own(request, uuid)
    problems: list[str] = []
    if request.method == "POST":
        files, broken = received(request)
        paper = request.POST.get("paper", "")
        known = set(application.ruleset.papers.values_list("code", flat=True))
        paper = paper if paper in known else ""
        problems = [broken] if broken else _take(application, files, by=request.user, paper=paper)
    return _answer(request, application, problems, _("The file has arrived. We are checking it now."))


@access.signed_in
@takes_files
@require_POST
def file_replace(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Another file in the place of this one; when it does not fit, the old one stays."""
    application = _own(request, uuid)
    old = get_object_or_404(own_files(application), uuid=file)
    files, broken = received(request)
    how = {"by": request.user, "paper": old.paper, "replaces": old}
    problems = [broken] if broken else _take(application, files[:1], **how)
    return _answer(
        request, application, problems, _("The file is replaced. We are checking the new one now.")
    )


@access.signed_in
@require_POST
def file_remove(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Take a file away."""
    application = _own(request, uuid)
    row = get_object_or_404(Attachment, application=application, uuid=file)
    problems = []
    try:
        actions.remove(row, by=request.user)
    except Unsuitable as refusal:
        problems = [_named(row.name, refusal.reason)]
    return _answer(request, application, problems, _("The file is removed."))


@access.signed_in
@require_safe
def file_detail(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponseBase:
    """A checked file as a download that no browser runs and nobody on the way keeps."""
    rows = openable(request.user).filter(application__uuid=uuid).exclude(state=Attachment.State.REFUSED)
    row = get_object_or_404(rows, uuid=file)
    if row.state != Attachment.State.CLEAN:
        return render(request, "grants/files/waiting.html", {"file": row}, status=409)
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    # Always the whole file: pieces asked for at will cost more than they give.
    response["Accept-Ranges"] = "none"
    return response
