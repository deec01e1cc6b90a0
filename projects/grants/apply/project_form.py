"""Step 2: what the project is about, and the questions of the eligibility check that are still open."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Theme
from projects.grants.application import Application
from projects.grants.apply.forms import StepForm, choice, line, passage, several
from projects.grants.completeness import NEEDED
from projects.grants.ruleset import Question
from twinning.languages import served

SHORT = ("title", "short_text")
ANSWER = "answer_"


class ProjectForm(StepForm):
    """Texts about the project. The short track asks for title and short text only."""

    NEEDED = NEEDED["project"]
    # Questions that were answered well are asked again, too.
    ASKS_ALL = False

    title = line(_("Title of the project"), 140)
    short_text = passage(
        _("In short"), 600, 4, help_text=_("Who does what with whom? We publish this text when we fund you.")
    )
    concept = passage(
        _("Concept"), 8000, 12, help_text=_("What happens, who works with whom, and what shall remain?")
    )
    themes = several(_("Aims"))
    audience = line(_("Target groups"), 300, help_text=_("Whom do you want to reach?"))
    is_trip = forms.BooleanField(label=_("It is a citizens' trip"), required=False)
    publicity = passage(_("How does the public take part?"), 2000, 4)
    accessibility = passage(
        _("Accessibility"), 2000, 4, help_text=_("What makes it possible for everybody to take part?")
    )

    def stored(self) -> dict[str, Any]:
        """Themes by key, answers one by one."""
        names = ("title", "short_text", "concept", "audience", "is_trip", "publicity", "accessibility")
        values = {name: getattr(self.application, name) for name in names}
        values["themes"] = [theme.key for theme in self.application.themes.all()]
        values |= {ANSWER + code: given for code, given in self.application.answers.items()}
        return values

    def prepare(self) -> None:
        """The programme's questions, and the themes; questions that are answered well are not asked again."""
        rules = self.application.ruleset
        if rules.is_short:
            for name in set(self.base_fields) - set(SHORT):
                del self.fields[name]
        else:
            self.known = {row.key: row for row in Theme.objects.with_titles().published()}
            self.fields["themes"].choices = [(key, row.title().text) for key, row in self.known.items()]
        self.asked = []
        for question in rules.questions.all():
            given = self.application.answers.get(question.code)
            if self.is_bound and ANSWER + question.code not in self.data and given:
                continue
            is_fine = given and given != question.excludes_if
            if not self.is_bound and is_fine and not self.ASKS_ALL:
                continue
            name = ANSWER + question.code
            self.asked.append(name)
            self.fields[name] = choice(
                served(question, "text").text, Question.Answer.choices, widget=forms.RadioSelect
            )
        # Every question has to be answered.
        self.NEEDED = (*self.NEEDED, *self.asked)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All but the questions."""
        return [field for field in self.visible_fields() if field.name not in self.asked]

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions as fields."""
        return [self[name] for name in self.asked]

    def write(self, locked: Application) -> None:
        """Texts, themes, answers."""
        given = dict(locked.answers)
        for name, value in self.cleaned_data.items():
            if name.startswith(ANSWER):
                given[name.removeprefix(ANSWER)] = value
            elif name != "themes":
                setattr(locked, name, value)
        locked.answers = {code: answer for code, answer in given.items() if answer}
        if "themes" in self.cleaned_data:
            locked.themes.set([self.known[key] for key in self.cleaned_data["themes"]])


class AllQuestionsForm(ProjectForm):
    """With every question of the check, to correct an answer."""

    ASKS_ALL = True
