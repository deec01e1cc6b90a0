"""Step 5: the plan of costs and financing. The grant is never typed: it is what the plan still lacks.

The micro track asks for less: costs with one amount each, own money, other money. Saving, conflicts and the kept
session work as on all steps (`apply/saving.py`).
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.grants import plan
from projects.grants.application import Application
from projects.grants.apply.forms import Group, RowForm, StepForm, as_data
from projects.grants.costs.editing import edited
from projects.grants.costs.fields import AmountField, questions
from projects.grants.costs.rows import (
    OTHER_COST,
    CostRow,
    IncomeRow,
    PlanRow,
    ShortCostRow,
    WorkRow,
    name_rows,
)
from projects.grants.money import ZERO
from projects.grants.parts import CostLine, IncomeLine
from projects.grants.ruleset import Head
from projects.grants.sentences import euros
from twinning.accounts.models import User
from twinning.languages import served

OTHER_INCOME = "E5"
NO_SOURCE = {plan.GRANT, plan.OWN_WORK}
FULL = {
    "costs": (CostRow, _("Costs")),
    "incomes": (IncomeRow, _("Financing")),
    "work": (WorkRow, _("Own unpaid work")),
}
SHORT = {"costs": (ShortCostRow, _("Costs"))}
Numbered = list[tuple[int, Any]]


class PlanForm(StepForm):
    """The whole plan; `own_cash` and `other_money` belong to the short one."""

    ROWS = FULL
    NEEDED = ("own_cash",)

    own_cash = AmountField(_("Own money in €"), help_text=_("What your association or group pays itself."))
    other_money = AmountField(
        _("Money from others in €"),
        help_text=_("Tickets, contributions, donations and other funding, all together."),
    )

    def __init__(
        self, application: Application, user: User, data: Any = None, *, locked: bool = False
    ) -> None:
        if data is not None:
            data = edited(data, FULL)
        super().__init__(application, user, data, locked=locked)
        for prefix, rows in self.rows.items():
            self._choices(prefix, rows.forms)
            name_rows(rows.forms)

    # --- what is stored ---------------------------------------------------------------------------
    @cached_property
    def is_short(self) -> bool:
        """The micro track."""
        return self.application.ruleset.is_short

    @cached_property
    def heads(self) -> list[Head]:
        """Heads of both sides."""
        return list(self.application.ruleset.heads.all())

    @cached_property
    def cost_lines(self) -> list[CostLine]:
        """Stored costs."""
        return list(self.application.costs.all())

    @cached_property
    def income_lines(self) -> list[IncomeLine]:
        """Stored financing, unpaid work included."""
        return [line for line in self.application.incomes.all() if line.head != plan.GRANT]

    def kinds(self) -> dict[str, tuple[type[RowForm], Any]]:
        """The short plan has costs only; unpaid work is asked for where the rules have a head for it."""
        if self.is_short:
            return SHORT
        has_work = any(head.code == plan.OWN_WORK for head in self.heads) or any(
            line.head == plan.OWN_WORK for line in self.income_lines
        )
        return FULL if has_work else {name: FULL[name] for name in ("costs", "incomes")}

    def prepare(self) -> None:
        """Sums as a whole are asked in the short plan only."""
        if not self.is_short:
            del self.fields["own_cash"], self.fields["other_money"]

    def stored(self) -> dict[str, Any]:
        """The short plan's sums."""
        if not self.is_short:
            return {}
        sums = [self._sum(is_own=True), self._sum(is_own=False)]
        return {name: value or None for name, value in zip(("own_cash", "other_money"), sums, strict=True)}

    def _sum(self, *, is_own: bool) -> Decimal:
        rows = (line for line in self.income_lines if line.head != plan.OWN_WORK)
        return sum((row.amount for row in rows if (row.head == plan.OWN_CASH) == is_own), ZERO)

    def stored_rows(self, prefix: str) -> list[dict[str, Any]]:
        """Values of the lines as they are stored."""
        if prefix == "costs" and self.is_short:
            return [
                {"id": line.pk, "text": line.text, "amount_typed": line.as_line().amount}
                for line in self.cost_lines
            ]
        if prefix == "costs":
            names = ("head", "text", "quantity", "unit", "unit_price")
            return [
                {"id": line.pk, **{name: getattr(line, name) for name in names}} for line in self.cost_lines
            ]
        is_work = prefix == "work"
        return [
            {
                "id": line.pk,
                "head": line.head,
                "text": line.text,
                "status": line.status,
                "hours": line.hours,
                "amount_typed": line.amount,
            }
            for line in self.income_lines
            if (line.head == plan.OWN_WORK) == is_work
        ]

    def _choices(self, prefix: str, rows: list[PlanRow]) -> None:
        """Heads to choose from; the rate of unpaid work."""
        if prefix == "work":
            rate = self.application.ruleset.own_work_rate
            for row in rows:
                row.rate = rate
                if rate:
                    del row.fields["amount_typed"]
            return
        side = Head.Side.COSTS if prefix == "costs" else Head.Side.FINANCING
        names = {
            # With the code: messages and the printed form name heads by it.
            head.code: f"{head.code} {served(head, 'name').text}"
            for head in self.heads
            if head.side == side and head.code not in NO_SOURCE
        }
        # A copied plan may have heads that today's rules no longer have.
        lines = self.cost_lines if prefix == "costs" else self.income_lines
        old = {line.head: line.head for line in lines if line.head and line.head not in {*names, *NO_SOURCE}}
        for row in rows:
            if "head" in row.fields:
                row.fields["head"].choices = [("", "–"), *names.items(), *old.items()]

    # --- the arithmetic ---------------------------------------------------------------------------
    def _counted(self, prefix: str) -> list[PlanRow]:
        rows = self.rows.get(prefix)
        return [row for row in rows.forms if row.counts()] if rows else []

    def costs(self) -> Numbered:
        """Costs with the numbers of their rows, stored or typed."""
        stored = {line.pk: line for line in self.cost_lines}
        return [(row.number, row.as_line(stored.get(row.said("id")))) for row in self._counted("costs")]

    def incomes(self) -> Numbered:
        """Money with the numbers of its rows; the short plan's sums have none."""
        if not self.is_short:
            return [(row.number, row.as_line()) for row in self._counted("incomes")]
        pairs = ((plan.OWN_CASH, self._value("own_cash")), (OTHER_INCOME, self._value("other_money")))
        return [(0, plan.Income(head, "", amount)) for head, amount in pairs if amount]

    def _value(self, name: str) -> Decimal:
        """A sum of the short plan, stored or typed."""
        if not self.is_bound:
            return self.initial.get(name) or ZERO
        return ZERO if name in self.errors else self.cleaned_data.get(name) or ZERO

    def work(self) -> Numbered:
        """Unpaid work with the numbers of its rows."""
        if self.is_short:
            return [(0, line.as_line()) for line in self.income_lines if line.head == plan.OWN_WORK]
        return [(row.number, row.as_line()) for row in self._counted("work")]

    def uncounted(self) -> list[PlanRow]:
        """Rows that the totals leave out, because a number in them can't be read yet."""
        if not self.is_bound:
            return []
        return [row for rows in self.rows.values() for row in rows.forms if row.errors]

    @property
    def live(self) -> list[str]:
        """Ids of what stands beside the fields and is made anew when a field was left."""
        found = []
        for rows in self.rows.values():
            has_sum = "amount_typed" not in rows.forms[0].fields if rows.forms else False
            for row in rows.forms:
                found += [f"{row.prefix}-notes", *([f"{row.prefix}-sum"] if has_sum else [])]
        return [*found, *(f"{prefix}-total" for prefix in self.rows), "plan-grant"]

    @property
    def questions(self) -> dict[str, list[tuple[str, str]]]:
        """Both readings of each ambiguous sum of the short plan."""
        found = {field.html_name: questions(field) for field in self.visible_fields()}
        return {name: readings for name, readings in found.items() if readings}

    @property
    def is_net(self) -> bool:
        """KFP-9: who deducts input tax plans without it."""
        applicant = self.application.applicant
        return applicant is not None and applicant.input_tax == applicant.InputTax.YES

    @property
    def rate_text(self) -> str:
        """What an hour of unpaid work counts."""
        rate = self.application.ruleset.own_work_rate
        return euros(rate) if rate else ""

    # --- saving -----------------------------------------------------------------------------------
    def write(self, locked: Application) -> None:
        """Make the stored lines what was typed."""
        for prefix in self.rows:
            self.store_rows(locked, prefix)
        if self.is_short:
            self._write_sum(locked, plan.OWN_CASH, "own_cash", is_own=True)
            self._write_sum(locked, OTHER_INCOME, "other_money", is_own=False)

    def store_rows(self, locked: Application, prefix: str) -> None:
        """Store the lines of a kind. What the page does not ask (eligibility, day of a promise) stays."""
        if prefix == "costs":
            head = OTHER_COST if self.is_short else ""
            self.answer |= self.rows[prefix].store(
                list(locked.costs.all()), lambda: CostLine(application=locked, head=head)
            )
            return
        is_work = prefix == "work"
        known = [line for line in locked.incomes.all() if (line.head == plan.OWN_WORK) == is_work]
        kind = {"head": plan.OWN_WORK, "status": IncomeLine.Status.IN_HAND} if is_work else {}
        self.answer |= self.rows[prefix].store(known, lambda: IncomeLine(application=locked, **kind))

    def _write_sum(self, locked: Application, head: str, name: str, *, is_own: bool) -> None:
        """Lines whose sum is the one that was typed; lines that come to it already stay as they are."""
        amount = self.cleaned_data.get(name) or ZERO
        lines = [
            line
            for line in locked.incomes.all()
            if line.head not in NO_SOURCE and (line.head == plan.OWN_CASH) == is_own
        ]
        if sum((line.amount for line in lines), ZERO) == amount:
            return
        for line in lines[1:] if amount else lines:
            line.delete()
        if amount:
            row = lines[0] if lines else IncomeLine(application=locked, head=head)
            row.amount = amount
            row.save()

    # --- comparing two texts ----------------------------------------------------------------------
    def groups(self) -> list[Group]:
        """Each table as one text: amounts as they are meant, not as they were typed."""
        found = [
            Group(
                field.html_name,
                str(field.label),
                (field.html_name,),
                field.field.spoken(self._value(field.name)),
            )
            for field in self.visible_fields()
        ]
        for prefix, rows in self.rows.items():
            names = list(as_data(rows.management_form))
            names += [field.html_name for form in rows.forms for field in form]
            text = "\n".join(filter(None, (row.in_words() for row in rows.forms)))
            found.append(Group(prefix, str(self.kinds()[prefix][1]), tuple(names), text))
        return found

    def note_lines(self, prefix: str, texts: Iterable[tuple[int | None, str]]) -> None:
        """`totals.py` hangs findings on the rows, also on those that are not stored yet."""
