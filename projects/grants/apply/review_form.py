"""Step 6: everything once more as the office will see it, the declarations, and who signs."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.apply.forms import Group, StepForm, line
from projects.grants.apply.project_form import ANSWER
from projects.grants.ruleset import Question
from twinning.languages import served

DECLARE = "declared_"


class ReviewForm(StepForm):
    """The programme's declarations, and the name of the person who sends. The short track has one box for all."""

    NEEDED = ("signed_by",)

    signed_by = line(_("Name of the person who sends"), 150)

    def stored(self) -> dict[str, Any]:
        """What was ticked; the name of the account is suggested."""
        given = {DECLARE + code: True for code in self.application.declared}
        is_all = bool(given) and all(code in self.application.declared for code in self._codes())
        return {**given, DECLARE + "all": is_all, "signed_by": self.application.signed_by or self.user.name}

    def _codes(self) -> list[str]:
        return [row.code for row in self.declarations]

    @property
    def declarations(self) -> list[Any]:
        """The programme's declarations, read once."""
        if not hasattr(self, "_declarations"):
            self._declarations = list(self.application.ruleset.declarations.all())
        return self._declarations

    def prepare(self) -> None:
        """A box for each declaration, or one for all of them."""
        rules = self.application.ruleset
        if rules.is_short and self.declarations:
            self.fields[DECLARE + "all"] = forms.BooleanField(
                label=_("I declare all of this."), required=False
            )
        elif not rules.is_short:
            for row in self.declarations:
                label = served(row, "text").text
                self.fields[DECLARE + row.code] = forms.BooleanField(label=label, required=False)
        if rules.is_short and self.user.name:
            del self.fields["signed_by"]

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The declarations as fields."""
        return [field for field in self.visible_fields() if field.name.startswith(DECLARE)]

    def write(self, locked: Application) -> None:
        """The declarations that are ticked, and the name."""
        values = self.cleaned_data
        is_all = values.get(DECLARE + "all", False)
        locked.declared = {code: True for code in self._codes() if is_all or values.get(DECLARE + code)}
        locked.signed_by = values.get("signed_by") or locked.signed_by or self.user.name


@dataclass(frozen=True, slots=True)
class Chapter:
    """A step in words: its name, its fields, and the way to change it ("" when it is closed)."""

    step: str
    name: str
    rows: list[Group]
    url: str


def confirmations(application: Application) -> list[Group]:
    """What the partners abroad have answered to our link."""
    lines = []
    for partner in application.partners.all():
        values = {"name": partner.name, "day": ""}
        text = _("%(name)s has not confirmed yet.")
        if partner.confirmed_at:
            values["day"] = date_format(timezone.localtime(partner.confirmed_at), "DATE_FORMAT")
            text = _("%(name)s confirmed on %(day)s.")
        lines.append(str(text) % values)
    return [Group("partners", str(_("Confirmations")), (), "\n".join(lines))] if lines else []


def answered(application: Application) -> list[Group]:
    """The questions of the eligibility check with their answers."""
    names = dict(Question.Answer.choices)
    rows = []
    for question in application.ruleset.questions.all():
        given = application.answers.get(question.code, "")
        rows.append(
            Group(ANSWER + question.code, served(question, "text").text, (), str(names.get(given, "")))
        )
    return rows
