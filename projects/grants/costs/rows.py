"""The lines of the plan as forms: a cost, money from somewhere, unpaid work; and the shorter cost of the micro track.

`PlanForm` (form.py) puts them together. Every row knows what it comes to and its line for the arithmetic, stored or
just typed.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.grants import plan
from projects.grants.apply.forms import RowForm, choice, line, spoken
from projects.grants.costs.fields import AmountField, NumberField, questions
from projects.grants.money import ZERO, cents
from projects.grants.parts import CostLine, IncomeLine
from projects.grants.sentences import euros
from twinning.public_forms import LineField

MOST_QUANTITY, MOST_HOURS = Decimal("999999.99"), Decimal("99999.99")
# The database holds no more; a product of quantity and price may be larger than both.
MOST_AMOUNT = Decimal("9999999999.99")
# Where a cost of the micro track belongs.
OTHER_COST = "B15"
Status = IncomeLine.Status


class PlanRow(RowForm):
    """What all rows of the plan share."""

    def said(self, name: str) -> Any:
        """The value of a field, typed or stored; None when there is none or it can't be read."""
        if name not in self.fields:
            return None
        if self.is_bound:
            return None if name in self.errors else self.cleaned_data.get(name)
        return self.initial.get(name)

    def counts(self) -> bool:
        """The row is a line of the plan: something was typed, and all of it can be read."""
        if self.is_bound:
            return not self.errors and not self.is_blank()
        return not self.is_new

    def amount(self) -> Decimal:
        """What the row comes to, in euros: as it was typed, unless a kind of row reckons it."""
        return self.said("amount_typed") or ZERO

    @property
    def amount_text(self) -> str:
        """The amount beside the fields; nothing for a row that does not count yet."""
        return euros(self.amount()) if self.counts() else ""

    @property
    def questions(self) -> dict[str, list[tuple[str, str]]]:
        """Both readings of each ambiguous field, by the field's name in the post."""
        found = {field.html_name: questions(field) for field in self.visible_fields()}
        return {name: readings for name, readings in found.items() if readings}

    def in_words(self) -> str:
        """The row in one line, the same for what was typed and for what is stored."""
        if not self.counts():
            typed = [str(field.value() or "") for field in self.visible_fields() if field.name != "remove"]
            return ", ".join(filter(None, typed)) if self.is_bound and self.errors else ""
        parts = []
        for field in self.visible_fields():
            value = self.said(field.name)
            if value in (None, "") or field.name == "remove":
                continue
            parts.append(field.field.spoken(value) if isinstance(field.field, NumberField) else spoken(field))
        return ", ".join(parts)


class CostRow(PlanRow):
    """Head, what for, quantity x unit price."""

    IDLE: ClassVar[tuple[str, ...]] = ("quantity",)
    NEEDED: ClassVar[tuple[str, ...]] = ("head", "text", "unit_price")

    head = choice(_("Type of cost"))
    text = line(_("What for?"), 200)
    quantity = NumberField(_("Quantity"), largest=MOST_QUANTITY, initial=Decimal(1))
    unit = line(_("Unit"), 30)
    unit_price = AmountField(_("Unit price in €"))

    def clean(self) -> dict[str, Any]:
        """The product has to fit as well."""
        cleaned = super().clean() or {}
        if self.amount_of(cleaned.get("quantity"), cleaned.get("unit_price")) > MOST_AMOUNT:
            self.add_error("unit_price", _("This number is too large."))
        return cleaned

    @staticmethod
    def amount_of(quantity: Decimal | None, price: Decimal | None) -> Decimal:
        """Without a quantity the price stands for the whole."""
        return cents((Decimal(1) if quantity is None else quantity) * (price or ZERO))

    def amount(self) -> Decimal:
        """Quantity x unit price."""
        return self.amount_of(self.said("quantity"), self.said("unit_price"))

    def as_line(self, stored: CostLine | None) -> plan.Cost:
        """For the arithmetic; whether it is eligible is the office's word."""
        quantity = self.said("quantity")
        return plan.Cost(
            self.said("head") or "",
            self.said("text") or "",
            Decimal(1) if quantity is None else quantity,
            self.said("unit_price") or ZERO,
            stored is None or stored.is_eligible,
        )

    def values(self) -> dict[str, Any]:
        """Once, when nothing else is said."""
        values = super().values()
        quantity = values["quantity"]
        return {
            **values,
            "quantity": Decimal(1) if quantity is None else quantity,
            "unit_price": values["unit_price"] or ZERO,
        }


class ShortCostRow(PlanRow):
    """The micro track: what for, and how much. Its head stays as it is stored."""

    NEEDED: ClassVar[tuple[str, ...]] = ("text", "amount_typed")

    text = line(_("What for?"), 200)
    amount_typed = AmountField(_("Amount in €"))

    def as_line(self, stored: CostLine | None) -> plan.Cost:
        """For the arithmetic."""
        head = stored.head if stored else OTHER_COST
        return plan.Cost(
            head, self.said("text") or "", Decimal(1), self.amount(), stored is None or stored.is_eligible
        )

    def values(self) -> dict[str, Any]:
        """As one piece."""
        return {
            "text": self.cleaned_data["text"],
            "quantity": Decimal(1),
            "unit": "",
            "unit_price": self.cleaned_data["amount_typed"] or ZERO,
        }


class IncomeRow(PlanRow):
    """Source, from whom, how sure it is, amount."""

    IDLE: ClassVar[tuple[str, ...]] = ("status",)
    NEEDED: ClassVar[tuple[str, ...]] = ("head", "text", "amount_typed")

    head = choice(_("Source"))
    text = line(_("From whom?"), 200)
    status = choice(_("Status"), Status.choices, initial=Status.PLANNED)
    amount_typed = AmountField(_("Amount in €"))

    def as_line(self) -> plan.Income:
        """For the arithmetic."""
        status = self.said("status") or Status.PLANNED
        return plan.Income(self.said("head") or "", self.said("text") or "", self.amount(), str(status))

    def values(self) -> dict[str, Any]:
        """Planned, when nothing else is said."""
        cleaned = self.cleaned_data
        return {
            "head": cleaned["head"],
            "text": cleaned["text"],
            "status": cleaned["status"] or Status.PLANNED,
            "amount": cleaned["amount_typed"] or ZERO,
        }


class WorkRow(PlanRow):
    """Unpaid work: hours at the programme's rate; without a rate its value is typed."""

    NEEDED: ClassVar[tuple[str, ...]] = ("text", "hours", "amount_typed")

    # Euros per hour, set by the form.
    rate: Decimal | None = None

    text = line(_("What do you do yourselves?"), 200)
    hours = NumberField(_("Hours"), largest=MOST_HOURS)
    amount_typed = AmountField(_("Value in €"))

    def amount(self) -> Decimal:
        """Hours at the rate, or the value that was typed."""
        if self.rate:
            return cents((self.said("hours") or ZERO) * self.rate)
        return self.said("amount_typed") or ZERO

    def as_line(self) -> plan.Income:
        """For the arithmetic."""
        return plan.Income(plan.OWN_WORK, self.said("text") or "", self.amount(), str(Status.IN_HAND))

    def values(self) -> dict[str, Any]:
        """With what the hours are worth."""
        return {
            "text": self.cleaned_data["text"],
            "hours": self.cleaned_data["hours"],
            "amount": self.amount(),
        }


def name_rows(forms_of_kind: list[forms.Form]) -> None:
    """Labels that tell the rows apart, for readers of a page that is no table and for lists of errors."""
    for form in forms_of_kind:
        for field in form.fields.values():
            if field.label:
                field.short_label = field.label
                # The column says it to the eye; every field says it to the ear.
                field.label = _("%(field)s, line %(line)d") % {"field": field.label, "line": form.number}
                field.widget.attrs["aria-label"] = field.label
                if isinstance(field, LineField):
                    # People write in the language they like.
                    field.widget.attrs["dir"] = "auto"
