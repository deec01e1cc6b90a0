"""What reviewers, officers and keepers of minutes type. Amounts are read as six languages write them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants.application import Application
from projects.grants.decision import Decision
from projects.grants.money import AmountError, parse, show
from projects.grants.office.forms import DayInput
from projects.grants.panel.actions import Judgement
from projects.grants.panel.people import company, members
from projects.grants.panel.workflow import MOST_VOTES, Resolution, addable
from projects.grants.programme import BudgetLine, Programme
from projects.grants.review import AgendaItem, Review, Session
from projects.grants.ruleset import Criterion, TextBlock
from projects.grants.sentences import euros
from twinning.languages import current, served
from twinning.public_forms import CleanCharField, LineField

TEXT_LIMIT = 5000
REVIEW_DAYS = 14
POINTS = [(str(number), str(number)) for number in range(6)]


class AmountField(forms.CharField):
    """A sum in euros; what may mean two things is asked back."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, "max_length": 30, "required": False} | options)

    def prepare_value(self, value: Any) -> Any:
        return show(value, current()) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text, current())
        except AmountError as error:
            raise forms.ValidationError(self._message(error)) from error

    def _message(self, error: AmountError) -> str:
        if error.code == "ambiguous":
            first, *others = [euros(value) for value in error.readings]
            if others:
                return _("Do you mean %(first)s or %(second)s?") % {"first": first, "second": others[0]}
        return _("Enter an amount in euros, for example 1,250.00.")


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DayInput, **options)


# --- reviews --------------------------------------------------------------------------------------
class ReviewForm(forms.Form):
    """Points and a note for each criterion, advice, amount, reasons. Half of it may be kept."""

    advice = forms.ChoiceField(
        label=gettext_lazy("Recommendation"), required=False,
        choices=[("", gettext_lazy("– please choose –")), *Review.Advice.choices],
    )  # fmt: skip
    amount = AmountField(label=gettext_lazy("Amount in €"))
    text = CleanCharField(
        label=gettext_lazy("Reasons"), max_length=TEXT_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, review: Review) -> None:
        self.review = review
        self.criteria: list[Criterion] = list(review.application.ruleset.criteria.all())
        given = {score.criterion_id: score for score in review.scores.all()}
        initial: dict[str, Any] = {
            "advice": review.advice, "amount": review.amount, "text": review.text, "version": review.version,
        }  # fmt: skip
        for criterion in self.criteria:
            if criterion.pk in given:
                initial[f"points_{criterion.pk}"] = str(given[criterion.pk].value)
                initial[f"note_{criterion.pk}"] = given[criterion.pk].note
        super().__init__(data, initial=initial, auto_id="review_%s")
        for criterion in self.criteria:
            self.fields[f"points_{criterion.pk}"] = forms.ChoiceField(
                label=served(criterion, "name").text, choices=POINTS, required=False, widget=forms.RadioSelect,
                error_messages={"invalid_choice": gettext_lazy("Points go from 0 to 5.")},
            )  # fmt: skip
            self.fields[f"note_{criterion.pk}"] = LineField(
                label=gettext_lazy("Note"), max_length=500, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Criterion, its points, its note."""
        return [
            {"criterion": one, "points": self[f"points_{one.pk}"], "note": self[f"note_{one.pk}"]}
            for one in self.criteria
        ]

    def judgement(self) -> Judgement:
        """What was typed, for the act."""
        cleaned = self.cleaned_data
        points = {
            one.pk: (
                int(cleaned[f"points_{one.pk}"]) if cleaned[f"points_{one.pk}"] else None,
                cleaned[f"note_{one.pk}"],
            )
            for one in self.criteria
        }
        return Judgement(points, cleaned["advice"], cleaned["amount"], cleaned["text"])


class AskForm(forms.Form):
    """One more reviewer for one case."""

    reviewer = forms.ModelChoiceField(
        label=gettext_lazy("Reviewer"),
        queryset=None,
        error_messages={
            "required": gettext_lazy("Choose somebody."),
            "invalid_choice": gettext_lazy("This person can't review this case."),
        },
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("Due"))

    def __init__(self, data: Any = None, *, people: Any) -> None:
        initial = {"due_on": timezone.localdate() + timedelta(days=REVIEW_DAYS)}
        super().__init__(data, initial=initial, auto_id="ask_%s")
        self.fields["reviewer"].queryset = people


class DealForm(forms.Form):
    """How many reviewers each case shall have, and until when."""

    per_case = forms.IntegerField(label=gettext_lazy("Reviewers for each case"), min_value=1, max_value=9)
    due_on = DayField(label=gettext_lazy("Due"))

    def __init__(self, data: Any = None) -> None:
        initial = {"per_case": 2, "due_on": timezone.localdate() + timedelta(days=REVIEW_DAYS)}
        super().__init__(data, initial=initial, auto_id="deal_%s")

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Give a day in the future."))
        return day


# --- sessions -------------------------------------------------------------------------------------
class SessionForm(forms.Form):
    """When and where the panel meets, and who is asked."""

    programme = forms.ModelChoiceField(label=gettext_lazy("Programme"), queryset=None, empty_label=None)
    day = DayField(label=gettext_lazy("Day"))
    time = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    place = LineField(label=gettext_lazy("Place"), max_length=150, required=False)
    quorum = forms.IntegerField(
        label=gettext_lazy("Quorum"), min_value=1, max_value=50, required=False,
        help_text=gettext_lazy("Empty: as in the rules of the programme."),
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Invited"), queryset=None, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one person.")},
    )  # fmt: skip
    chair = forms.ModelChoiceField(label=gettext_lazy("Chair"), queryset=None, required=False)
    keeper = forms.ModelChoiceField(label=gettext_lazy("Minutes by"), queryset=None, required=False)

    def __init__(self, data: Any = None, *, user: Any = None, session: Session | None = None) -> None:
        initial: dict[str, Any] = {"time": "16:00", "keeper": user}
        initial["people"] = [person.pk for person in members()]
        if session:
            held_at = timezone.localtime(session.held_at)
            names = ("programme", "place", "quorum", "chair", "keeper")
            initial = {name: getattr(session, name) for name in names}
            initial |= {"day": held_at.date(), "time": held_at.time()}
            initial["people"] = list(session.attendances.values_list("person", flat=True))
        super().__init__(data, initial=initial, auto_id="session_%s")
        self.fields["programme"].disabled = session is not None
        rows = Programme.objects.filter(rulesets__uses_panel=True).distinct()
        self.fields["programme"].queryset = (
            Programme.objects.filter(pk=session.programme_id) if session else rows
        )
        for name in ("people", "chair", "keeper"):
            self.fields[name].queryset = company()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        people, programme = cleaned.get("people"), cleaned.get("programme")
        if programme and "quorum" in cleaned and cleaned["quorum"] is None:
            rules = programme.rulesets.filter(uses_panel=True).order_by("-in_force_from", "-number").first()
            cleaned["quorum"] = rules.quorum if rules else 1
        if people is not None and (cleaned.get("quorum") or 0) > len(people):
            self.add_error("quorum", _("The quorum is higher than the number of people who are invited."))
        if cleaned.get("day") and cleaned.get("time"):
            moment = datetime.combine(cleaned["day"], cleaned["time"])
            cleaned["held_at"] = timezone.make_aware(moment)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Keywords for the act."""
        names = ("programme", "held_at", "place", "quorum", "people", "chair", "keeper")
        return {name: self.cleaned_data[name] for name in names}


class AgendaForm(forms.Form):
    """Cases that are ready, for the agenda."""

    cases = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Ready for the panel"), queryset=Application.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one case.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, session: Session, user: Any) -> None:
        super().__init__(data, auto_id="agenda_%s")
        self.fields["cases"].queryset = addable(session, user).order_by("number")
        self.fields["cases"].label_from_instance = lambda case: f"{case.number} · {case.title}"


class ResolutionForm(forms.Form):
    """What the panel resolved about one item."""

    result = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=AgendaItem.Result.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the result.")},
    )  # fmt: skip
    yes = forms.IntegerField(label=gettext_lazy("Yes"), required=False)
    no = forms.IntegerField(label=gettext_lazy("No"), required=False)
    abstain = forms.IntegerField(label=gettext_lazy("Abstentions"), required=False)
    amount = AmountField(label=gettext_lazy("Amount in €"))
    reason = CleanCharField(
        label=gettext_lazy("Reasons"), max_length=TEXT_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, item: AgendaItem) -> None:
        initial = {
            name: getattr(item, name) for name in ("result", "yes", "no", "abstain", "reason", "version")
        }
        initial["amount"] = item.amount if item.result else item.application.requested
        super().__init__(data, initial=initial, auto_id="item_%s")
        for name in ("yes", "no", "abstain"):
            self.fields[name].validators += [MinValueValidator(0), MaxValueValidator(MOST_VOTES)]
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def resolution(self) -> Resolution:
        """What was typed, for the act."""
        cleaned = self.cleaned_data
        return Resolution(
            cleaned["result"],
            cleaned["yes"] or 0,
            cleaned["no"] or 0,
            cleaned["abstain"] or 0,
            cleaned["amount"],
            cleaned["reason"],
        )


# --- decisions ------------------------------------------------------------------------------------
class PrepareForm(forms.Form):
    """The draft of a decision, from what the panel resolved or by hand."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=Decision.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the result.")},
    )  # fmt: skip
    amount = AmountField(label=gettext_lazy("Amount in €"))
    budget_line = forms.ModelChoiceField(
        label=gettext_lazy("Budget line"), queryset=BudgetLine.objects.none(), required=False
    )
    reason = CleanCharField(
        label=gettext_lazy("Reason for the applicant"), max_length=TEXT_LIMIT, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    conditions = forms.MultipleChoiceField(
        label=gettext_lazy("Further conditions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    next_round = CleanCharField(
        label=gettext_lazy("Next chance"), max_length=TEXT_LIMIT, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, case: Application, known: Any = None, item: AgendaItem | None = None
    ) -> None:
        super().__init__(data, initial=self._first(case, known, item), auto_id="decision_%s")
        self.fields["budget_line"].queryset = BudgetLine.objects.filter(programme=case.programme_id)
        blocks = TextBlock.objects.filter(kind=TextBlock.Kind.CONDITION, is_default=False)
        blocks = [row for row in blocks if row.programme_id in {None, case.programme_id}]
        self.fields["conditions"].choices = list({row.code: str(row) for row in blocks}.items())

    def _first(self, case: Application, known: Any, item: AgendaItem | None) -> dict[str, Any]:
        """The present draft, else the resolution, else what was asked for."""
        year = timezone.localdate().year
        line = BudgetLine.objects.filter(programme=case.programme_id, year=year).first()
        first: dict[str, Any] = {"amount": case.requested, "budget_line": line}
        if item:
            first |= {"outcome": item.result, "reason": item.reason, "amount": item.amount or case.requested}
        if known and known.decided_by_id is None:
            names = ("outcome", "reason", "conditions", "next_round")
            first |= {name: getattr(known, name) for name in names}
            first |= {"amount": known.amount or case.requested, "budget_line": known.budget or line}
        return first
