"""What the index of a case's ZIP file says, for the office and for the applicant. Called by `dossier.py`."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.grants.application import Application
from projects.grants.apply.frame import NAMES
from projects.grants.completeness import plan_of
from projects.grants.mine.timeline import WORDS, shown_events
from projects.grants.office.checks import NAMES as CHECKS
from projects.grants.office.events import word
from projects.grants.office.people import takes_part
from projects.grants.panel.reading import opinions
from projects.grants.plan import sums
from projects.grants.records.archive import Packed
from projects.grants.sentences import euros
from projects.grants.standing import standing
from twinning.cldr import country_name
from twinning.languages import current, direction, served

Words = str | Promise
PROJECT = ("short_text", "concept", "audience", "is_trip", "publicity", "accessibility")
TIME = (
    "starts_on", "ends_on", "places", "public_dates", "people_home", "people_partner", "people_young", "volunteers",
    "wants_early_start", "early_start_on", "early_start_reason",
)  # fmt: skip
APPLICANT = (
    "name", "form", "is_twinning_association", "register_court", "register_number", "street", "postcode", "town",
    "country", "is_charitable", "input_tax", "website", "phone",
)  # fmt: skip
DECISION = (
    "outcome", "amount", "financing", "rate", "eligible_total", "purpose", "period_from", "period_to",
    "proof_due_on", "reason", "next_round", "prepared_by", "decided_by", "decided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A letter or file of the case, with its place in the archive, or why it is not there."""

    row: Any
    packed: Packed | None = None
    is_lost: bool = False
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the index; `is_typed` marks words of the applicant, which have a language of their own."""

    label: Words
    value: Words
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the trail."""

    at: datetime
    word: Words
    name: str = ""
    reason: str = ""


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def _decoded(row: Any, name: str, value: str) -> Words:
    return country_name(value) if name == "country" else getattr(row, f"get_{name}_display")()


def pairs(row: Any, names: tuple[str, ...]) -> list[Pair]:
    """Fields of a row that hold something, under their own names."""
    found = []
    for name in names:
        field, value = row._meta.get_field(name), getattr(row, name)
        if value in (None, ""):
            continue
        is_coded = bool(field.choices) or name == "country"
        shown = _decoded(row, name, value) if is_coded else _said(value)
        found.append(Pair(field.verbose_name, shown, is_typed=isinstance(value, str) and not is_coded))
    return found


def _plan(application: Application) -> dict[str, Any]:
    names = {head.code: served(head, "name").text for head in application.ruleset.heads.all()}
    total = sums(*plan_of(application), application.ruleset.limits)
    return {
        "costs": [
            {"row": row, "name": names.get(row.head, row.head), "amount": row.as_line().amount}
            for row in application.costs.all()
        ],
        "incomes": [{"row": row, "name": names.get(row.head, row.head)} for row in application.incomes.all()],
        "sums": total,
        "pairs": [
            Pair(_("Costs"), euros(total.costs)),
            Pair(_("Eligible costs"), euros(total.eligible)),
            Pair(_("Own money"), euros(total.own_cash)),
            Pair(_("Own unpaid work"), euros(total.own_work)),
            Pair(_("Requested grant"), euros(total.requested)),
        ],
    }


def _head(application: Application) -> list[Pair]:
    cities = ", ".join(served(city, "name").text for city in application.cities.all())
    aims = ", ".join(str(theme) for theme in application.themes.select_related("aim"))
    said = [
        Pair(_("File number"), application.number or ""),
        Pair(_("Programme"), served(application.programme, "title").text),
        Pair(_("Rules"), _("version %(number)d") % {"number": application.ruleset.number}),
        Pair(_("Cities"), cities),
        Pair(_("Aims"), aims),
        Pair(_("Sent"), _said(application.submitted_at) if application.submitted_at else ""),
        Pair(_("Signed by"), application.signed_by),
    ]
    return [pair for pair in said if pair.value]


def context(application: Application, *, for_office: bool, user: Any) -> dict[str, Any]:
    """Everything but the enclosures."""
    language = current()
    applicant = application.applicant
    found: dict[str, Any] = {
        "case": application,
        "for_office": for_office,
        "language": language,
        "direction": direction(language),
        "made_at": timezone.localtime(),
        "head": _head(application),
        "project": pairs(application, PROJECT),
        "time": pairs(application, TIME),
        "applicant": pairs(applicant, APPLICANT) if applicant else [],
        "signatories": list(applicant.signatories.all()) if applicant else [],
        "partners": application.partners.select_related("city"),
        "legs": application.legs.all(),
        "plan": _plan(application),
        "talk": application.messages.all(),
        "requests": [
            {"row": row, "sections": [NAMES[step] for step in row.sections]}
            for row in application.change_requests.order_by("created_at")
        ],
    }
    return found | (_for_office(application, user) if for_office else _for_applicant(application))


def _for_applicant(application: Application) -> dict[str, Any]:
    """The standing in the applicant's words, and the events that applicants may know of."""
    now = standing(application)
    trail = [Happened(event.at, WORDS[event.machine, event.code]) for event in shown_events(application)]
    return {"state": now.label, "standing": [now.applicant, now.next], "trail": trail}


def _for_office(application: Application, user: Any) -> dict[str, Any]:
    """Everything that the case page shows: notes and reviews for those who take part, ties for the lead alone."""
    decision = getattr(application, "decision", None)
    is_in = takes_part(user)
    conflicts = application.conflicts.select_related("user")
    return {
        "state": standing(application).staff,
        "standing": [],
        "officer": application.officer,
        "trail": [
            Happened(event.at, word(event.machine, event.code), event.actor_name, event.reason)
            for event in application.events.all()
        ],
        "checks": [
            {"row": check, "name": CHECKS.get(check.code, check.code)}
            for check in application.checks.select_related("checked_by")
        ],
        "notes": application.notes.all() if is_in else [],
        "reviews": [one.review for one in opinions(application, user)] if is_in else [],
        "conflicts": conflicts if user.has_perm("grants.lead_grants") else [],
        "decision": pairs(decision, DECISION) if decision else [],
        "award": getattr(application, "award", None),
    }
