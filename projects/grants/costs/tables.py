"""The plan to read: costs, financing and unpaid work as tables with their totals, in the reader's language.

Shown by `templates/grants/costs/table.html` on the review step, the case page and the applicant's pages; the PDFs
take the same rows. `plan_tables` reads what is stored now, `plan_tables_of` what was sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.grants import plan
from projects.grants.application import Application
from projects.grants.money import show
from projects.grants.parts import CostLine, IncomeLine
from projects.grants.plan import Sums, sums
from projects.grants.ruleset import Ruleset
from projects.grants.sentences import euros
from twinning.languages import current, direction, served


def count(value: Decimal) -> str:
    """A quantity as readers write it: "3", "2,5"."""
    text = show(value, current())
    return text[:-3] if value == value.to_integral_value() else text.rstrip("0")


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its number within its list, the name of its head, what it is for, and its amount in euros.

    `how` says how the amount came about ("3 nights × €40.00"); `status` is the label of an income's status.
    """

    number: int
    head: str
    text: str
    amount: Decimal
    how: str = ""
    status: str = ""
    is_eligible: bool = True

    @property
    def amount_text(self) -> str:
        """The amount in the language that is active when it is read."""
        return euros(self.amount)


@dataclass(frozen=True, slots=True)
class PlanTables:
    """Everything that a page prints of a plan; `work` counts in the totals only under some rules (`counts_work`)."""

    costs: list[Row]
    incomes: list[Row]
    work: list[Row]
    sums: Sums
    counts_work: bool

    @property
    def is_empty(self) -> bool:
        """Nothing has been entered yet."""
        return not (self.costs or self.incomes or self.work)

    @property
    def texts(self) -> dict[str, str]:
        """Every total as text, under the names that `Sums` gives them."""
        return {name: euros(getattr(self.sums, name)) for name in Sums.__dataclass_fields__}


def head_names(ruleset: Ruleset) -> dict[str, str]:
    """Code of a head -> its name in the reader's language."""
    return {head.code: served(head, "name").text for head in ruleset.heads.all()}


def cost_how(line: CostLine) -> str:
    """ "8 × €950.00"; nothing when the amount was entered as a whole."""
    if line.quantity == 1 and not line.unit:
        return ""
    unit = f"\u2068{line.unit}\u2069" if line.unit and direction(current()) == "rtl" else line.unit
    return " ".join(filter(None, [count(line.quantity), unit, "×", euros(line.unit_price)]))


def _work_how(line: IncomeLine, rate: Decimal | None) -> str:
    if not line.hours:
        return ""
    return f"{count(line.hours)} × {euros(rate)}" if rate else count(line.hours)


def _tables(costs: Iterable[CostLine], incomes: Iterable[IncomeLine], ruleset: Ruleset) -> PlanTables:
    names = head_names(ruleset)
    costs = list(costs)
    incomes = [line for line in incomes if line.head != plan.GRANT]
    money = [line for line in incomes if line.head != plan.OWN_WORK]
    work = [line for line in incomes if line.head == plan.OWN_WORK]
    total = sums([line.as_line() for line in costs], [line.as_line() for line in incomes], ruleset.limits)
    return PlanTables(
        costs=[
            Row(
                number, names.get(line.head, line.head), line.text, line.as_line().amount, cost_how(line),
                is_eligible=line.is_eligible,
            )
            for number, line in enumerate(costs, 1)
        ],
        incomes=[
            Row(
                number, names.get(line.head, line.head), line.text, line.amount,
                status=str(line.get_status_display()),
            )
            for number, line in enumerate(money, 1)
        ],
        work=[
            Row(number, names.get(line.head, line.head), line.text, line.amount, _work_how(line, ruleset.own_work_rate))
            for number, line in enumerate(work, 1)
        ],
        sums=total,
        counts_work=ruleset.counts_own_work,
    )  # fmt: skip


def plan_tables(application: Application) -> PlanTables:
    """The plan as it is stored now."""
    return _tables(application.costs.all(), application.incomes.all(), application.ruleset)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def plan_tables_of(snapshot: dict[str, Any], ruleset: Ruleset) -> PlanTables:
    """The plan as it was sent; `ruleset` are the application's rules, whose heads give the names."""
    costs = [
        CostLine(
            head=row["head"],
            text=row["text"],
            quantity=_decimal(row["quantity"]),
            unit=row["unit"],
            unit_price=_decimal(row["unit_price"]),
            is_eligible=row["is_eligible"],
        )
        for row in snapshot.get("costs", [])
    ]
    incomes = [
        IncomeLine(
            head=row["head"],
            text=row["text"],
            hours=_decimal(row["hours"]),
            amount=_decimal(row["amount"]),
            status=row["status"],
        )
        for row in snapshot.get("incomes", [])
    ]
    return _tables(costs, incomes, ruleset)
