"""A day as people write it: "31.1.2027", "31/01/2027", "2027-01-31", "2027年1月31日", also with other digits.

No date picker: the day is typed, and the page says in words what is wrong with it (WCAG 3.3.3).
"""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning.languages import current
from twinning.public_forms import clean_text

# How readers of a language write a day; everybody else writes it as in English.
PATTERNS = {"de": "{d}.{m}.{y}", "fr": "{d:02}/{m:02}/{y}", "pl": "{d:02}.{m:02}.{y}", "ja": "{y}/{m}/{d}"}
EVERYWHERE = "{d}/{m}/{y}"
_GAP = r"\s*[./\-\s年月]\s*"
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_GAP}(\d{{1,2}}){_GAP}(\d{{4}}|\d{{2}})")
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_GAP}(\d{{1,2}}){_GAP}(\d{{1,2}})日?")


def written(day: datetime.date) -> str:
    """The day as readers of the active language type it."""
    pattern = PATTERNS.get(current().split("-")[0], EVERYWHERE)
    return pattern.format(d=day.day, m=day.month, y=day.year)


def example(days: int = 60) -> str:
    """A day in the future, as an example in hints and messages."""
    return written(timezone.localdate() + datetime.timedelta(days=days))


def _numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month, day; int() reads the digits of every script."""
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_FIRST.fullmatch(text):
        year = int(match[3])
        return year + 2000 if year < 100 else year, int(match[2]), int(match[1])
    return None


class DayField(forms.CharField):
    """A day from today until a year from now. Gives a date, or None when nothing was typed."""

    default_error_messages = {
        "invalid": gettext_lazy("Write day, month and year. Example: %(example)s"),
        "impossible": gettext_lazy("There is no such day: %(day)s. Example: %(example)s"),
        "past": gettext_lazy("%(day)s has passed. Choose today or a later day."),
        "far": gettext_lazy("%(day)s is more than a year away. Choose an earlier day."),
    }

    def prepare_value(self, value: Any) -> Any:
        """A stored day in the reader's habits; what was typed stays as it was typed."""
        return written(value) if isinstance(value, datetime.date) else value

    def to_python(self, value: Any) -> datetime.date | None:
        text = clean_text(super().to_python(value) or "")
        if not text:
            return None
        numbers = _numbers(text)
        if numbers is None:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"example": example()})
        try:
            return datetime.date(*numbers)
        except ValueError:
            params = {"day": text, "example": example()}
            raise ValidationError(self.error_messages["impossible"], "impossible", params) from None

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value is None:
            return
        today = timezone.localdate()
        params = {"day": date_format(value, "DATE_FORMAT")}
        if value < today:
            raise ValidationError(self.error_messages["past"], "past", params)
        if value > today + datetime.timedelta(days=366):
            raise ValidationError(self.error_messages["far"], "far", params)

    def run_validators(self, value: datetime.date | None) -> None:
        """Validators of texts have nothing to say about a day."""


def day_hint() -> str:
    """The example for a hint under the label."""
    return _("Example: %(day)s") % {"day": example()}
