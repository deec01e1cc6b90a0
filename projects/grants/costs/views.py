"""The step "costs": page, saving, and the live answer to every field that was left (nothing is stored there)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from projects.grants.actions import may_write
from projects.grants.application import Application
from projects.grants.apply.saving import Page, open_step, own, save
from projects.grants.apply.session import keeps_text
from projects.grants.costs.form import PlanForm
from projects.grants.costs.totals import totals


def _more(application: Application, form: PlanForm) -> dict[str, Any]:
    return {"totals": totals(form)}


PAGE = Page("costs", PlanForm, "grants/costs/step.html", more=_more)


@keeps_text("costs")
@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The plan of costs and financing."""
    act = save if request.method == "POST" else open_step
    return act(request, uuid, PAGE)


@keeps_text("costs")
@require_POST
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The plan as it stands on the page, reckoned by the server; buttons for rows work on it, nothing is stored."""
    application = own(request, uuid)
    form = PlanForm(application, request.user, request.POST)
    form.is_valid()
    context = {
        **_more(application, form),
        "application": application,
        "form": form,
        "is_live": True,
        "can_write": may_write(application, request.user, "costs"),
    }
    return render(request, "grants/costs/draft.html", context)
