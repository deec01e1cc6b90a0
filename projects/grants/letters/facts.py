"""What the letters about one application have in common: sender, addressee, contact, and its plan as it was sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.application import Application
from projects.grants.letters.frame import Block, Letterhead, euro, strong, table
from projects.grants.money import ZERO, cents
from projects.grants.plan import GRANT, OWN_WORK
from twinning.languages import served
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality


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
        country = "" if who.get("country") in ("", None, self.home.country) else who["country"]
        lines = (
            who.get("name"),
            who.get("street"),
            f"{who.get('postcode', '')} {who.get('town', '')}".strip(),
        )
        return tuple(line for line in (*lines, country) if line)

    def head(self, title: str, *, info: Iterable[tuple[str, str]] = ()) -> Letterhead:
        """Frame of a letter to the applicant."""
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
            recipient=self.recipient(),
            info=rows,
            email=self.email,
        )

    # --- the plan ---------------------------------------------------------------------------------
    def head_names(self) -> dict[str, str]:
        """Code of a head of the plan -> its name."""
        heads = self.application.ruleset.heads.all()
        return {head.code: served(head, "name").text for head in heads}

    def costs_table(self) -> Block:
        """Spending as it was sent, line by line."""
        names = self.head_names()
        rows = [
            [f"{names.get(row['head'], row['head'])}: {row['text']}", _how_many(row), euro(_amount(row))]
            for row in self.snapshot.get("costs", [])
        ]
        total = sum((_amount(row) for row in self.snapshot.get("costs", [])), ZERO)
        columns = ((_("Costs"), -1, "start"), (_("Quantity"), 34, "end"), (_("Amount"), 32, "end"))
        return table(columns, rows, [strong(_("Sum"), span=2), strong(euro(total))])

    def income_table(self, granted: Decimal, label: str) -> Block:
        """Financing as it was sent, with the grant of `granted` euros under `label`; unpaid work stands apart."""
        names = self.head_names()
        kept = [row for row in self.snapshot.get("incomes", []) if row["head"] != GRANT]
        money = [row for row in kept if row["head"] != OWN_WORK]
        rows = [
            [f"{names.get(row['head'], row['head'])}: {row['text']}", euro(Decimal(row["amount"]))]
            for row in money
        ]
        rows.append([strong(label), strong(euro(granted))])
        total = sum((Decimal(row["amount"]) for row in money), granted)
        gap = Decimal(self.snapshot.get("sums", {}).get("costs", total)) - total
        if gap > 0:
            rows.append([_("Still to be saved or found"), euro(gap)])
            total += gap
        columns = ((_("Income"), -1, "start"), (_("Amount"), 32, "end"))
        return table(columns, rows, [strong(_("Sum")), strong(euro(total))])

    def own_work(self) -> Decimal:
        """Value of unpaid work."""
        rows = self.snapshot.get("incomes", [])
        return sum((Decimal(row["amount"]) for row in rows if row["head"] == OWN_WORK), ZERO)


def _amount(row: dict[str, Any]) -> Decimal:
    return cents(Decimal(row["quantity"]) * Decimal(row["unit_price"]))


def _how_many(row: dict[str, Any]) -> str:
    number = Decimal(row["quantity"])
    if number == 1 and not row["unit"]:
        return ""
    return f"{number.normalize():f} × {euro(Decimal(row['unit_price']))}"
