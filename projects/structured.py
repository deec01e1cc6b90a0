"""A joint project for search engines: schema.org's Project with those who take part. Called by `twinning.discovery`."""

from datetime import date
from typing import Any

from partners.structured import photo_data
from projects.project import Precision, Project
from twinning.languages import served
from twinning.querysets import unfolded

LENGTHS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def day(value: date | None, precision: str) -> str:
    """A date as exactly as it is known: "2026", "2026-05" or "2026-05-03"."""
    return value.isoformat()[: LENGTHS[Precision(precision)]] if value else ""


def project_data(project: Project, base: str) -> dict[str, Any]:
    """When it began and ended, its languages, public organisations and named cities."""
    rows = unfolded(getattr(project, "shown_participations", None))
    return {
        "foundingDate": day(project.starts_on, project.starts_precision),
        "dissolutionDate": day(project.ends_on, project.ends_precision),
        "knowsLanguage": list(project.languages),
        "member": [{"@type": "Organization", "name": row.organisation__name} for row in rows if row.is_open],
        "location": [
            {"@type": "City", "name": name}
            for name in dict.fromkeys(served(row, "city__name").text for row in rows if row.is_named)
            if name
        ],
        "image": photo_data(getattr(project, "shown_photos", None), base),
    }
