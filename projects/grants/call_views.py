"""Public pages of the funding programmes: all calls, one call, and "Does it fit?" before any account is needed."""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.grants import calls
from projects.grants.programme import Programme, ProgrammeStep
from projects.grants.ruleset import Question, Ruleset
from twinning import access, alternates
from twinning.languages import all_columns
from twinning.querysets import folded_rows, unfolded

STEP = ("title", "text", "duration")


def _programme(user: object, slug: str) -> tuple[Programme, Ruleset | None]:
    """A programme that this person may read with its steps folded in, and its rules in force; raises Http404."""
    steps = ProgrammeStep.objects.filter(programme=OuterRef("pk"))
    folded = folded_rows(steps, "code", *(name for field in STEP for name in all_columns(field)))
    programme = Programme.objects.visible_to(user).filter(slug=slug).annotate(shown_steps=folded).first()
    if programme is None:
        raise Http404
    asked = Question.objects.filter(ruleset=OuterRef("pk"))
    rules = Ruleset.objects.filter(programme=programme, state=Ruleset.State.IN_FORCE)
    return programme, rules.annotate(has_questions=Exists(asked)).first()


def _state(programme: Programme) -> calls.CallState:
    """Rounds are only read where there are some."""
    rolling = programme.opening == Programme.Opening.ROLLING
    return calls.call_state(programme, () if rolling else programme.rounds.all(), timezone.now())


def _begin_url(programme: Programme, rows: list[calls.Answered]) -> str:
    """The way into the application; it takes the answers along."""
    given = urlencode({row.question.code: row.given for row in rows})
    return f"{reverse('grants:begin', kwargs={'slug': programme.slug})}?{given}"


@access.public
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """All calls with their state; those that take applications come first."""
    now = timezone.now()
    rows = [
        {"programme": row, "state": calls.call_state(row, row.rounds.all(), now)}
        for row in Programme.objects.visible_to(request.user).prefetch_related("rounds")
    ]
    rows.sort(key=lambda row: not row["state"].is_open)
    return render(request, "grants/call_list.html", {"calls": rows})


@access.public
@require_safe
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One call, in the order in which people ask: does it fit, what do I need, what happens next, whom do I ask."""
    programme, rules = _programme(request.user, slug)
    alternates.describe(request, programme, ("title", "summary"))
    state = _state(programme)
    context = {
        "programme": programme,
        "state": state,
        "can_apply": rules is not None and state.is_open,
        "steps": unfolded(programme.shown_steps),
        "facts": calls.facts(programme, rules),
        "papers": list(rules.papers.all()) if rules else [],
        "has_check": rules is not None and rules.has_questions,
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
        "begin_url": _begin_url(programme, rows) if verdict == "fits" and _state(programme).is_open else "",
        "against": [row for row in rows if row.reason is not None],
        "missing": [row for row in rows if not row.given] if verdict else [],
    }
    return render(request, "grants/check.html", context)
