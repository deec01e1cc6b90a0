"""What the letters about one application have in common: sender, addressee, contact, and its plan as it was sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.application import Application
from projects.grants.costs.tables import PlanTables, Row, plan_tables_of
from projects.grants.letters.frame import Block, Letterhead, apart, euro, strong, table
from projects.grants.money import ZERO
from twinning.cldr import country_name
from twinning.languages import served
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality

NONE = "–"


@dataclass(frozen=True, slots=True)
class Facts:
    """One application with everything that its letters print."""

    application: Application
    home: Municipality
    day: date

    @classmethod
    def of(cls, application: Application, day: date | None = None) -> "Facts":
        """With today's date, unless another one is given."""
        return cls(application, current_home(), day or timezone.localdate())

    @property
    def snapshot(self) -> dict[str, Any]:
        """The application as it was sent."""
        return self.application.snapshot or {}

    @property
    def email(self) -> str:
        """Of the team, else of the office."""
        return self.application.programme.contact_email or self.home.email

    @property
    def contact(self) -> str:
        """Who answers questions: the desk officer by name, else nobody in particular."""
        officer = self.application.officer
        return str(officer) if officer else ""

    @property
    def cities(self) -> str:
        """The partner cities, in the reader's language."""
        return ", ".join(served(city, "name").text for city in self.application.cities.all())

    def recipient(self) -> tuple[str, ...]:
        """The address window: the organisation as it was when it applied."""
        who = self.snapshot.get("applicant") or {}
        country = "" if who.get("country") in ("", None, self.home.country) else country_name(who["country"])
        lines = (
            who.get("name"),
            who.get("street"),
            f"{who.get('postcode', '')} {who.get('town', '')}".strip(),
        )
        return tuple(line for line in (*lines, country) if line)

    def head(
        self, title: str, *, info: Iterable[tuple[str, str]] = (), to_applicant: bool = True
    ) -> Letterhead:
        """Frame of a letter to the applicant, or of a paper without an address."""
        rows = (
            (_("File number"), self.application.number or ""),
            *info,
            (_("Your contact"), self.contact),
            (_("Telephone"), self.home.phone),
            (_("E-mail"), self.email),
        )
        return Letterhead(
            home=self.home,
            title=title,
            number=self.application.number or "",
            day=self.day,
            recipient=self.recipient() if to_applicant else (),
            info=rows,
            email=self.email,
        )

    # --- the plan ---------------------------------------------------------------------------------
    def plan(self) -> PlanTables:
        """The plan as it was sent."""
        return plan_tables_of(self.snapshot, self.application.ruleset)

    def costs_table(self) -> Block:
        """Spending as it was sent, line by line."""
        plan = self.plan()
        rows = [[_line(row), row.how, euro(row.amount)] for row in plan.costs]
        total = sum((row.amount for row in plan.costs), ZERO)
        if plan.counts_work and plan.sums.own_work:
            rows.append([_("Own unpaid work"), "", euro(plan.sums.own_work)])
            total += plan.sums.own_work
        columns = ((_("Costs"), -1, "start"), (_("Quantity"), 46, "end"), (_("Amount"), 32, "end"))
        return table(columns, rows, [strong(_("Sum"), span=2), strong(euro(total))])

    def income_table(self, granted: Decimal, label: str) -> Block:
        """Financing as it was sent, with the grant of `granted` euros under `label`; unpaid work stands apart."""
        plan = self.plan()
        rows: list[list[Any]] = [[_line(row), row.status, euro(row.amount)] for row in plan.incomes]
        total = sum((row.amount for row in plan.incomes), granted)
        if plan.counts_work and plan.sums.own_work:
            rows.append([_("Own unpaid work"), "", euro(plan.sums.own_work)])
            total += plan.sums.own_work
        rows.append([strong(label), "", strong(euro(granted))])
        gap = plan.sums.costs - total
        if gap > 0:
            rows.append([_("Still to be saved or found"), "", euro(gap)])
            total += gap
        columns = ((_("Income"), -1, "start"), (_("Status"), 34, "end"), (_("Amount"), 32, "end"))
        return table(columns, rows, [strong(_("Sum"), span=2), strong(euro(total))])

    # --- a lower grant: what was asked for beside what is accepted ----------------------------------
    def compared_costs(self, accepted: Decimal) -> Block:
        """Spending as it was sent beside what of it is accepted; `accepted` euros are their sum."""
        plan = self.plan()
        # A decision may accept less than the eligible lines come to: then only the sum can be told.
        is_by_line = accepted == plan.sums.eligible
        rows = [
            [_line(row), euro(row.amount), euro(row.amount) if is_by_line and row.is_eligible else NONE]
            for row in plan.costs
        ]
        foot = [strong(_("Sum")), strong(euro(plan.sums.costs)), strong(euro(accepted))]
        return table(_compared(_("Costs")), rows, foot)

    def compared_income(self, granted: Decimal, label: str) -> Block:
        """Financing as it was sent beside the one with the grant of `granted` euros under `label`."""
        plan = self.plan()
        rows: list[list[Any]] = [[_line(row), euro(row.amount), euro(row.amount)] for row in plan.incomes]
        others = sum((row.amount for row in plan.incomes), ZERO)
        asked = self.application.requested
        rows.append([strong(label), euro(asked), strong(euro(granted))])
        gap = max(ZERO, plan.sums.costs - others - granted)
        if gap:
            rows.append([_("Still to be saved or found"), NONE, euro(gap)])
        foot = [strong(_("Sum")), strong(euro(others + asked)), strong(euro(others + granted + gap))]
        return table(_compared(_("Income")), rows, foot)

    def own_work(self) -> Decimal:
        """Value of unpaid work that counts on neither side."""
        plan = self.plan()
        return ZERO if plan.counts_work else plan.sums.own_work


def _compared(name: str) -> tuple[tuple[str, int, str], ...]:
    return ((name, -1, "start"), (_("Requested"), 34, "end"), (_("Accepted plan"), 40, "end"))


def _line(row: Row) -> str:
    return f"{row.head}: {apart(row.text)}" if row.text else row.head
