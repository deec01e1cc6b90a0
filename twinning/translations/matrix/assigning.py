"""Give chosen rows of the matrix to a translator: the form, and what it comes to. Called by the matrix's views."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning.accounts.models import User
from twinning.translations import actions
from twinning.translations.matrix.filters import State, kinds, translators
from twinning.translations.matrix.table import Cell, cell_of, labels
from twinning.translations.models import TranslationState
from twinning.translations.permissions import target_languages

POSSIBLE = (State.MISSING, State.MACHINE, State.IN_TRANSLATION, State.OUTDATED)
MOST = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """One translation that would be assigned."""

    label: str
    cell: Cell


class AssignForm(forms.Form):
    """Rows, a person, a day; with the language of the filter only that one is assigned, else all of the person's."""

    rows = forms.TypedMultipleChoiceField(
        error_messages={"required": gettext_lazy("Choose at least one row of the table.")}
    )
    translator = forms.ChoiceField(
        label=gettext_lazy("Give the chosen ones to"),
        error_messages={"required": gettext_lazy("Choose who is to translate.")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, people: list[tuple[User, list[str]]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id="assign-%s", **kwargs)
        self.people = {str(person.pk): (person, codes) for person, codes in people or translators()}
        names = [(key, f"{person} ({', '.join(codes)})") for key, (person, codes) in self.people.items()]
        self.fields["translator"].choices = [("", _("Please choose")), *names]
        self.fields["language"].choices = [("", ""), *((code, code) for code in target_languages())]
        asked = data.getlist("rows")[:MOST] if data else []
        self.fields["rows"].choices = [(key, key) for key in asked if _read(key)]

    def clean_due_on(self) -> date | None:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed already."))
        return day

    @property
    def person(self) -> User:
        return self.people[self.cleaned_data["translator"]][0]

    def pieces(self) -> list[Piece]:
        """What of the chosen rows is to do in the languages of the person (two queries)."""
        codes = set(self.people[self.cleaned_data["translator"]][1])
        if language := self.cleaned_data["language"]:
            codes &= {language}
        keys = [_read(key) for key in self.cleaned_data["rows"]]
        names = labels(keys)
        which = Q(pk__in=[])
        for kind_id, number in names:
            which |= Q(content_type_id=kind_id, object_id=number)
        states = TranslationState.objects.filter(which, language__in=codes, state__in=POSSIBLE)
        states = states.select_related("translator").order_by("content_type", "object_id", "language")
        return [Piece(names[row.content_type_id, row.object_id], cell_of(row)) for row in states]

    def assign(self, by: User) -> int:
        """Assign it all and mail once; how many are new to the person. Raises Refused."""
        pieces = self.pieces()
        if not pieces:
            raise actions.Refused(_("Nothing of this is open in the languages of this person."))
        rows = [piece.cell.state for piece in pieces]
        changed = actions.assign_rows(rows, translator=self.person, due_on=self.cleaned_data["due_on"], by=by)
        return len(changed)


def _read(key: str) -> tuple[int, int] | None:
    """Kind and number of a row; None for what we did not make."""
    kind, _dash, number = key.partition("-")
    if len(key) > 30 or not all(part.isascii() and part.isdigit() for part in (kind, number)):
        return None
    known = {each.pk for each, _content in kinds()}
    return (int(kind), int(number)) if int(kind) in known and int(number) < 2**63 else None
