"""Begin an application: from the call, or after a check that fits. The page asks for an account and nothing else."""

from typing import Any

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from projects.grants.application import Application
from projects.grants.apply.actions import begin_once
from projects.grants.apply.frame import step_url
from projects.grants.calls import call_state, judge
from projects.grants.programme import Programme
from projects.grants.ruleset import MADE_BY_PORTAL, Ruleset
from projects.grants.workflow import Refused
from twinning import access
from twinning.languages import current
from twinning.public_forms import fresh_key, read_key


def _rules(user: Any, slug: str) -> Ruleset:
    """Rules in force of a programme that this person may read; raises Http404."""
    programmes = Programme.objects.visible_to(user).filter(slug=slug)
    rules = Ruleset.objects.filter(programme__in=programmes, state=Ruleset.State.IN_FORCE)
    found = rules.select_related("programme").first()
    if found is None:
        raise Http404
    return found


def _answers(rules: Ruleset, given: Any) -> dict[str, str]:
    """What was answered in the check, as far as the programme asks it."""
    return {row.question.code: row.given for row in judge(rules.questions.all(), given) if row.given}


def _page(request: HttpRequest, rules: Ruleset, answers: dict[str, str], **more: Any) -> dict[str, Any]:
    programme = rules.programme
    drafts = Application.objects.of(request.user).filter(programme=programme, state=Application.State.DRAFT)
    return {
        "programme": programme,
        "state": call_state(programme, programme.rounds.all(), timezone.now()),
        "papers": list(rules.papers.exclude(code__in=MADE_BY_PORTAL)),
        "answers": answers,
        "drafts": [
            {"application": draft, "url": step_url(draft, "applicant")}
            for draft in drafts.order_by("-pk")[:5]
        ],
        "key": fresh_key(),
        **more,
    }


@access.signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: what will happen, and drafts that are there already. POST: one draft for each page, however often sent."""
    rules = _rules(request.user, slug)
    answers = _answers(rules, request.POST or request.GET)
    if request.method != "POST":
        return render(request, "grants/apply/begin.html", _page(request, rules, answers))
    try:
        draft = begin_once(
            user=request.user,
            programme=rules.programme,
            language=current(),
            key=read_key(request.POST.get("key", "")),
            answers=answers,
        )
    except (BadSignature, Refused) as error:
        reasons = getattr(error, "failures", [_("This page was open for too long. Please begin again.")])
        return render(
            request, "grants/apply/begin.html", _page(request, rules, answers, reasons=reasons), status=422
        )
    return redirect(step_url(draft, "applicant"))
