"""The filter above the queue: what may be asked, as a form that forgives wrong values."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import City, Theme
from projects.grants.application import Application
from projects.grants.office.people import officers
from projects.grants.office.states import WORDS
from projects.grants.programme import Programme
from twinning.languages import served
from twinning.public_forms import LineField

State = Application.State
YEARS = 10
SPAN = re.compile(r"20[0-9]{2}-20[0-9]{2}")


def years(text: str) -> tuple[int, int]:
    """A year, or the first and the last of several: "2026", "2024-2026"."""
    first, _dash, last = text.partition("-")
    return int(first), int(last or first)


class QueueFilter(forms.Form):
    """Everything is optional; what can't be read is as if it had not been asked."""

    q = LineField(
        label=_("Number, title or applicant"), max_length=100, required=False, widget=forms.SearchInput
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    city = forms.ChoiceField(label=_("City"), required=False)
    officer = forms.ChoiceField(label=_("Desk officer"), required=False)
    theme = forms.ChoiceField(label=_("Aim"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=years, empty_value=None)
    overdue = forms.BooleanField(label=_("overdue only"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, auto_id="queue_%s")
        year = timezone.localdate().year
        self.fields["state"].choices = [
            ("", _("Everything open")),
            ("panel", _("with review and panel")),
            ("letter", _("letter not sent")),
            ("all", _("All, also closed ones")),
            ("decided", _("decided")),
            ("granted", _("approved, also with a reduced amount")),
            *[choice for choice in WORDS.items() if choice[0] not in {State.DRAFT, State.EXPIRED}],
        ]
        self.fields["programme"].choices = [("", _("All"))] + [
            (str(row.pk), str(row)) for row in Programme.objects.order_by("position", "slug")
        ]
        self.fields["city"].choices = [("", _("All"))] + [
            (str(row.pk), served(row, "name").text) for row in City.objects.order_by("slug")
        ]
        self.fields["officer"].choices = [
            ("", _("All")),
            ("mine", _("My own cases")),
            ("nobody", _("Nobody yet")),
            *[(str(person.pk), str(person)) for person in officers() if person.pk != user.pk],
        ]
        self.fields["year"].choices = [
            ("", _("All")),
            *[(str(year - back), str(year - back)) for back in range(YEARS)],
        ]
        # Statistics lead here with several years at once.
        if SPAN.fullmatch(asked := self.data.get("year", "")):
            self.fields["year"].choices += [(asked, asked.replace("-", "–"))]
        self.fields["theme"].choices = [("", _("All"))] + [
            (str(row.pk), str(row)) for row in Theme.objects.select_related("aim")
        ]
