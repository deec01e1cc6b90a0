"""Public pages of the funding programmes: all calls, one call, and "Does it fit?" before any account is needed."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.grants import calls
from projects.grants.programme import Programme
from projects.grants.ruleset import Ruleset
from twinning import access, alternates


def _programmes(user: object) -> QuerySet[Programme]:
    """Programmes that this person may read, with rounds and the rules in force."""
    rules = Ruleset.objects.filter(state=Ruleset.State.IN_FORCE)
    return Programme.objects.visible_to(user).prefetch_related(
        "rounds", Prefetch("rulesets", queryset=rules, to_attr="in_force")
    )


def _programme(user: object, slug: str, *more: str) -> tuple[Programme, Ruleset | None]:
    programme = _programmes(user).prefetch_related(*more).filter(slug=slug).first()
    if programme is None:
        raise Http404
    return programme, next(iter(programme.in_force), None)


@access.public
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """All calls with their state; those that take applications come first."""
    now = timezone.now()
    rows = [
        {"programme": row, "state": calls.call_state(row, row.rounds.all(), now)}
        for row in _programmes(request.user)
    ]
    rows.sort(key=lambda row: not row["state"].is_open)
    return render(request, "grants/call_list.html", {"calls": rows})


@access.public
@require_safe
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One call, in the order in which people ask: does it fit, what do I need, what happens next, whom do I ask."""
    programme, rules = _programme(request.user, slug, "steps", "rulesets__papers")
    alternates.describe(request, programme, ("title", "summary"))
    context = {
        "programme": programme,
        "state": calls.call_state(programme, programme.rounds.all(), timezone.now()),
        "facts": calls.facts(programme, rules),
        "papers": list(rules.papers.all()) if rules else [],
        "has_check": rules is not None and rules.questions.exists(),
    }
    return render(request, "grants/call.html", context)


@access.public
@require_safe
def programme_check(request: HttpRequest, slug: str) -> HttpResponse:
    """The exclusion questions as a plain GET form: nothing is stored, the address can be passed on."""
    programme, rules = _programme(request.user, slug)
    if rules is None:
        raise Http404
    rows = calls.judge(rules.questions.all(), request.GET)
    verdict = calls.verdict(rows)
    context = {
        "programme": programme,
        "rows": rows,
        "verdict": verdict,
        "against": [row for row in rows if row.reason is not None],
        "missing": [row for row in rows if not row.given] if verdict else [],
    }
    return render(request, "grants/check.html", context)
