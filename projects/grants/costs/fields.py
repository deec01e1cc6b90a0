"""Amounts, quantities and hours as people type them; what may mean two things comes back as a question.

Used by the rows of the plan (`rows.py`). `money.py` reads the text.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants.costs.tables import count
from projects.grants.money import AmountError, parse, show
from projects.grants.sentences import euros
from twinning.languages import current

LONGEST = 40
MESSAGES: dict[str, Promise] = {
    "not_a_number": gettext_lazy("Write the number in digits, such as %(example)s."),
    "negative": gettext_lazy("A number below zero does not fit here. Income belongs to the financing."),
    "decimals": gettext_lazy("Write at most two digits after the decimal mark, such as %(example)s."),
    "too_big": gettext_lazy("This number is too large."),
}


class NumberField(forms.CharField):
    """A number with at most two decimals that may be typed in the habits of six languages."""

    def __init__(self, label: Any, *, largest: Decimal, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        self.largest = largest
        super().__init__(label=label, required=False, widget=widget, **options)

    def written(self, value: Decimal) -> str:
        """The number as readers of the active language write it."""
        return count(value)

    def spoken(self, value: Decimal) -> str:
        """The number as a sentence names it."""
        return count(value)

    def prepare_value(self, value: Any) -> Any:
        """A stored number as people write it; what was typed stays as it was typed."""
        return self.written(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        """The number, or None when nothing was typed."""
        text = str(value or "")
        try:
            number = parse(text[:LONGEST], current())
        except AmountError as error:
            if error.code == "empty":
                return None
            raise self.refusal(error) from error
        if number > self.largest or len(text.strip()) > LONGEST:
            raise ValidationError(MESSAGES["too_big"], "too_big")
        return number

    def refusal(self, error: AmountError) -> ValidationError:
        """Why the text is no number; for two possible readings the question which of them is meant."""
        readings = [value for value in error.readings if value <= self.largest]
        if error.code == "ambiguous" and readings:
            names = [self.spoken(value) for value in readings]
            if len(names) == 1:
                text = _("Do you mean %(first)s?") % {"first": names[0]}
            else:
                text = _("Do you mean %(first)s or %(second)s?") % {"first": names[0], "second": names[1]}
            return ValidationError(text, "ambiguous", {"readings": readings})
        code = error.code if error.code in MESSAGES else "not_a_number"
        example = show(Decimal("1234.5"), current())
        return ValidationError(MESSAGES[code], code, {"example": example})

    def validate(self, value: Any) -> None:
        """Nothing is required while writing."""

    def run_validators(self, value: Any) -> None:
        """`to_python` has said everything."""


class AmountField(NumberField):
    """Euros and cents."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, largest=Decimal("9999999.99"), **options)

    def written(self, value: Decimal) -> str:
        """Always with two decimals."""
        return show(value, current())

    def spoken(self, value: Decimal) -> str:
        """With its currency."""
        return euros(value)


def questions(field: forms.BoundField) -> list[tuple[str, str]]:
    """Both readings of an ambiguous text: (what the button says, what it puts into the field)."""
    inner = field.field
    if not isinstance(inner, NumberField):
        return []
    errors = field.errors.as_data()
    readings = [value for error in errors for value in (error.params or {}).get("readings", [])]
    return [(inner.spoken(value), inner.written(value)) for value in readings]
