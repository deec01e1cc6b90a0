"""Cases that may be the same project twice, and what the applicant was granted before. Hints: a person judges.

Four signs: same organisation within a year, same register number, similar title, same city at the same time.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.office.actions import NO_TWIN
from projects.grants.office.queue import DECIDED
from projects.grants.office.states import state_tag
from projects.grants.querysets import ApplicationQuerySet
from twinning.sorting import fold

ALIKE = 0.75
TITLES = 1000  # so many of the latest titles are compared
SHOWN = 6
YEAR = timedelta(days=365)
# Nothing of these can be paid twice.
OVER = {Application.State.WITHDRAWN, Application.State.REJECTED, Application.State.INADMISSIBLE}


@dataclass(slots=True)
class Twin:
    """A case that looks like another one: why, whether that is suspicious, and whether somebody found that it is
    no duplicate.
    """

    case: Application
    reasons: list[str] = field(default_factory=list)
    is_suspect: bool = False
    is_settled: bool = False
    tag: tuple[str, str] = ("", "")


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _by_title(case: Application, rows: ApplicationQuerySet) -> set[int]:
    mine = fold(case.title)
    titles = rows.order_by("-submitted_at").values_list("pk", "title")[:TITLES]
    return {pk for pk, title in titles if mine and _alike(mine, fold(title))}


def _overlap(case: Application) -> Q:
    if not case.starts_on or not case.ends_on:
        return Q(pk=None)
    return Q(starts_on__lte=case.ends_on, ends_on__gte=case.starts_on)


def _days(one: Application, other: Application) -> int:
    """How many days two projects share."""
    if not (one.starts_on and one.ends_on and other.starts_on and other.ends_on):
        return 0
    return max(0, (min(one.ends_on, other.ends_on) - max(one.starts_on, other.starts_on)).days + 1)


def _twin(case: Application, other: Application, titles: set[int], cities: set[int]) -> Twin:
    mine, theirs = case.applicant, other.applicant
    same_number = mine.register_number and fold(mine.register_number) == fold(theirs.register_number)
    found = []
    if other.applicant_id == case.applicant_id:
        found.append(_("same organisation"))
    else:
        found.append(_("same register number") if same_number else _("another organisation"))
    if other.pk in titles:
        found.append(_("similar title"))
    if {city.pk for city in other.cities.all()} & cities:
        found.append(_("same partner city"))
    days = _days(case, other)
    if days:
        found.append(ngettext("%(days)d day in common", "%(days)d days in common", days) % {"days": days})
    is_suspect = (
        other.pk in titles or days > 0 or (other.applicant_id != case.applicant_id and bool(same_number))
    )
    return Twin(other, found, is_suspect and other.state not in OVER, tag=state_tag(other))


def similar(case: Application, user: Any) -> list[Twin]:
    """The most alike first; always the same queries."""
    rows = Application.objects.visible_to(user).exclude(pk=case.pk)
    titles = _by_title(case, rows)
    cities = {city.pk for city in case.cities.all()}
    sent = case.submitted_at
    wanted = Q(applicant=case.applicant_id, submitted_at__range=(sent - YEAR, sent + YEAR)) | Q(pk__in=titles)
    number = case.applicant.register_number
    if number:
        wanted |= Q(applicant__register_number__iexact=number) & ~Q(applicant=case.applicant_id)
    if cities:
        wanted |= _overlap(case) & Q(pk__in=rows.filter(cities__in=cities).values("pk"))
    found = (
        rows.filter(wanted).select_related("applicant").prefetch_related("cities").order_by("-submitted_at")
    )
    events = Event.objects.filter(application=case, code=NO_TWIN).values_list("data__number", flat=True)
    settled = set(events)
    twins = [_twin(case, other, titles, cities) for other in found[:50]]
    for twin in twins:
        twin.is_settled = twin.case.number in settled
        twin.is_suspect = twin.is_suspect and not twin.is_settled
    return sorted(twins, key=lambda twin: (not twin.is_suspect, -len(twin.reasons)))[:SHOWN]


def earlier(case: Application, user: Any) -> list[dict[str, Any]]:
    """What became of other requests of the same applicant, the latest first."""
    rows = Application.objects.visible_to(user).filter(applicant=case.applicant_id, state__in=DECIDED)
    rows = rows.exclude(pk=case.pk).select_related("award").order_by("-submitted_at")[:10]
    return [
        {
            "case": row,
            "tag": state_tag(row),
            "award": getattr(row, "award", None),
            "year": row.submitted_at.year,
        }
        for row in rows
    ]
