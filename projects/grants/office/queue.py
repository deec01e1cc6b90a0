"""The queue of the office: which cases a person sees, filtered, sorted and counted by state.

Read by the list, its bulk actions, the desk's cards and the export (`chosen`). Nothing here changes anything.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.case import ChangeRequest, Message
from projects.grants.decision import Letter
from projects.grants.office.filters import QueueFilter
from projects.grants.office.states import state_tag
from projects.grants.querysets import ApplicationQuerySet
from twinning.desk import Figure

State = Application.State
PAGE = 25
OPEN = (State.SUBMITTED, State.IN_CHECK, State.CHANGES_REQUESTED, State.IN_REVIEW, State.FOR_DECISION)
DECIDED = (State.APPROVED, State.APPROVED_REDUCED, State.REJECTED, State.WAITLISTED)
GRANTED = (State.APPROVED, State.APPROVED_REDUCED)
SORTS = {
    "deadline": (F("deadline").asc(nulls_last=True), "submitted_at"),
    "-deadline": (F("deadline").desc(nulls_last=True), "submitted_at"),
    "received": ("submitted_at",),
    "-received": ("-submitted_at",),
    "requested": ("requested",),
    "-requested": ("-requested",),
    "title": ("title",),
    "-title": ("-title",),
}


def letter_is_open() -> Q:
    """Decided, but the binding letter has not gone out."""
    kinds = [Letter.Kind.AWARD, Letter.Kind.REJECTION, Letter.Kind.WAITLIST]
    sent = Letter.objects.filter(
        application=OuterRef("pk"), kind__in=kinds, is_original=True, sent_at__gte=OuterRef("decided_at")
    )
    return Q(state__in=DECIDED) & ~Exists(sent)


def is_overdue() -> Q:
    """The office's own day, or the applicant's day to answer, has passed."""
    today = timezone.localdate()
    mine = Q(state__in=OPEN, due_on__lt=today) & ~Q(state=State.CHANGES_REQUESTED)
    return mine | Q(state=State.CHANGES_REQUESTED, answer_by__lt=today)


def cases(user: Any) -> ApplicationQuerySet:
    """What a person may see, with the day that counts now, whether a message is unread, and whether changes came."""
    unread = Message.objects.filter(application=OuterRef("pk"), is_from_office=False, read_at=None)
    day = Case(
        When(state=State.CHANGES_REQUESTED, then=F("answer_by")),
        When(state__in=OPEN, then=F("due_on")),
        default=Value(None),
        output_field=DateField(),
    )
    answered = ChangeRequest.objects.filter(application=OuterRef("pk"), answered_at__isnull=False)
    return Application.objects.visible_to(user).annotate(
        deadline=day, has_unread=Exists(unread), came_back=Q(state=State.SUBMITTED) & Exists(answered)
    )


def _state(asked: str) -> Q:
    groups = {"": Q(state__in=OPEN), "open": Q(state__in=OPEN), "letter": letter_is_open(), "all": Q()}
    groups["decided"] = Q(state__in=[*DECIDED, State.INADMISSIBLE])
    groups["granted"] = Q(state__in=GRANTED)
    groups["panel"] = Q(state__in=[State.IN_REVIEW, State.FOR_DECISION])
    return groups[asked] if asked in groups else Q(state=asked)


def _officer(asked: str, user: Any) -> Q:
    if asked == "nobody":
        return Q(officer=None)
    return Q(officer=user.pk if asked == "mine" else int(asked))


def chosen(request: HttpRequest) -> tuple[ApplicationQuerySet, QueueFilter]:
    """The cases that the address asks for, and the filter as a form; one or two queries less than the list."""
    form = QueueFilter(request.GET, user=request.user)
    form.is_valid()
    asked = form.cleaned_data
    wanted = _state("all" if asked.get("q") and not asked.get("state") else asked.get("state", ""))
    for name, column in (("programme", "programme"), ("city", "cities"), ("theme", "themes")):
        if asked.get(name):
            wanted &= Q(**{column: asked[name]})
    if asked.get("officer"):
        wanted &= _officer(asked["officer"], request.user)
    if asked.get("year"):
        first, last = asked["year"]
        wanted &= Q(submitted_at__year__gte=first, submitted_at__year__lte=last)
    if asked.get("overdue"):
        wanted &= is_overdue()
    if asked.get("q"):
        words = asked["q"]
        wanted &= Q(number__icontains=words) | Q(title__icontains=words) | Q(applicant__name__icontains=words)
    order = SORTS.get(asked.get("sort") or "deadline", SORTS["deadline"])
    return cases(request.user).filter(wanted).order_by(*order, "pk"), form


def figures(user: Any) -> list[Figure]:
    """How many wait in which state, each with its list; one query."""
    rows = Application.objects.visible_to(user)
    counts = rows.aggregate(
        new=Count("pk", filter=Q(state=State.SUBMITTED)),
        check=Count("pk", filter=Q(state=State.IN_CHECK)),
        changes=Count("pk", filter=Q(state=State.CHANGES_REQUESTED)),
        panel=Count("pk", filter=Q(state__in=[State.IN_REVIEW, State.FOR_DECISION])),
        letter=Count("pk", filter=letter_is_open()),
        overdue=Count("pk", filter=is_overdue()),
    )
    page = reverse("admin:grants_application_changelist")
    return [
        Figure(counts["new"], _("newly received"), f"{page}?state=submitted", hot=counts["new"] > 0),
        Figure(counts["check"], _("in the formal check"), f"{page}?state=in_check"),
        Figure(counts["changes"], _("waiting for changes"), f"{page}?state=changes_requested"),
        Figure(counts["panel"], _("with review and panel"), f"{page}?state=panel"),
        Figure(counts["letter"], _("letter not sent"), f"{page}?state=letter", hot=counts["letter"] > 0),
        Figure(counts["overdue"], _("overdue cases"), f"{page}?overdue=on", hot=counts["overdue"] > 0),
    ]


def days_left(day: date | None) -> int | None:
    """Days until a deadline, negative when it has passed."""
    return None if day is None else (day - timezone.localdate()).days


def _sorts(query: QueryDict) -> dict[str, dict[str, str]]:
    """For each sortable column: the address that sorts by it, and how it is sorted now."""
    now = query.get("sort") or "deadline"
    found = {}
    for name in ("title", "received", "deadline", "requested"):
        turned = query.copy()
        turned.pop("page", None)
        turned["sort"] = f"-{name}" if now == name else name
        is_by = {name: "ascending", f"-{name}": "descending"}.get(now, "")
        found[name] = {"url": f"?{turned.urlencode()}", "sorted": is_by}
    return found


def _page_url(query: QueryDict, number: int) -> str:
    turned = query.copy()
    turned["page"] = str(number)
    return f"?{turned.urlencode()}"


def _rows(page: Page) -> list[dict[str, Any]]:
    return [
        {"case": row, "tag": state_tag(row), "days": days_left(row.deadline), "cities": row.cities.all()}
        for row in page
    ]


def listing(request: HttpRequest) -> dict[str, Any]:
    """A page of the list with its filter and its numbers; always the same queries."""
    found, form = chosen(request)
    related = found.select_related("applicant", "officer").prefetch_related("cities")
    page = Paginator(related, PAGE).get_page(request.GET.get("page"))
    query = request.GET
    total = found.order_by().aggregate(sum=Coalesce(Sum("requested"), Decimal(0)))["sum"]
    return {
        "figures": figures(request.user),
        "filter": form,
        "is_filtered": any(query.get(name) for name in form.fields if name != "sort"),
        "rows": _rows(page),
        "page": page,
        "total": total,
        "previous": _page_url(query, page.number - 1) if page.has_previous() else "",
        "next": _page_url(query, page.number + 1) if page.has_next() else "",
        "sorts": _sorts(query),
        "query": query.urlencode(),
    }
