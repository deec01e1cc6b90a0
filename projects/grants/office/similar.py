"""Cases that may be the same project twice, and what the applicant was granted before. Hints: a person judges.

Signs: similar title, another organisation with the same register number, or the same partner or city on the same
days. The applicant's other open requests of a year are listed without being suspicious.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace, Upper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.office.actions import NO_TWIN
from projects.grants.office.queue import DECIDED
from projects.grants.office.states import state_tag
from projects.grants.parts import PartnerAbroad
from projects.grants.querysets import ApplicationQuerySet
from twinning.sorting import fold

ALIKE = 0.75
TITLES = 1000  # so many of the latest titles are compared
SHOWN = 6
YEAR = timedelta(days=365)
# Nothing of these can be paid twice.
OVER = {Application.State.WITHDRAWN, Application.State.REJECTED, Application.State.INADMISSIBLE}
CLOSED = {*OVER, *DECIDED}


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


def _days(one: Application, other: Application) -> int:
    """How many days two projects share."""
    if not (one.starts_on and one.ends_on and other.starts_on and other.ends_on):
        return 0
    return max(0, (min(one.ends_on, other.ends_on) - max(one.starts_on, other.starts_on)).days + 1)


@dataclass(frozen=True, slots=True)
class Marks:
    """What others are compared with: keys of cases with a similar title, and the case's cities, partners, number."""

    titles: set[int]
    cities: set[int]
    partners: set[str]
    number: str


def _marks(case: Application, rows: ApplicationQuerySet) -> Marks:
    return Marks(
        _by_title(case, rows),
        {city.pk for city in case.cities.all()},
        {fold(partner.name) for partner in case.partners.all() if partner.name},
        _bare(case.applicant.register_number),
    )


def _bare(number: str) -> str:
    """Register numbers are written with and without spaces."""
    return number.upper().replace(" ", "")


def _places(case: Application, other: Application, marks: Marks) -> list[str]:
    found = []
    if {fold(partner.name) for partner in other.partners.all()} & marks.partners:
        found.append(_("same partner"))
    if {city.pk for city in other.cities.all()} & marks.cities:
        found.append(_("same partner city"))
    return found


def _twin(case: Application, other: Application, marks: Marks) -> Twin:
    is_own = other.applicant_id == case.applicant_id
    has_number = bool(marks.number) and _bare(other.applicant.register_number) == marks.number
    found = [_("same organisation") if is_own else _("another organisation")]
    if has_number and not is_own:
        found = [_("same register number")]
    if other.pk in marks.titles:
        found.append(_("similar title"))
    places, days = _places(case, other, marks), _days(case, other)
    found += places
    if days:
        found.append(ngettext("%(days)d day in common", "%(days)d days in common", days) % {"days": days})
    is_suspect = other.pk in marks.titles or bool(days and places) or (has_number and not is_own)
    return Twin(other, found, is_suspect and other.state not in OVER, tag=state_tag(other))


def _wanted(case: Application, marks: Marks) -> Q:
    """Other cases that share more with this one than a city."""
    sent = case.submitted_at or case.created_at
    near = Q(submitted_at__range=(sent - YEAR, sent + YEAR))
    wanted = Q(pk__in=marks.titles) | near & Q(applicant=case.applicant_id)
    if marks.number:
        wanted |= Q(bare_number=marks.number) & ~Q(applicant=case.applicant_id)
    names = [partner.name for partner in case.partners.all() if partner.name]
    if names and case.starts_on and case.ends_on:
        same = PartnerAbroad.objects.filter(application=OuterRef("pk"), name__in=names)
        wanted |= Q(starts_on__lte=case.ends_on, ends_on__gte=case.starts_on) & Q(Exists(same))
    return wanted


def similar(case: Application, user: Any) -> list[Twin]:
    """Suspicious ones first, then the applicant's other open requests; always the same queries."""
    rows = Application.objects.visible_to(user).exclude(pk=case.pk)
    marks = _marks(case, rows)
    number = Replace(Upper("applicant__register_number"), Value(" "), Value(""))
    found = rows.annotate(bare_number=number).filter(_wanted(case, marks))
    found = found.select_related("applicant").prefetch_related("cities", "partners").order_by("-submitted_at")
    events = Event.objects.filter(application=case, code=NO_TWIN).values_list("data__number", flat=True)
    settled = set(events)
    twins = [_twin(case, other, marks) for other in found[:50]]
    for twin in twins:
        twin.is_settled = twin.case.number in settled
        twin.is_suspect = twin.is_suspect and not twin.is_settled
    shown = [twin for twin in twins if twin.is_suspect or twin.is_settled or twin.case.state not in CLOSED]
    return sorted(shown, key=lambda twin: (not twin.is_suspect, -len(twin.reasons)))[:SHOWN]


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
