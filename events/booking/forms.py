"""The forms of registration: for a date, to cancel places, for a new link. What may happen is decided by the acts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.booking.questions import field_of
from events.booking.registration import Question, Registration
from events.models import Occurrence
from twinning.feedback.forms import TOO_LONG
from twinning.languages import served
from twinning.mailed_links import BAD_ADDRESS, NewLinkForm
from twinning.public_forms import CleanCharField, LineField, PublicForm

NEEDS_LIMIT = 500
PLACE = ngettext_lazy("%(count)d place", "%(count)d places", "count")


class RegistrationForm(PublicForm):
    """Register for a date: fields for the number of places, the way of taking part and questions as it has them."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": _("Tell us your name."), **TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We send you a link to confirm."),
        error_messages={
            "required": _("We need an address to write to."),
            "invalid": BAD_ADDRESS,
            **TOO_LONG,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    places = forms.TypedChoiceField(
        label=_("How many places?"),
        coerce=int,
        error_messages={
            "required": _("Choose how many places."),
            "invalid_choice": _("Choose one from the list."),
        },
    )
    attendance = forms.ChoiceField(
        label=_("How do you take part?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you take part."),
            "invalid_choice": _("Choose how you take part."),
        },
    )
    access_needs = CleanCharField(
        label=_("What do you need to take part well?"),
        required=False,
        max_length=NEEDS_LIMIT,
        help_text=_(
            "For example a hearing loop or room for a wheelchair. Only the organisers read it, and it is deleted "
            "first: on the day after the event."
        ),
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consent = forms.BooleanField(
        label=_(
            "I have read the notes on data protection below and agree that you use my answers for this event."
        ),
        error_messages={"required": _("We can only register you if you agree.")},
    )

    def __init__(
        self, data: Any = None, *, occurrence: Occurrence, questions: Iterable[Question] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.questions = list(questions)
        most = min(occurrence.most_places, occurrence.capacity or occurrence.most_places)
        self.fields["places"].choices = [(number, PLACE % {"count": number}) for number in range(1, most + 1)]
        if occurrence.attendance == Occurrence.Attendance.HYBRID:
            self.fields["attendance"].choices = _ways(occurrence)
        else:
            del self.fields["attendance"]
        for question in self.questions:
            self.fields[f"question-{question.pk}"] = field_of(question)
        self.order_fields(
            [name for name in self.fields if name not in {"access_needs", "consent"}]
            + ["access_needs", "consent"]
        )

    def wish(self) -> dict[str, Any]:
        """What was typed, as `actions.register` takes it."""
        cleaned = self.cleaned_data
        answers = {question.pk: cleaned.get(f"question-{question.pk}") for question in self.questions}
        return {
            "key": cleaned["key"],
            "name": cleaned["name"],
            "email": cleaned["email"],
            "places": cleaned["places"],
            "attendance": cleaned.get("attendance", ""),
            "access_needs": cleaned["access_needs"],
            "answers": {pk: str(value) for pk, value in answers.items() if value not in {None, ""}},
        }


def _ways(occurrence: Occurrence) -> list[tuple[str, Any]]:
    hall = served(occurrence.venue, "name").text if occurrence.venue else _("On site")
    return [(Registration.Attendance.ONSITE, hall), (Registration.Attendance.ONLINE, _("Online"))]


class CancelForm(forms.Form):
    """Give back all places, or some of them. `seen` makes a second click harmless."""

    is_public = True

    places = forms.TypedChoiceField(
        label=_("What would you like to cancel?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how many places you cancel."),
            "invalid_choice": _("Your places have changed meanwhile. Please look at them again."),
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1000)

    def __init__(self, data: Any = None, *, places: int, **kwargs: Any) -> None:
        super().__init__(data, initial={"places": places, "seen": places}, **kwargs)
        some = [(number, _cancel_some(number)) for number in range(places - 1, 0, -1)]
        self.fields["places"].choices = [(places, _cancel_all(places)), *some]


def _cancel_all(places: int) -> Any:
    return ngettext_lazy("Cancel the place", "Cancel all %(count)d places", places) % {"count": places}


def _cancel_some(places: int) -> Any:
    return ngettext_lazy("Cancel %(count)d place only", "Cancel %(count)d places only", places) % {
        "count": places
    }


class LinkForm(NewLinkForm):
    """Send me the links to my registrations."""

    help_text = _("The address with which you registered.")
    needed_text = _("We need the address with which you registered.")
