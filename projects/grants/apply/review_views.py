"""Pages of the last step: look at everything, declare, send."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects.grants.actions import may_write
from projects.grants.application import Application
from projects.grants.apply import session
from projects.grants.apply.actions import send
from projects.grants.apply.frame import NAMES, step_url
from projects.grants.apply.project_form import ANSWER
from projects.grants.apply.review_form import Chapter, ReviewForm, answered, confirmations
from projects.grants.apply.saving import Page, open_step, own, save, show
from projects.grants.apply.session import keeps_text
from projects.grants.apply.views import PAGES
from projects.grants.costs.tables import plan_tables
from projects.grants.roles import applicant_roles
from projects.grants.workflow import Refused

SENDABLE = {Application.State.DRAFT, Application.State.CHANGES_REQUESTED}


def chapters(application: Application, user: Any) -> list[Chapter]:
    """Every step but costs and review, in words as the office reads them."""
    found = []
    for code, page in PAGES.items():
        url = step_url(application, code) if may_write(application, user, code) else ""
        rows = [
            row
            for row in page.form(application, user).groups()
            if row.key != "applicant" and not row.key.startswith(ANSWER)
        ]
        if code == "partner":
            rows += confirmations(application)
        found.append(Chapter(code, str(NAMES[code]), rows, url))
        if code == "project" and (answers := answered(application)):
            found.append(Chapter("answers", _("Does it fit?"), answers, url and f"{url}?answers=1"))
    return found


def _more(application: Application, form: Any) -> dict[str, Any]:
    costs_url = step_url(application, "costs") if may_write(application, form.user, "costs") else ""
    return {
        "chapters": chapters(application, form.user),
        "plan": plan_tables(application),
        "costs_url": costs_url,
        "can_send": application.state in SENDABLE and "signatory" in applicant_roles(form.user, application),
        "is_again": application.state == Application.State.CHANGES_REQUESTED,
    }


PAGE = Page("review", ReviewForm, "grants/apply/review.html", _more)


@keeps_text("review")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything once more."""
    act = save if request.method == "POST" else open_step
    return act(request, uuid, PAGE)


@keeps_text("review")
@require_POST
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send. Whoever clicks twice, or comes back after a broken connection, lands on the same application."""
    application = own(request, uuid)
    form = ReviewForm(application, request.user, request.POST)
    if not form.is_valid():
        return show(request, application, PAGE, form, status=422)
    try:
        sent = send(application, user=request.user, declare=form.write)
    except Refused as refusal:
        return show(request, application, PAGE, form, status=422, reasons=refusal.failures)
    session.forget(request, sent, "review")
    messages.success(
        request,
        _("We have received your application. Its file number is %(number)s.") % {"number": sent.number},
    )
    return redirect(sent.get_absolute_url())
