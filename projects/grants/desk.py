"""Cards of the staff desk about funding: applications by state, what waits for me, the money of the year, what comes.

Every list goes through `visible_to`: a case to which somebody is tied is neither listed nor counted for them.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.grants.application import Application
from projects.grants.office import queue
from projects.grants.programme import BudgetLine, Programme, Round
from projects.grants.review import Session
from twinning import coverage, desk
from twinning.languages import served

State = Application.State
TASKS = 6
DATES = 6
NEXT: dict[str, Promise] = {
    State.SUBMITTED: gettext_lazy("Begin the check"),
    State.IN_CHECK: gettext_lazy("Go on with the check"),
    State.CHANGES_REQUESTED: gettext_lazy("Wait for the answer"),
    State.IN_REVIEW: gettext_lazy("Wait for the reviews"),
    State.FOR_DECISION: gettext_lazy("Prepare the decision"),
}
MONEY = ("grants.view_budgetline",)


def by_state(request: HttpRequest) -> dict[str, Any]:
    """How many applications wait where (one query)."""
    return {"figures": queue.figures(request.user)}


def _next(case: Any) -> str | Promise:
    if case.has_unread:
        return _("Read the new message")
    if case.came_back:
        return _("Look at the changes")
    if case.officer_id is None:
        return _("Choose who looks after it")
    return NEXT.get(case.state, _("Send the letter"))


def tasks(request: HttpRequest) -> dict[str, Any]:
    """Open cases of mine and those of nobody, the most urgent first (one query, and their cities)."""
    user = request.user
    open_ones = Q(state__in=queue.OPEN) | queue.letter_is_open()
    mine = queue.cases(user).filter(open_ones).filter(Q(officer=user.pk) | Q(officer=None))
    rows = mine.select_related("officer").prefetch_related("cities")
    first = rows.order_by(*queue.SORTS["deadline"], "pk")[:TASKS]
    page = reverse("admin:grants_application_changelist")
    return {
        "all_url": f"{page}?officer=mine",
        "rows": [
            {
                "case": row,
                "next": _next(row),
                "days": queue.days_left(row.deadline),
                "cities": row.cities.all(),
            }
            for row in first
        ],
    }


def money(request: HttpRequest) -> dict[str, Any]:
    """The budget lines of this year: committed of all, asked for and not decided, free (one query)."""
    year = timezone.localdate().year
    waiting = Application.objects.visible_to(request.user).filter(state__in=queue.OPEN).order_by()
    asked = (
        waiting.filter(programme=OuterRef("programme_id")).values("programme").annotate(sum=Sum("requested"))
    )
    lines = BudgetLine.objects.filter(year=year, amount__gt=0).select_related("programme")
    lines = lines.annotate(asked=Coalesce(Subquery(asked.values("sum")), Decimal(0)))
    return {"year": year, "lines": lines.order_by("programme__position", "pk")}


def _rounds() -> list[tuple[date, str, str]]:
    rows = Round.objects.filter(closes_at__gt=timezone.now()).select_related("programme")
    page = reverse("admin:grants_application_changelist")
    return [
        (
            timezone.localdate(row.closes_at),
            _("Deadline of “%(name)s”") % {"name": served(row, "name").text},
            f"{page}?programme={row.programme_id}",
        )
        for row in rows.order_by("closes_at")[:DATES]
    ]


def _answers(rows: Any) -> list[tuple[date, str, str]]:
    page = reverse("admin:grants_application_changelist")
    asked = rows.filter(state=State.CHANGES_REQUESTED, answer_by__gte=timezone.localdate())
    days = asked.order_by().values("answer_by").annotate(number=Count("pk"))
    return [
        (
            day["answer_by"],
            ngettext("%(count)d answer is due", "%(count)d answers are due", day["number"])
            % {"count": day["number"]},
            f"{page}?state=changes_requested",
        )
        for day in days.order_by("answer_by")[:DATES]
    ]


def _sessions() -> list[tuple[date, str, str]]:
    rows = Session.objects.filter(held_at__gte=timezone.now()).annotate(number=Count("items"))
    found = []
    for row in rows.order_by("held_at")[:DATES]:
        text = ngettext("Panel, %(count)d application", "Panel, %(count)d applications", row.number)
        page = reverse("admin:grants_application_changelist")
        found.append((timezone.localdate(row.held_at), text % {"count": row.number}, f"{page}?state=panel"))
    return found


def dates(request: HttpRequest) -> dict[str, Any]:
    """What comes next: deadlines of rounds, answers that are due, sessions of the panel (three queries)."""
    rows = Application.objects.visible_to(request.user)
    found = sorted([*_rounds(), *_answers(rows), *_sessions()])[:DATES]
    return {"dates": [{"day": day, "text": text, "url": url} for day, text, url in found]}


# Texts of programmes join the table of translations.
coverage.register(
    Programme,
    (
        "title",
        "summary",
        "funded",
        "requirements",
        "amounts",
        "directive",
        "decision",
        "payment",
        "proof",
        "contact",
    ),
    name="title",
    rows=lambda: Programme.objects.order_by("position", "slug"),
)
for key, title, context, order, permission, is_wide in (
    ("grants", gettext_lazy("Applications by state"), by_state, 1, "grants.view_application", True),
    ("grant-tasks", gettext_lazy("My cases"), tasks, 2, "grants.change_application", True),
    ("grant-money", gettext_lazy("Money of the year"), money, 3, MONEY, False),
    ("grant-dates", gettext_lazy("What comes next"), dates, 4, "grants.view_application", False),
):
    name = "lanes" if key == "grants" else key.removeprefix("grant-")
    desk.register(
        desk.Card(
            key=key,
            title=title,
            template=f"admin/grants/desk/{name}.html",
            context=context,
            order=order,
            permission=permission,
            wide=is_wide,
        )
    )
