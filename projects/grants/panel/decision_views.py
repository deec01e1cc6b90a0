"""Preparing, looking at and signing decisions, one by one and as a batch with a preview. Mounted by `panel.admin`."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.grants.application import Application
from projects.grants.decision import Decision
from projects.grants.letters import actions as letters
from projects.grants.office.queue import letter_is_open
from projects.grants.panel import actions
from projects.grants.panel.case import decision_facts, decision_of
from projects.grants.panel.forms import PrepareForm
from projects.grants.panel.pages import WORKERS, keys, need, page, tell, undeclared
from projects.grants.panel.pot import to_sign
from projects.grants.panel.signing import foresee, shelves
from projects.grants.workflow import Refused
from twinning import access

READ, SIGN = "grants.view_decision", "grants.decide_application"
MOST = 100


def decisions_for(user: Any) -> QuerySet[Decision]:
    """Decisions about cases that the person may see; nothing of cases with a tie."""
    rows = Decision.objects.filter(application__in=Application.objects.visible_to(user))
    return rows.select_related(
        "application__applicant", "application__ruleset", "budget__programme", "prepared_by", "decided_by"
    )


def _case_url(case: Application) -> str:
    return f"{reverse('admin:grants_application_change', args=[case.pk])}#case-panel"


def _case(request: HttpRequest, number: int, *permissions: str) -> Application:
    need(request, *permissions)
    rows = Application.objects.visible_to(request.user).select_related("applicant", "ruleset", "programme")
    return get_object_or_404(rows, pk=number)


@access.staff
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """To sign, then signed ones whose letter is not out; `?line=` shows one budget line."""
    need(request, READ)
    rows = decisions_for(request.user).order_by("application__number")
    line = request.GET.get("line", "")
    if line.isascii() and line.isdigit() and len(line) < 10:
        rows = rows.filter(budget=int(line))
    unsent = Application.objects.filter(letter_is_open())
    context = {
        "waiting": foresee(rows.filter(pk__in=to_sign()), request.user),
        "unsent": shelves(rows.filter(decided_at__isnull=False, application__in=unsent)),
        "may_sign": request.user.has_perm(SIGN),
        "may_send": any(request.user.has_perm(name) for name in (*WORKERS, SIGN)),
        "line": line,
    }
    return page(request, "decisions", _("Decisions"), Decision, **context)


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def decision_prepare(request: HttpRequest, number: int) -> HttpResponse:
    """Write the draft of a decision."""
    case = _case(request, number, *WORKERS)
    if answer := undeclared(request, case):
        return answer
    known, item = decision_of(case), actions.resolution_of(case)
    data = request.POST if request.method == "POST" else None
    form = PrepareForm(data, case=case, known=known, item=item)
    if data is None or not form.is_valid():
        return _prepare_page(request, case, form, 422 if form.is_bound else 200)
    try:
        actions.prepare(case, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        for failure in refusal.failures:
            form.add_error(None, str(failure))
        return _prepare_page(request, case, form, 422)
    messages.success(request, _("The decision is prepared. Somebody else has to sign it."))
    return redirect(_case_url(case))


def _prepare_page(request: HttpRequest, case: Application, form: PrepareForm, status: int) -> HttpResponse:
    context = {"case": case, "form": form, "item": actions.resolution_of(case), "known": decision_of(case)}
    return page(request, "prepare", _("Prepare the decision"), Decision, status=status, **context)


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def decision_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The whole decision; with POST it is signed as it stands on the page."""
    need(request, READ)
    decision = get_object_or_404(decisions_for(request.user), pk=number)
    if answer := undeclared(request, decision.application):
        return answer
    if request.method != "POST":
        return _decision_page(request, decision)
    need(request, SIGN)
    try:
        actions.sign(decision, by=request.user, seen=request.POST.get("seen", ""))
    except actions.Overtaken:
        now = decisions_for(request.user).get(pk=number)
        return _decision_page(request, now, 409, [_("This decision was prepared anew. Look at it again.")])
    except Refused as refusal:
        return _decision_page(request, decisions_for(request.user).get(pk=number), 422, refusal.failures)
    messages.success(request, _("The decision is signed. The letter comes next."))
    return redirect("admin:grants_decision_change", number)


def _decision_page(
    request: HttpRequest, decision: Decision, status: int = 200, refusals: list[Any] | None = None
) -> HttpResponse:
    context = {
        "case": decision.application,
        "facts": decision_facts(decision, request.user),
        "refusals": refusals or [],
        "may_sign": request.user.has_perm(SIGN),
        "may_send": any(request.user.has_perm(name) for name in (*WORKERS, SIGN)),
    }
    return page(request, "decision", _("Decision"), Decision, status=status, **context)


@access.staff
@require_POST
def decision_batch(request: HttpRequest) -> HttpResponse:
    """Several decisions at once: first what will happen, then one press."""
    need(request, SIGN)
    chosen = decisions_for(request.user).filter(pk__in=keys(request, "decision")[:MOST], decided_at=None)
    rows = foresee(chosen.order_by("application__number"), request.user)
    if not rows:
        messages.error(request, _("Tick at least one decision."))
        return redirect("admin:grants_decision_changelist")
    if "_go" not in request.POST:
        return page(request, "batch", _("What will happen"), Decision, rows=rows, sum=rows[-1].total)
    seen = [(row.decision, request.POST.get(f"seen_{row.decision.pk}", "")) for row in rows]
    batch = actions.sign_batch(seen, by=request.user)
    if batch.done:
        text = ngettext("%(count)d decision is signed.", "%(count)d decisions are signed.", len(batch.done))
        messages.success(request, text % {"count": len(batch.done)})
    for decision, reasons in batch.refused:
        _left(request, decision.application, reasons)
    return redirect("admin:grants_decision_changelist")


def _left(request: HttpRequest, case: Application, reasons: list[Any]) -> None:
    text = " ".join(str(reason) for reason in reasons)
    messages.error(
        request, _("%(number)s was left as it was: %(reason)s") % {"number": case.number, "reason": text}
    )


# --- letters --------------------------------------------------------------------------------------
def _letter_act(
    request: HttpRequest, number: int, act: Callable[[Application], Any], said: str
) -> HttpResponse:
    case = _case(request, number, *WORKERS, SIGN)
    try:
        act(case)
        messages.success(request, said)
    except Refused as refusal:
        tell(request, refusal)
    return redirect(_case_url(case))


@access.staff
@require_POST
def decision_letter(request: HttpRequest, number: int) -> HttpResponse:
    """Make and keep the letter of a signed decision."""
    said = _("The letter is made. Look at it, then send it.")
    return _letter_act(
        request, number, lambda case: letters.store_decision_letters(case, by=request.user), said
    )


@access.staff
@require_POST
def decision_send(request: HttpRequest, number: int) -> HttpResponse:
    """Send the stored letter."""
    said = _("The letter is sent; the applicant is told by mail.")
    return _letter_act(request, number, lambda case: letters.send_decision(case, by=request.user), said)


@access.staff
@require_POST
def decision_letters(request: HttpRequest) -> HttpResponse:
    """Make or send the letters of the ticked cases; what is not possible is told and stops nobody else."""
    need(request, *WORKERS, SIGN)
    wanted = Application.objects.visible_to(request.user).filter(pk__in=keys(request, "case")[:MOST])
    cases = list(wanted.order_by(F("number")))
    if "_make" in request.POST:
        done, refused = _make(cases, request.user)
        text = ngettext("%(count)d letter is made.", "%(count)d letters are made.", done)
    else:
        batch = letters.send_batch(cases, request.user)
        done, refused = len(batch.sent), batch.refused
        text = ngettext("%(count)d letter is sent.", "%(count)d letters are sent.", done)
    if done:
        messages.success(request, text % {"count": done})
    for case, reasons in refused:
        _left(request, case, reasons)
    return redirect("admin:grants_decision_changelist")


def _make(cases: list[Application], user: Any) -> tuple[int, list[Any]]:
    done, refused = 0, []
    for case in cases:
        try:
            letters.store_decision_letters(case, by=user)
            done += 1
        except Refused as error:
            refused.append((case, error.failures))
    return done, refused
