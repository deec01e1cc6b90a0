"""Who may open which letter: the one layer for the pages, the files and the export.

Applicants see what was sent to them; staff see all letters of cases in which they have no tie; reviewers only the
application as it was sent. Minutes speak of many applications: a tie to one of them closes them.
A letter without a file was erased at the end of its retention: only that it was sent is still known.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from projects.grants.application import Application
from projects.grants.decision import Decision, Letter
from projects.grants.review import AgendaItem
from projects.grants.roles import roles_of

Kind = Letter.Kind
DECISIONS = (Kind.AWARD, Kind.REJECTION, Kind.WAITLIST)


def visible_letters(user: Any) -> QuerySet[Letter]:
    """Letters about applications that this person may open."""
    if not getattr(user, "pk", None):
        return Letter.objects.none()
    mine = Q(application__in=Application.objects.of(user)) & Q(sent_at__isnull=False)
    rows = Letter.objects.filter(application__isnull=False).exclude(file="")
    if not user.is_staff:
        return rows.filter(mine)
    office = Q(application__in=Application.objects.visible_to(user))
    if not user.has_perm("grants.view_letter"):
        office &= Q(kind=Kind.APPLICATION)
    return rows.filter(mine | office)


def visible_minutes(user: Any) -> QuerySet[Letter]:
    """Minutes, for staff who may read sessions and have no tie to anything on the agenda."""
    if not getattr(user, "is_staff", False) or not user.has_perm("grants.view_session"):
        return Letter.objects.none()
    free = Application.objects.sent().without_conflict(user)
    tied = AgendaItem.objects.exclude(application__in=free)
    return Letter.objects.filter(kind=Kind.MINUTES).exclude(file="").exclude(session__items__in=tied)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The letters of one case as a page lists them; `step` is what comes next in the office: make, send or ""."""

    letters: list[Letter] = field(default_factory=list)
    step: str = ""

    @property
    def waiting(self) -> list[Letter]:
        """Decision letters that are stored and not sent."""
        return [letter for letter in self.letters if letter.kind in DECISIONS and letter.sent_at is None]


def shelf(application: Application, user: Any) -> Shelf:
    """What this person may open, newest kind last, and what the office may do next."""
    letters = list(
        visible_letters(user).filter(application=application).order_by("created_at", "-is_original", "pk")
    )
    return Shelf(letters, _step(application, letters, user) if getattr(user, "is_staff", False) else "")


def _step(application: Application, letters: list[Letter], user: Any) -> str:
    decision = Decision.objects.filter(application=application, decided_by__isnull=False).first()
    if decision is None or not {"officer", "decider", "lead"} & roles_of(user, application):
        return ""
    kind = {"rejected": Kind.REJECTION, "waitlisted": Kind.WAITLIST}.get(decision.outcome, Kind.AWARD)
    made = [letter for letter in letters if letter.kind == kind]
    if not made:
        return "make"
    return "" if all(letter.sent_at for letter in made) else "send"
