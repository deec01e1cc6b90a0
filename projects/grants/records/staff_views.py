"""What leaves the staff desk as a file, and the numbers. Mounted by `projects.grants.office.admin`."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from projects.grants.application import Application
from projects.grants.office import queue
from projects.grants.office.views import fetch, readable, undeclared
from projects.grants.records import columns, dossier, sheets, statistics
from twinning import access


@access.staff
@require_safe
def application_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The list behind the filter of the queue, as a file."""
    readable(request)
    if file_format not in sheets.FORMATS:
        raise Http404
    found, _form = queue.chosen(request)
    name = f"applications-{timezone.localdate():%Y-%m-%d}"
    return sheets.answer(name, file_format, columns.rows_of(found))


@access.staff
@require_safe
def application_dossier(request: HttpRequest, number: int) -> HttpResponseBase:
    """The whole case as one file that opens offline."""
    application = fetch(request, number)
    return undeclared(request, application) or dossier.answer(application, request.user)


@access.staff
@require_safe
def application_statistics(request: HttpRequest) -> HttpResponse:
    """Applications, sums, cities, aims and durations by year and programme."""
    readable(request)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Funding in numbers"),
        "opts": Application._meta,
        "report": statistics.report(request.GET, request.user),
        "formats": sheets.FORMATS,
        "query": request.GET.urlencode(),
    }
    return render(request, "admin/grants/records/statistics.html", context)


@access.staff
@require_safe
def application_statistics_file(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The same numbers as a file."""
    readable(request)
    if file_format not in sheets.FORMATS:
        raise Http404
    found = statistics.report(request.GET, request.user)
    return sheets.answer("funding-in-numbers", file_format, statistics.rows_of(found))
