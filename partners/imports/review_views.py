"""The review queue on the desk: look through lines, take over, reject, take along as a file."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.imports import exports
from partners.imports.cards import cards
from partners.imports.forms import QueueFilter
from partners.imports.models import Batch, Candidate, CandidateQuerySet
from partners.imports.views import desk_view, page
from partners.imports.workflow import Result, accept, reject

PAGE = 50
LISTS = 100
TOLD = 10
State, Outcome = Candidate.State, Candidate.Outcome
# What the tabs show: the first one is what somebody has to decide.
TABS: dict[str, dict[str, Any]] = {
    "": {"state": State.WAITING},
    "new": {"state": State.WAITING, "outcome": Outcome.NEW},
    "conflict": {"state": State.WAITING, "outcome": Outcome.CONFLICT},
    "accepted": {"state": State.ACCEPTED},
    "rejected": {"state": State.REJECTED},
    "same": {"state": State.CLOSED, "outcome": Outcome.SAME},
    "duplicate": {"state": State.CLOSED, "outcome": Outcome.DUPLICATE},
    "elsewhere": {"state": State.CLOSED, "outcome": Outcome.ELSEWHERE},
    "error": {"state": State.CLOSED, "outcome": Outcome.ERROR},
}


class CountedPaginator(Paginator):
    """Pages of rows that were counted already, with the tabs."""

    def __init__(self, rows: CandidateQuerySet, count: int) -> None:
        super().__init__(rows, PAGE)
        self.count = count


@desk_view("imports.change_candidate", "GET")
def review(request: HttpRequest) -> HttpResponse:
    """Lines that wait, oldest first; the other tabs show what was decided and what needs no decision."""
    lists = list(Batch.objects.filter(state__in=[Batch.State.QUEUED, Batch.State.REVIEWED])[:LISTS])
    form = QueueFilter(request.GET, lists)
    rows = Candidate.objects.queued().filter(**form.chosen())
    tab, counts = asked_tab(request.GET), counts_of(rows)
    found = rows.filter(**TABS[tab]).select_related("batch", "decided_by").order_by("pk")
    shown = CountedPaginator(found, counts[tab]).get_page(request.GET.get("page"))
    context = {
        "title": _("Review queue"),
        "opts": Candidate._meta,
        "form": form,
        "tabs": tabs(request.GET, tab, counts),
        "tab": tab,
        "is_open": TABS[tab]["state"] == State.WAITING,
        "cards": cards(shown),
        "shown": shown,
        "query": request.GET.urlencode(),
        "prefix": f"?{without(request.GET, 'page')}&",
    }
    return page(request, "review.html", context)


def asked_tab(asked: QueryDict) -> str:
    return asked.get("show", "") if asked.get("show") in TABS else ""


def counts_of(rows: CandidateQuerySet) -> dict[str, int]:
    """Lines by tab (one query)."""
    grouped = rows.order_by().values_list("state", "outcome").annotate(lines=Count("pk"))
    counts = dict.fromkeys(TABS, 0)
    for state, outcome, lines in grouped:
        for tab, wanted in TABS.items():
            if wanted["state"] == state and wanted.get("outcome", outcome) == outcome:
                counts[tab] += lines
    return counts


def tabs(asked: QueryDict, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Links that keep the filters; tabs of what needs no decision only where there is something."""
    labels = {"": _("waiting"), "accepted": _("accepted"), "rejected": _("rejected")}
    rest = without(asked, "show", "page")
    return [
        {
            "label": labels.get(tab) or Outcome(tab).label,
            "number": counts[tab],
            "url": f"?{rest}&show={tab}" if rest else f"?show={tab}",
            "is_current": tab == current,
        }
        for tab in TABS
        if counts[tab] or tab in {"", "new", "conflict", current}
    ]


def without(asked: QueryDict, *names: str) -> str:
    """The query of the page without some of its parts."""
    kept = asked.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


@desk_view("imports.view_candidate", "GET")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One line by itself: where lists and links lead to."""
    row = get_object_or_404(Candidate.objects.select_related("batch", "decided_by"), pk=pk)
    context = {"title": row.title, "opts": Candidate._meta, "card": cards([row])[0]}
    return page(request, "line.html", context)


@desk_view("imports.change_candidate", "POST")
def decide(request: HttpRequest) -> HttpResponse:
    """Take over or reject one line, or those that are ticked; back to where it was."""
    name = "accept" if "accept" in request.POST else "reject"
    asked = request.POST.get(name, "")
    keys = numbers(request.POST.getlist("chosen") if asked == "chosen" else [asked])
    if not keys:
        messages.warning(request, _("Tick lines first."))
    elif name == "accept":
        tell(request, accept(keys, by=request.user, taking=ticked(request.POST.getlist("take"))))
    else:
        count = reject(keys, by=request.user)
        text = ngettext("%(count)d line was rejected.", "%(count)d lines were rejected.", count)
        messages.success(request, text % {"count": count})
    return redirect(f"{reverse('admin:imports_candidate_review')}?{request.GET.urlencode()}")


def numbers(texts: list[str]) -> list[int]:
    """Keys of lines; no more than a page has."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19][:PAGE]


def ticked(values: list[str]) -> dict[int, dict[str, str]]:
    """From "12|since_year|1960" to {12: {"since_year": "1960"}}."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for value in values:
        key, name, so_far = [*value.split("|", 2), "", ""][:3]
        for number in numbers([key]):
            found[number][name] = so_far
    return dict(found)


def tell(request: HttpRequest, result: Result) -> None:
    """Say what became of the lines, and of those that were not taken over, why."""
    done, known, late = len(result.accepted), len(result.known), len(result.late)
    more = len(result.refused[TOLD:])
    taken = ngettext(
        "%(count)d line was taken over. Nothing of it is public by itself.",
        "%(count)d lines were taken over. Nothing of them is public by itself.",
        done,
    )
    same = ngettext(
        "%(count)d line says what we know already.", "%(count)d lines say what we know already.", known
    )
    past = ngettext(
        "%(count)d line was decided by somebody else.", "%(count)d lines were decided by somebody else.", late
    )
    rest = ngettext(
        "%(count)d more line was not taken over.", "%(count)d more lines were not taken over.", more
    )
    _say(request, messages.SUCCESS, taken, done)
    _say(request, messages.INFO, same, known)
    _say(request, messages.INFO, past, late)
    for row, reason in result.refused[:TOLD]:
        messages.warning(request, f"{row.title}: {reason}")
    _say(request, messages.WARNING, rest, more)


def _say(request: HttpRequest, level: int, text: str, count: int) -> None:
    if count:
        messages.add_message(request, level, text % {"count": count})


@desk_view("imports.view_candidate", "GET")
def export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The lines of the tab and the filters, as a file."""
    lists = list(Batch.objects.filter(state__in=[Batch.State.QUEUED, Batch.State.REVIEWED])[:LISTS])
    rows = Candidate.objects.queued().filter(**QueueFilter(request.GET, lists).chosen())
    found = rows.filter(**TABS[asked_tab(request.GET)])
    return exports.answer("review-queue", file_format, exports.queue_rows(found))
