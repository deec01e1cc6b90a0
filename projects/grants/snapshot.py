"""What was sent, word for word: one structure for the PDF, the case page, the export and the proof in a dispute."""

from typing import Any

from projects.grants.application import Application
from projects.grants.completeness import plan_of
from projects.grants.plan import sums

TEXTS = (
    "title", "short_text", "concept", "audience", "is_trip", "publicity", "accessibility", "starts_on", "ends_on",
    "places", "public_dates", "people_home", "people_partner", "people_young", "volunteers", "wants_early_start",
    "early_start_on", "early_start_reason", "signed_by",
)  # fmt: skip
APPLICANT = (
    "name", "form", "is_twinning_association", "register_court", "register_number", "street", "postcode", "town",
    "country", "is_charitable", "input_tax", "website", "phone",
)  # fmt: skip
ROWS = {
    "costs": ("head", "text", "quantity", "unit", "unit_price", "is_eligible"),
    "incomes": ("head", "text", "hours", "amount", "status", "decided_on"),
    "partners": ("name", "contact_name", "language", "part", "confirmed_at"),
    "legs": ("origin", "destination", "mode", "people", "hours_without_flight", "is_compensated"),
}


def _plain(value: Any) -> Any:
    """As JSON holds it: dates in ISO form, sums as text so that no cent is lost."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _row(obj: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(obj, name)) for name in names}


def take(application: Application) -> dict[str, Any]:
    """The application as JSON: texts, applicant, rows, cities and aims by key, sums in euros, files by digest."""
    costs, incomes = plan_of(application)
    total = sums(costs, incomes, application.ruleset.limits)
    applicant = application.applicant
    return {
        "format": 1,
        "language": application.language,
        "rules": application.ruleset.number,
        "programme": application.programme.slug,
        **_row(application, TEXTS),
        "applicant": _row(applicant, APPLICANT) if applicant else None,
        "signatories": [
            _row(person, ("name", "function", "is_joint")) for person in applicant.signatories.all()
        ]
        if applicant
        else [],
        "answers": application.answers,
        "declared": application.declared,
        "cities": [city.slug for city in application.cities.all()],
        "themes": [theme.key for theme in application.themes.all()],
        **{
            name: [_row(row, fields) for row in getattr(application, name).all()]
            for name, fields in ROWS.items()
        },
        "files": [
            {"name": file.name, "size": file.size, "sha256": file.digest}
            for file in application.attachments.filter(removed_at=None)
        ],
        "sums": {
            name: str(getattr(total, name))
            for name in ("costs", "eligible", "own_cash", "own_work", "other", "requested", "financing")
        },
    }
