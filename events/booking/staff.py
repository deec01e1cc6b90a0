"""What the staff's page of a date shows: how many come, why the list stands still, and everybody who is on it.

Called by `events.booking.staff_views` and the export; personal data come through `visible_to` alone.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.booking.questions import answers_shown
from events.booking.registration import Answer, Registration
from events.booking.staff_rights import Rights
from events.clocks import Clock, clocks
from events.models import Occurrence
from events.walltime import local
from twinning.cldr import language_label
from twinning.languages import Served
from twinning.municipality.home import current_home

Status = Registration.Status
PER_PAGE = 50
# People have one name in all languages: this is no translated column.
PERSON = "name"
BY_NAME = (Lower(PERSON), "pk")
ENDED = (Status.CANCELLED, Status.EXPIRED)
TAGS = {"confirmed": "ok", "attended": "ok", "waiting": "warn", "offered": "warn", "no_show": "err"}
# What can be done with a registration in each state, as the acts allow it.
REMOVABLE = frozenset({Status.PENDING, Status.CONFIRMED, Status.WAITING, Status.OFFERED})
NUMBER = re.compile(r"^(?:t-?)?0*(\d{1,9})$", re.IGNORECASE)


# --- numbers --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Numbers:
    """People and registrations of a date by state (one query)."""

    people: dict[str, int]
    rows: dict[str, int]
    needs: int

    def count(self, *states: str) -> int:
        return sum(self.people.get(state, 0) for state in states)


def numbers_of(occurrence: Occurrence) -> Numbers:
    """How many people and registrations there are in each state; how many of those who come need something."""
    living = ~Q(access_needs="") & ~Q(status__in=ENDED)
    found = Registration.objects.filter(occurrence=occurrence).order_by()
    rows = found.values("status").annotate(
        people=Sum("places"), rows=Count("pk"), needs=Count("pk", filter=living)
    )
    listed = list(rows)
    return Numbers(
        people={row["status"]: row["people"] for row in listed},
        rows={row["status"]: row["rows"] for row in listed},
        needs=sum(row["needs"] for row in listed),
    )


def figures(occurrence: Occurrence, numbers: Numbers) -> list[tuple[str, str]]:
    """The four numbers on top: what they are, and how many."""
    sure = numbers.count(Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)
    left = occurrence.places_left
    return [
        (_("places taken for sure"), str(sure)),
        (_("places held"), str(numbers.count(Status.PENDING, Status.OFFERED))),
        (_("free places"), _("no limit") if left is None else str(left)),
        (_("people waiting"), str(numbers.count(Status.WAITING))),
    ]


# --- the list -------------------------------------------------------------------------------------
TABS: dict[str, tuple[str, ...]] = {
    "": tuple(state for state in Status.values if state not in ENDED),
    "confirmed": (Status.CONFIRMED,),
    "pending": (Status.PENDING,),
    "waiting": (Status.WAITING, Status.OFFERED),
    "came": (Status.ATTENDED, Status.NO_SHOW),
    "ended": ENDED,
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the list."""

    key: str
    label: str
    count: int
    is_current: bool


def tabs(numbers: Numbers, current: str) -> list[Tab]:
    """The parts of the list with the number of their registrations."""
    labels = {
        "": _("All"),
        "confirmed": _("Confirmed"),
        "pending": _("Not yet confirmed"),
        "waiting": _("Waiting list"),
        "came": _("At the door"),
        "ended": _("Ended"),
    }
    return [
        Tab(key, labels[key], sum(numbers.rows.get(state, 0) for state in states), key == current)
        for key, states in TABS.items()
    ]


def tab_of(request: HttpRequest) -> str:
    """The chosen part; an unknown one is all of it."""
    wanted = request.GET.get("tab", "")
    return wanted if wanted in TABS else ""


def searched(rows: QuerySet[Registration], words: str) -> QuerySet[Registration]:
    """Those whose name or address holds every word; a number such as "T-0042" or "42" finds its registration."""
    for word in words.split()[:8]:
        found = Q(name__icontains=word) | Q(email__icontains=word)
        if number := NUMBER.match(word):
            found |= Q(pk=int(number[1]))
        rows = rows.filter(found)
    return rows


def words_of(request: HttpRequest) -> str:
    """What is searched for."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def rows_of(occurrence: Occurrence, request: HttpRequest) -> QuerySet[Registration]:
    """The registrations of the date that this person may see, in the order of the list."""
    rows = Registration.objects.visible_to(request.user).filter(occurrence=occurrence)
    answers = Answer.objects.select_related("question").order_by("question__position", "pk")
    return rows.prefetch_related(Prefetch("answers", answers)).order_by("position", *BY_NAME)


@dataclass(frozen=True, slots=True)
class Line:
    """One registration as the list shows it."""

    row: Registration
    name: str
    language: str
    status: str
    tag: str
    note: str
    answers: list[tuple[Served, str]]
    needs: str
    acts: list[tuple[str, str]]


def line(row: Registration, occurrence: Occurrence, rights: Rights) -> Line:
    """What stands in the list about a registration. Needs its answers prefetched."""
    return Line(
        row=row,
        name=row.name or _("erased"),
        language=language_label(row.language),
        status=row.get_status_display(),
        tag=TAGS.get(row.status, "plain"),
        note=_note(row, occurrence),
        answers=answers_shown(row.answers.all()),
        needs=row.access_needs if rights.sees_needs else "",
        acts=_acts(row) if rights.plans and row.anonymised_at is None else [],
    )


def _note(row: Registration, occurrence: Occurrence) -> str:
    if row.status in {Status.PENDING, Status.OFFERED}:
        return _("until %(moment)s") % {"moment": moment(row.hold_until, occurrence)}
    if row.status == Status.WAITING and row.confirmed_at is None:
        return _("address not confirmed")
    if row.status == Status.ATTENDED and row.checked_in_at:
        return moment(row.checked_in_at, occurrence)
    return ""


def moment(when: datetime, occurrence: Occurrence) -> str:
    """A moment by the clocks of the date."""
    return date_format(local(when, occurrence.time_zone), "SHORT_DATETIME_FORMAT")


def _acts(row: Registration) -> list[tuple[str, str]]:
    acts = []
    if row.status == Status.WAITING and row.confirmed_at:
        acts.append(("promote", _("Let move up now, out of turn")))
    if row.status not in ENDED and row.email:
        acts.append(("link", _("Send the link again")))
    if row.status in ENDED:
        acts.append(("erase", _("Erase name and address now")))
    if row.status in REMOVABLE:
        acts.append(("remove", _("Take off the list, with a mail")))
    return acts


@dataclass(frozen=True, slots=True)
class Listing:
    """The part of the list that is shown."""

    lines: list[Line]
    page: Page
    tabs: list[Tab]
    tab: str
    words: str

    @property
    def query(self) -> dict[str, Any]:
        return {"tab": self.tab, "q": self.words}


def listing(occurrence: Occurrence, request: HttpRequest, rights: Rights, numbers: Numbers) -> Listing:
    """The chosen part of the list, fifty at a time."""
    tab, words = tab_of(request), words_of(request)
    rows = searched(rows_of(occurrence, request).filter(status__in=TABS[tab]), words)
    if tab != "waiting":
        rows = rows.order_by(*BY_NAME)
    paginator = Paginator(rows, PER_PAGE)
    if not words:
        # Known from the numbers: no need to count once more.
        paginator.count = sum(numbers.rows.get(state, 0) for state in TABS[tab])
    page = paginator.get_page(request.GET.get("page"))
    return Listing(
        lines=[line(row, occurrence, rights) for row in page.object_list],
        page=page,
        tabs=tabs(numbers, tab),
        tab=tab,
        words=words,
    )


# --- the head -------------------------------------------------------------------------------------
def head(occurrence: Occurrence) -> dict[str, Any]:
    """Title, clocks and links that all staff pages of a date show."""
    home = current_home()
    shown: list[Clock] = clocks(occurrence, home)
    return {"home": home, "occurrence": occurrence, "event_title": str(occurrence.event), "clocks": shown}
