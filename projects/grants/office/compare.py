"""Two cases side by side, for whoever judges whether they are the same project. Read by the page of that name."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.office.states import state_tag
from projects.grants.sentences import euros
from twinning.languages import served


@dataclass(frozen=True, slots=True)
class Line:
    """What one fact is in both cases."""

    name: str | Promise
    values: tuple[str, str]
    is_text: bool = False

    @property
    def is_same(self) -> bool:
        """Both say the same, and not nothing."""
        return bool(self.values[0]) and self.values[0].casefold() == self.values[1].casefold()


def _period(case: Application) -> str:
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in (case.starts_on, case.ends_on) if day]
    return " – ".join(days)


def _facts(case: Application) -> dict[str, str]:
    applicant = case.applicant
    return {
        "number": case.number or "",
        "state": state_tag(case)[1],
        "applicant": applicant.name,
        "register": f"{applicant.register_court} {applicant.register_number}".strip(),
        "signatories": ", ".join(person.name for person in applicant.signatories.all()),
        "cities": ", ".join(sorted(served(city, "name").text for city in case.cities.all())),
        "partners": ", ".join(partner.name for partner in case.partners.all()),
        "period": _period(case),
        "places": case.places,
        "costs": euros(case.costs_total),
        "requested": euros(case.requested),
        "short": case.short_text,
        "concept": case.concept,
    }


NAMES: dict[str, Promise] = {
    "number": _("File number"),
    "state": _("State"),
    "applicant": _("Organisation"),
    "register": _("Register number"),
    "signatories": _("Signed for by"),
    "cities": _("City"),
    "partners": _("Partners"),
    "period": _("Period"),
    "places": _("Places"),
    "costs": _("Costs"),
    "requested": _("Requested"),
    "short": _("Project"),
    "concept": _("Concept"),
}
TEXTS = {"short", "concept"}


def compared(one: Application, other: Application) -> list[Line]:
    """Fact by fact, in the order in which people judge."""
    mine, theirs = _facts(one), _facts(other)
    return [Line(NAMES[name], (mine[name], theirs[name]), name in TEXTS) for name in NAMES]
