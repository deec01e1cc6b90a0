"""The money of each year and programme: budget, bound, prepared, free; each number leads to its list."""

from decimal import Decimal

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from projects.grants.application import Application
from projects.grants.decision import Award
from projects.grants.panel.pages import need, page
from projects.grants.panel.pot import pots
from projects.grants.programme import BudgetLine
from twinning import access

READ = "grants.view_budgetline"


@access.staff
@require_safe
def budget_list(request: HttpRequest) -> HttpResponse:
    """All budget lines, newest year first."""
    need(request, READ)
    lines = list(BudgetLine.objects.select_related("programme"))
    return page(request, "budget", _("Budget"), BudgetLine, pots=pots(lines))


@access.staff
@require_safe
def budget_commitments(request: HttpRequest, number: int) -> HttpResponse:
    """What is bound in one line, award by award; cases with a tie only count in the sum of the others."""
    need(request, READ)
    line = get_object_or_404(BudgetLine.objects.select_related("programme"), pk=number)
    cases = Application.objects.sent().without_conflict(request.user)
    bound = Award.objects.filter(decision__budget=line).exclude(state=Award.State.REVOKED)
    rows = bound.filter(application__in=cases).select_related("application__applicant", "decision")
    shown = rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    context = {
        "line": line,
        "rows": rows.order_by("application__number"),
        "others": line.committed - shown,
        "may_open": request.user.has_perm("grants.view_application"),
    }
    return page(request, "commitments", _("Committed money"), BudgetLine, **context)
