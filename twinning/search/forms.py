"""What the search page is asked: the words, and what the hits are narrowed to. Called by `twinning.search.page`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from twinning.catalogue import entries
from twinning.languages import current
from twinning.public_forms import LineField
from twinning.search.answers import Wanted
from twinning.search.facets import choices
from twinning.search.spelling import QUERY_LIMIT

FILTERS = ("kind", "city", "theme", "since", "until")
UNKNOWN = {"invalid_choice": _("“%(value)s” cannot be chosen here.")}
NO_DATE = {"invalid": _("This is no date. Example: 2027-05-31")}


class QueryField(LineField):
    """Words to look for: longer ones are cut, for the end of a pasted paragraph says little."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value)[:QUERY_LIMIT]


def day_field(label: Any) -> forms.DateField:
    """A day, as browsers send it or as people write it in their language."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, error_messages=NO_DATE)


class SearchForm(forms.Form):
    """Everything may be left empty. Read from the address, so that a search can be passed on."""

    q = QueryField(label=_("What are you looking for?"), required=False)
    kind = forms.MultipleChoiceField(label=_("What?"), required=False, error_messages=UNKNOWN)
    city = forms.ChoiceField(label=_("Where?"), required=False, error_messages=UNKNOWN)
    theme = forms.ChoiceField(label=_("What about?"), required=False, error_messages=UNKNOWN)
    since = day_field(_("From this day on"))
    until = day_field(_("Until this day"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(entry.key, entry.label) for entry in entries()]
        for name in ("city", "theme"):
            self.fields[name].choices = [("", "")] + [(key, key) for key in choices(name)]

    def clean(self) -> dict[str, Any]:
        """A period ends on or after the day on which it begins."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("The end lies before the beginning.")))
        return cleaned

    def wanted(self) -> Wanted:
        """The question to the index; only for a form without errors."""
        asked = self.cleaned_data
        return Wanted(
            text=asked["q"],
            language=current(),
            kinds=tuple(asked["kind"]),
            city=self._pk("city"),
            theme=self._pk("theme"),
            since=asked["since"],
            until=asked["until"],
        )

    def _pk(self, name: str) -> int | None:
        chosen = choices(name).get(self.cleaned_data[name])
        return chosen.pk if chosen else None

    def pairs(self) -> list[tuple[str, str]]:
        """The filters that are set, as (name, value) of an address, nonsense left out."""
        asked = self.cleaned_data
        found = [("kind", key) for key in asked.get("kind") or ()]
        found += [(name, asked[name]) for name in ("city", "theme") if asked.get(name)]
        found += [(name, asked[name].isoformat()) for name in ("since", "until") if asked.get(name)]
        return found
