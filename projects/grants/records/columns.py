"""The columns of the list of applications as a file, each told once: name, and how its value is read.

Called by `sheets.py`. Sums are Decimal, days are dates, so that every program calculates with them; texts stay texts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.querysets import ApplicationQuerySet
from twinning.languages import served

Cell = str | int | Decimal | date | None
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with the way to the value."""

    name: str | Promise
    read: Callable[[Application], Cell]


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _of(name: str) -> Callable[[Application], Cell]:
    return lambda row: getattr(row, name)


def _applicant(name: str) -> Callable[[Application], Cell]:
    return lambda row: getattr(row.applicant, name) if row.applicant else ""


def _form(row: Application) -> str:
    return row.applicant.get_form_display() if row.applicant else ""


def _cities(row: Application) -> str:
    return "; ".join(served(city, "name").text for city in row.cities.all())


def _aims(row: Application) -> str:
    return "; ".join(str(theme) for theme in row.themes.all())


def _granted(row: Application) -> Decimal | None:
    decision = getattr(row, "decision", None)
    return decision.amount if decision and decision.decided_at else None


def _award(row: Application) -> str:
    award = getattr(row, "award", None)
    return award.get_state_display() if award else ""


COLUMNS = (
    Column(_("File number"), _of("number")),
    Column(_("Title"), _of("title")),
    Column(_("Programme"), lambda row: served(row.programme, "title").text),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Applicant"), _applicant("name")),
    Column(_("Legal form"), _form),
    Column(_("Register number"), _applicant("register_number")),
    Column(_("Postcode"), _applicant("postcode")),
    Column(_("Town"), _applicant("town")),
    Column(_("Cities"), _cities),
    Column(_("Aims"), _aims),
    Column(_("Language"), _of("language")),
    Column(_("Desk officer"), lambda row: str(row.officer or "")),
    Column(_("Received"), lambda row: _day(row.submitted_at)),
    Column(_("Decided"), lambda row: _day(row.decided_at)),
    Column(_("Begins"), _of("starts_on")),
    Column(_("Ends"), _of("ends_on")),
    Column(_("People from here"), _of("people_home")),
    Column(_("People from the partner city"), _of("people_partner")),
    Column(_("Costs in euros"), _of("costs_total")),
    Column(_("Requested in euros"), _of("requested")),
    Column(_("Granted in euros"), _granted),
    Column(_("Award"), _award),
    Column(_("Sample"), lambda row: str(_("yes")) if row.is_sample else ""),
)


def rows_of(applications: ApplicationQuerySet) -> Iterator[list[Cell]]:
    """The headings, then one row for each application, read piece by piece."""
    yield [str(column.name) for column in COLUMNS]
    related = applications.select_related("applicant", "officer", "programme", "decision", "award")
    for row in related.prefetch_related("cities", "themes__aim").iterator(chunk_size=CHUNK):
        yield [column.read(row) for column in COLUMNS]
