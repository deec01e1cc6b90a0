"""Pages of the steps applicant, project, partner and time. All work alike: see `saving.py`."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from projects.grants.apply.partner_form import PartnerForm
from projects.grants.apply.project_form import AllQuestionsForm, ProjectForm
from projects.grants.apply.saving import Page, open_step, save
from projects.grants.apply.session import keeps_text
from projects.grants.apply.short_applicant import applicant_form, new_applicant_form
from projects.grants.apply.time_form import TimeForm

PAGES = {
    "applicant": Page("applicant", applicant_form, "grants/apply/applicant.html"),
    "project": Page("project", ProjectForm, "grants/apply/project.html"),
    "partner": Page("partner", PartnerForm, "grants/apply/partner.html"),
    "time": Page("time", TimeForm, "grants/apply/time.html"),
}

NEW_APPLICANT = Page("applicant", new_applicant_form, "grants/apply/applicant.html")
ALL_QUESTIONS = Page("project", AllQuestionsForm, "grants/apply/project.html")


def _step(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    act = save if request.method == "POST" else open_step
    return act(request, uuid, PAGES[step])


METHODS = require_http_methods(["GET", "HEAD", "POST"])


@keeps_text("applicant")
@METHODS
def applicant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who applies; `?new=1` shows empty fields for another applicant."""
    if request.method != "POST" and "new" in request.GET:
        return open_step(request, uuid, NEW_APPLICANT)
    return _step(request, uuid, "applicant")


@keeps_text("project")
@METHODS
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What it is about; `?answers=1` shows every question of the check again."""
    if request.method != "POST" and "answers" in request.GET:
        return open_step(request, uuid, ALL_QUESTIONS)
    return _step(request, uuid, "project")


@keeps_text("partner")
@METHODS
def partner(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """With whom."""
    return _step(request, uuid, "partner")


@keeps_text("time")
@METHODS
def time(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """When and where."""
    return _step(request, uuid, "time")
