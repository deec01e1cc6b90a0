"""What an application still lacks, step by step: rules APP-1 to APP-8 and the plan's rules, as sentences.

Called by the guards before sending, by each step's page, by the review step and by the office's case page: one answer
for all of them. Warnings don't block. The sentences are written in `sentences.py`.
"""

import dataclasses
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from projects.grants import plan
from projects.grants.application import Application
from projects.grants.parts import TravelLeg
from projects.grants.ruleset import Ruleset

FLIGHT = TravelLeg.Mode.FLIGHT
# What must be filled in, by step; the micro track asks for less.
NEEDED = {
    "project": ("title", "short_text", "concept", "audience"),
    "time": ("starts_on", "ends_on", "places"),
}
NEEDED_OF_APPLICANT = ("name", "form", "street", "postcode", "town")
NEEDED_SHORT = {"project": ("title", "short_text"), "time": ("starts_on", "ends_on")}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """A rule that an application does not keep: code, step, field (or line), whether it blocks, and values."""

    code: str
    step: str
    blocks: bool = True
    field: str = ""
    line: int | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


def plan_of(application: Application) -> tuple[list[plan.Cost], list[plan.Income]]:
    """The stored lines, for the arithmetic."""
    return (
        [line.as_line() for line in application.costs.all()],
        [line.as_line() for line in application.incomes.all()],
    )


def findings(application: Application) -> list[Finding]:
    """Everything at once, in the order of the steps."""
    rules = application.ruleset
    return [
        *_applicant(application),
        *_eligibility(application),
        *_empty(application, NEEDED_SHORT if rules.is_short else NEEDED),
        *_partner(application),
        *_time(application, rules),
        *_travel(application, rules),
        *plan_findings(application, *plan_of(application)),
        *_declarations(application, rules),
        *_limits(application, rules),
    ]


def blocking(application: Application) -> list[Finding]:
    """Only what stands in the way of sending."""
    return [finding for finding in findings(application) if finding.blocks]


def _applicant(application: Application) -> list[Finding]:
    applicant = application.applicant
    if applicant is None:
        return [Finding("NEEDED", "applicant", field="applicant")]
    found = [
        Finding("NEEDED", "applicant", field=name)
        for name in NEEDED_OF_APPLICANT
        if not getattr(applicant, name)
    ]
    if not applicant.signatories.exists():
        found.append(Finding("NEEDED", "applicant", field="signatories"))
    if application.is_trip and application.ruleset.trips_only_by_associations:
        if not applicant.is_twinning_association:
            found.append(Finding("APP-5", "project", field="is_trip"))
    return found


def _eligibility(application: Application) -> list[Finding]:
    """APP-3: every exclusion question is answered, and none excludes."""
    answers = application.answers
    found = []
    for question in application.ruleset.questions.all():
        given = answers.get(question.code)
        if given is None:
            found.append(Finding("APP-3", "project", field=question.code, values={"question": question}))
        elif given == question.excludes_if:
            found.append(Finding("APP-3x", "project", field=question.code, values={"question": question}))
    return found


def _empty(application: Application, needed: dict[str, tuple[str, ...]]) -> list[Finding]:
    return [
        Finding("NEEDED", step, field=name)
        for step, names in needed.items()
        for name in names
        if not getattr(application, name)
    ]


def _partner(application: Application) -> list[Finding]:
    """APP-4: a partner city, and a partner there who works on the concept."""
    found = [] if application.cities.exists() else [Finding("APP-4", "partner", field="cities")]
    partners = list(application.partners.all())
    if not partners:
        found.append(Finding("APP-4p", "partner", field="partners"))
    found += [
        Finding("PARTNER", "partner", blocks=False, line=number, values={"name": partner.name})
        for number, partner in enumerate(partners, 1)
        if partner.confirmed_at is None
    ]
    return found


def _judged_on(application: Application) -> date:
    """The day that counts for lead time and yearly limits: of sending, however long the office takes afterwards."""
    return timezone.localdate(application.submitted_at)


def _time(application: Application, rules: Ruleset) -> list[Finding]:
    """APP-1 and APP-2: it ends after it begins, it has not begun, and there is time enough before it does."""
    start, end = application.starts_on, application.ends_on
    if start is None:
        return []
    found = [Finding("APP-1", "time", field="ends_on")] if end and end < start else []
    today = _judged_on(application)
    early = application.wants_early_start and application.early_start_on and application.early_start_reason
    if application.wants_early_start and not early:
        found.append(Finding("APP-1e", "time", field="early_start_reason"))
    if start <= today and not early:
        found.append(Finding("APP-1b", "time", field="starts_on"))
    elif start < today + timedelta(days=rules.lead_days) and not early:
        found.append(Finding("APP-2", "time", field="starts_on", values={"days": rules.lead_days}))
    return found


def _travel(application: Application, rules: Ruleset) -> list[Finding]:
    """Flights need compensation; none where one arrives soon enough without."""
    found = []
    for number, leg in enumerate(application.legs.all(), 1):
        if leg.mode != FLIGHT:
            continue
        where = {"from": leg.origin, "to": leg.destination}
        if rules.needs_compensation and not leg.is_compensated:
            found.append(Finding("TRAVEL-1", "time", line=number, values=where))
        limit = rules.hours_without_flight
        if limit is not None and leg.hours_without_flight is None:
            found.append(Finding("TRAVEL-3", "time", line=number, values=where))
        elif limit is not None and leg.hours_without_flight <= limit:
            found.append(Finding("TRAVEL-2", "time", line=number, values={**where, "hours": limit}))
    return found


def plan_findings(
    application: Application, costs: Iterable[plan.Cost], incomes: Iterable[plan.Income]
) -> list[Finding]:
    """What stands against a plan of this application, stored or just typed."""
    has_flight = any(leg.mode == FLIGHT for leg in application.legs.all())
    limits = application.ruleset.limits
    if application.state == Application.State.APPROVED_REDUCED:
        # The office decided for a smaller grant: the least one of the programme no longer matters.
        limits = dataclasses.replace(limits, least=None)
    return [
        Finding(found.code, "costs", found.level == plan.BLOCKS, line=found.line, values=found.values)
        for found in plan.check(costs, incomes, limits, has_flight=has_flight)
    ]


def _declarations(application: Application, rules: Ruleset) -> list[Finding]:
    codes = rules.declarations.values_list("code", flat=True)
    return [Finding("DECLARE", "review", field=code) for code in codes if not application.declared.get(code)]


def _limits(application: Application, rules: Ruleset) -> list[Finding]:
    """APP-7 (looks like another one) and APP-8 (how many an organisation may send in a year)."""
    if application.applicant_id is None:
        return []
    others = Application.objects.sent().filter(applicant=application.applicant_id).exclude(pk=application.pk)
    found = []
    year = _judged_on(application).year
    counted = others.exclude(state__in=["withdrawn", "inadmissible"])
    if rules.per_year is not None:
        sent = counted.filter(programme=application.programme_id, submitted_at__year=year).count()
        if sent >= rules.per_year:
            found.append(Finding("APP-8", "review", values={"limit": rules.per_year}))
    if application.starts_on and application.ends_on:
        same = counted.filter(
            Q(starts_on__lte=application.ends_on, ends_on__gte=application.starts_on),
            cities__in=application.cities.all(),
        ).distinct()
        found += [
            Finding("APP-7", "review", blocks=False, values={"number": other.number, "title": other.title})
            for other in same[:3]
        ]
    return found


def by_step(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings sorted to their steps."""
    sorted_out: dict[str, list[Finding]] = {}
    for finding in found:
        sorted_out.setdefault(finding.step, []).append(finding)
    return sorted_out
