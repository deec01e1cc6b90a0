"""The queue of proposals on the staff desk: one card each, oldest first; accept, ask back, decline.

The views are joined to the admin's addresses by `projects.proposal_admin`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from projects.actions import Overtaken, accept_proposal, decline_proposal, return_proposal
from projects.permissions import may_decide
from projects.project import Project
from projects.proposal import Proposal
from projects.workflow import Refused, Step
from twinning.access import staff
from twinning.languages import all_columns, own_name
from twinning.public_forms import CleanCharField
from twinning.sorting import fold

MESSAGE_LIMIT = 2000
TABS = {"waiting": gettext_lazy("To check"), "returned": gettext_lazy("With the submitter")}
STATES = {"waiting": Proposal.State.SUBMITTED, "returned": Proposal.State.RETURNED}


class MessageForm(forms.Form):
    """A message to the submitter, in their language if possible; the card says which one that is."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    message = CleanCharField(
        max_length=MESSAGE_LIMIT,
        label=gettext_lazy("Message to the submitter"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Say why: the submitter reads it."),
            "max_length": gettext_lazy(
                "At most %(limit_value)d characters fit here; there are %(show_value)d."
            ),
        },
    )


class AcceptForm(MessageForm):
    """Accepting needs no words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].required = False


@dataclass(slots=True)
class Act:
    """Something that can be decided on a card, with its form, or the reason why not."""

    step: Step
    form: forms.Form
    reason: str
    is_open: bool = False


@dataclass(slots=True)
class CardOfProposal:
    """One proposal of the queue."""

    proposal: Proposal
    language: str
    mail_language: str
    acts: dict[str, Act]
    checks: list[tuple[str, str]] = field(default_factory=list)
    earlier: list[Any] = field(default_factory=list)


FORMS = {Step.ACCEPT: AcceptForm, Step.ASK_BACK: MessageForm, Step.DECLINE: MessageForm}


def _acts(request: HttpRequest, proposal: Proposal, bound: dict[Step, forms.Form]) -> dict[str, Act]:
    found = {}
    for step, form_class in FORMS.items():
        form = bound.get(step) or form_class(
            initial={"seen": proposal.version}, auto_id=f"id_{proposal.pk}_{step}_%s"
        )
        reason = may_decide(request.user, proposal, step)[1]
        found[step.value] = Act(step, form, reason, is_open=step in bound)
    return found


def _checks(proposal: Proposal, projects: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """(sign, sentence) of what a reviewer would look up: ok, ask or no."""
    own = fold(proposal.title)
    same = [slug for slug, titles in projects if any(own in title or title in own for title in titles)]
    found = []
    if same:
        found.append(
            ("ask", _("A project with a similar name is there: %(slugs)s") % {"slugs": ", ".join(same)})
        )
    else:
        found.append(("ok", _("No project has a similar name")))
    if "@" in f"{proposal.summary} {proposal.text}":
        found.append(("ask", _("The text holds an e-mail address: it would become public")))
    else:
        found.append(("ok", _("No e-mail address in the text")))
    if proposal.themes.all():
        found.append(("ok", _("Themes: %(names)s") % {"names": ", ".join(map(str, proposal.themes.all()))}))
    else:
        found.append(("ask", _("No theme chosen")))
    return found


def _titles() -> list[tuple[str, list[str]]]:
    """Address word and folded titles of every project (one query)."""
    rows = Project.objects.rewrite(False).order_by("slug").values_list("slug", *all_columns("title"))
    return [(slug, [fold(title) for title in titles if title]) for slug, *titles in rows]


def _cards(
    request: HttpRequest, state: str, bound: dict[int, dict[Step, forms.Form]]
) -> list[CardOfProposal]:
    rows = (
        Proposal.objects.visible_to(request.user)
        .filter(state=state)
        .order_by("submitted_at", "pk")
        .select_related("submitted_by")
        .prefetch_related("cities", "themes__aim", "events__by")
    )
    projects = _titles() if state == Proposal.State.SUBMITTED else []
    return [
        CardOfProposal(
            proposal=row,
            language=own_name(row.language),
            mail_language=own_name(row.submitted_by.mail_language),
            acts=_acts(request, row, bound.get(row.pk, {})) if state == Proposal.State.SUBMITTED else {},
            checks=_checks(row, projects) if state == Proposal.State.SUBMITTED else [],
            earlier=[event for event in row.events.all() if event.message],
        )
        for row in rows
    ]


def _page(
    request: HttpRequest,
    *,
    bound: dict[int, dict[Step, forms.Form]] | None = None,
    lost: str = "",
    status: int = 200,
) -> HttpResponse:
    if not request.user.has_perm("projects.view_proposal"):
        raise PermissionDenied
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    counts = dict(
        Proposal.objects.visible_to(request.user)
        .filter(state__in=STATES.values())
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Project proposals"),
        "opts": Proposal._meta,
        "tabs": [
            {"key": key, "label": label, "count": counts.get(STATES[key], 0), "is_current": key == tab}
            for key, label in TABS.items()
        ],
        "cards": _cards(request, STATES[tab], bound or {}),
        "tab": tab,
        "lost": lost,
    }
    return render(request, "admin/projects/review.html", context, status=status)


@staff
@require_safe
def proposal_review(request: HttpRequest) -> HttpResponse:
    """The queue."""
    return _page(request)


def _decide(request: HttpRequest, pk: int, step: Step, act: Callable[..., Any], done: str) -> HttpResponse:
    """Take the decision that was posted, or show the queue again with everything that was typed."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("projects.change_proposal"):
        raise PermissionDenied
    form = FORMS[step](request.POST, auto_id=f"id_{pk}_{step}_%s")
    if not form.is_valid():
        return _page(request, bound={pk: {step: form}}, status=422)
    if step == Step.ACCEPT and not request.user.has_perm("projects.add_project"):
        raise PermissionDenied
    try:
        result = act(
            proposal, by=request.user, message=form.cleaned_data["message"], seen=form.cleaned_data["seen"]
        )
    except (Overtaken, Refused) as refusal:
        messages.error(request, str(refusal))
        return _page(request, lost=form.cleaned_data["message"], status=409)
    messages.success(request, done)
    if step == Step.ACCEPT and request.user.has_perm("projects.change_project"):
        return redirect("admin:projects_project_change", result.pk)
    return redirect("admin:projects_proposal_review")


@staff
@require_POST
def proposal_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft project of it."""
    done = _("Accepted. Here is the draft: complete it, then publish it. The submitter is told by mail.")
    return _decide(request, pk, Step.ACCEPT, accept_proposal, done)


@staff
@require_POST
def proposal_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask back."""
    done = _("Your question is on its way. The proposal comes back when the submitter has answered.")
    return _decide(request, pk, Step.ASK_BACK, return_proposal, done)


@staff
@require_POST
def proposal_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline with a reason."""
    return _decide(
        request, pk, Step.DECLINE, decline_proposal, _("Declined. The submitter is told why by mail.")
    )
