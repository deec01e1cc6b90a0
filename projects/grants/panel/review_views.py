"""Reviewers: their list and the sheet for one case. Officers: who reviews what. Mounted by `panel.admin`."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.grants.application import Application
from projects.grants.office.queue import days_left
from projects.grants.office.ties import declaration_of, ties_url
from projects.grants.panel import actions, reading
from projects.grants.panel.assignment import deal_out
from projects.grants.panel.forms import AskForm, DealForm, ReviewForm
from projects.grants.panel.pages import WORKERS, need, page, tell
from projects.grants.panel.people import members, members_for
from projects.grants.panel.sheet import sheet
from projects.grants.review import Conflict, Review
from projects.grants.workflow import Refused
from twinning import access

State = Application.State


def _mine(request: HttpRequest, number: int) -> Review:
    """One's own review; 403 without the role, 404 for other people's and for cases with a tie."""
    need(request, "grants.change_review")
    rows = reading.own_reviews(request.user).select_related("application__ruleset", "application__applicant")
    return get_object_or_404(rows, pk=number)


@access.staff
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """My reviews, open ones first; cases with a tie are not there."""
    need(request, "grants.change_review", *WORKERS)
    rows = reading.own_reviews(request.user).select_related("application__applicant")
    rows = list(
        rows.prefetch_related("application__cities", "scores__criterion").order_by(
            F("submitted_at").asc(nulls_first=True), "due_on", "pk"
        )
    )
    free = set(
        Conflict.objects.filter(user=request.user, is_tied=False).values_list("application", flat=True)
    )
    found = [
        {"review": row, "case": row.application, "is_free": row.application_id in free,
         "is_open": row.application.state == State.IN_REVIEW, "days": days_left(row.due_on),
         "weighed": reading.opinion(row).weighed}
        for row in rows
    ]  # fmt: skip
    waiting = sum(row["review"].submitted_at is None for row in found)
    may_deal = any(request.user.has_perm(name) for name in WORKERS)
    return page(request, "reviews", _("My reviews"), Review, rows=found, waiting=waiting, may_deal=may_deal)


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def review_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet: ties first, then text and scores; saved in the background, by a button, and sent once."""
    review = _mine(request, number)
    declared = declaration_of(request.user, review.application)
    if declared is None:
        return redirect(ties_url(review.application, request.path))
    if request.method != "POST":
        return _sheet(request, review, ReviewForm(review=review))
    form = ReviewForm(request.POST, review=review)
    if not form.is_valid():
        return _unsaved(request, review, form, 422)
    return _save(request, review, form)


def _save(request: HttpRequest, review: Review, form: ReviewForm) -> HttpResponse:
    sends = "_send" in request.POST
    version = form.cleaned_data["version"]
    try:
        saved = actions.save_review(review, form.judgement(), by=request.user, version=version, sends=sends)
    except Refused as refusal:
        for failure in refusal.failures:
            form.add_error(None, str(failure))
        return _unsaved(request, review, form, 422)
    except actions.Overtaken:
        stored = _mine(request, review.pk)
        # Whoever has read both may send again: nothing is overwritten unseen.
        form.data = form.data.copy()
        form.data["version"] = str(stored.version)
        form.add_error(
            None, _("This review was saved in another window meanwhile. Nothing is lost: compare both.")
        )
        return _unsaved(request, stored, form, 409, other=ReviewForm(review=stored))
    if "X-Autosave" in request.headers:
        return _saved(request, saved)
    said = _("Your review is sent.") if sends else _("Your review is kept. Send it when it is finished.")
    messages.success(request, said)
    return redirect(
        "admin:grants_review_change" if sends else "admin:grants_review_changelist",
        *([saved.pk] if sends else []),
    )


def _saved(request: HttpRequest, review: Review) -> JsonResponse:
    """The answer to the script; its words stand in grants/js/autosave.js."""
    fragments = {"review-sum": sheet(request, _mine(request, review.pk))["sum_html"]}
    answer = {"state": "saved", "text": saved_text(review), "values": {"version": str(review.version)}}
    return JsonResponse({**answer, "fragments": fragments})


def saved_text(review: Review) -> str:
    """When a review was last kept."""
    return _("Saved at %(time)s") % {
        "time": date_format(timezone.localtime(review.updated_at), "TIME_FORMAT")
    }


def _unsaved(
    request: HttpRequest, review: Review, form: ReviewForm, status: int, **more: Any
) -> HttpResponse:
    if "X-Autosave" not in request.headers:
        return _sheet(request, review, form, status, **more)
    texts = [str(text) for errors in form.errors.values() for text in errors]
    state = "conflict" if status == 409 else "invalid"
    return JsonResponse({"state": state, "text": " ".join(texts)}, status=status)


def _sheet(
    request: HttpRequest, review: Review, form: ReviewForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "review": review,
        "case": review.application,
        "form": form,
        "declared": declaration_of(request.user, review.application),
        "saved": saved_text(review) if review.version > 1 else "",
        "closed": actions.may_judge(review, request.user),
        **sheet(request, review),
        **more,
    }
    return page(request, "review", review.application.title, Review, status=status, **context)


# --- who reviews what -----------------------------------------------------------------------------
def _case(request: HttpRequest, number: int) -> Application:
    need(request, *WORKERS)
    return get_object_or_404(Application.objects.visible_to(request.user), pk=number)


def _back(case: Application) -> HttpResponse:
    return redirect(f"{reverse('admin:grants_application_change', args=[case.pk])}#case-panel")


@access.staff
@require_POST
def review_ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask one reviewer for one case."""
    case = _case(request, number)
    form = AskForm(request.POST, people=members_for(case))
    if not form.is_valid():
        for texts in form.errors.values():
            messages.error(request, " ".join(texts))
        return _back(case)
    try:
        actions.ask_reviewers(
            case, [form.cleaned_data["reviewer"]], by=request.user, due_on=form.cleaned_data["due_on"]
        )
        messages.success(
            request, _("%(person)s is asked by mail.") % {"person": form.cleaned_data["reviewer"]}
        )
    except Refused as refusal:
        tell(request, refusal)
    return _back(case)


@access.staff
@require_POST
def review_release(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a review that was not sent."""
    need(request, *WORKERS)
    cases = Application.objects.visible_to(request.user)
    review = get_object_or_404(
        Review.objects.filter(application__in=cases).select_related("application"), pk=number
    )
    try:
        actions.release_reviewer(review, by=request.user)
        messages.success(request, _("%(person)s no longer reviews this case.") % {"person": review.reviewer})
    except Refused as refusal:
        tell(request, refusal)
    return _back(review.application)


def _lacking(request: HttpRequest, per_case: int) -> list[Application]:
    """Cases in review with fewer reviewers than wanted."""
    rows = Application.objects.visible_to(request.user).filter(
        state=State.IN_REVIEW, ruleset__uses_review=True
    )
    rows = rows.annotate(asked=Count("reviews", distinct=True)).filter(Q(asked__lt=per_case))
    return list(rows.select_related("applicant", "ruleset").order_by("submitted_at", "pk"))


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
def review_assign(request: HttpRequest) -> HttpResponse:
    """Deal out the cases in review: first the list of who would get what, then one press."""
    need(request, *WORKERS)
    form = DealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _deal(request, form, [], 422 if form.is_bound else 200)
    dealt = deal_out(_lacking(request, form.cleaned_data["per_case"]), form.cleaned_data["per_case"])
    if "_go" not in request.POST or _seen(dealt) != request.POST.get("seen"):
        return _deal(request, form, list(dealt.items()), is_stale="_go" in request.POST)
    done = 0
    for case, people in dealt.items():
        try:
            done += len(
                actions.ask_reviewers(case, people, by=request.user, due_on=form.cleaned_data["due_on"])
            )
        except Refused as refusal:
            tell(request, refusal)
    messages.success(request, _("Reviews asked for by mail: %(count)d.") % {"count": done})
    return redirect("admin:grants_review_changelist")


def _seen(dealt: dict[Application, list[Any]]) -> str:
    """The proposal as the reader saw it: another one is shown before it is done."""
    return ";".join(
        f"{case.pk}:{','.join(str(person.pk) for person in people)}" for case, people in dealt.items()
    )


def _deal(
    request: HttpRequest, form: DealForm, dealt: list[Any], status: int = 200, *, is_stale: bool = False
) -> HttpResponse:
    open_reviews = Count(
        "grant_reviews", filter=Q(grant_reviews__submitted_at=None, grant_reviews__isnull=False)
    )
    context = {
        "form": form,
        "dealt": dealt,
        "is_dealt": form.is_bound and status == 200,
        "is_stale": is_stale,
        "seen": _seen(dict(dealt)),
        "people": members().annotate(number=open_reviews),
        "waiting": _lacking(request, 2),
    }
    return page(request, "assign", _("Deal out reviews"), Review, status=status, **context)
