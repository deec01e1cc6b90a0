"""What staff type about the registrations of a date: places and rules, a caller, a guest at the door, a message."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.booking.actions import Guest
from events.booking.questions import field_of
from events.booking.registration import Question, Registration
from events.models import Occurrence
from events.occurrence import MOST_PLACES
from twinning.cldr import language_label
from twinning.languages import direction
from twinning.public_forms import CleanCharField, LineField

NEEDED = {"required": _("Please fill this in.")}
SUBJECT_LIMIT, TEXT_LIMIT = 150, 5000
MOST = 100_000


class KeyedForm(forms.Form):
    """Base: the hidden key makes a second click the same thing."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())


class RulesForm(forms.Form):
    """Places and waiting list; `seen` is the version that was on the page."""

    capacity = forms.IntegerField(
        label=pgettext_lazy("registration", "Places"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("Empty: as many as come."),
    )
    waiting_limit = forms.IntegerField(
        label=_("Places on the waiting list"), required=False, min_value=0, max_value=MOST,
        help_text=_("Empty: no limit. 0: no waiting list."),
    )  # fmt: skip
    queue = forms.ChoiceField(label=_("Waiting list"), choices=Occurrence.Queue.choices)
    offers = forms.BooleanField(
        label=_("A freed place is offered for 48 hours, not given at once"), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, occurrence: Occurrence) -> None:
        names = ("capacity", "waiting_limit", "queue", "offers")
        initial = {name: getattr(occurrence, name) for name in names} | {"seen": occurrence.version}
        super().__init__(data, initial=initial, auto_id="rules_%s")


class GuestForm(KeyedForm):
    """Who it is, and how many come along."""

    name = LineField(label=_("Name"), max_length=120, error_messages=NEEDED)
    places = forms.IntegerField(label=_("How many places?"), min_value=1, max_value=MOST_PLACES, initial=1)


class WalkInForm(GuestForm):
    """Somebody who came without having registered."""

    def guest(self) -> Guest:
        """What was typed."""
        return Guest(name=self.cleaned_data["name"], places=self.cleaned_data["places"])


class CallerForm(GuestForm):
    """Somebody who has called; an address is welcome, not needed."""

    email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254,
        help_text=_("Empty: this person gets no mails, and has to call in order to cancel."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the mails"))
    attendance = forms.ChoiceField(
        label=_("Takes part"), choices=Registration.Attendance.choices, widget=forms.RadioSelect,
        initial=Registration.Attendance.ONSITE,
    )  # fmt: skip
    access_needs = CleanCharField(
        label=_("What the person needs to take part well"), required=False, max_length=500,
        help_text=_("Erased on the day after the event."), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_("I have told the person what happens to these data"),
        error_messages={"required": _("Please tell the person first.")},
    )

    def __init__(
        self, data: Any = None, *, occurrence: Occurrence, questions: Iterable[Question] = ()
    ) -> None:
        super().__init__(data, initial={"language": settings.LANGUAGE_CODE})
        self.questions, self.occurrence = list(questions), occurrence
        self.fields["language"].choices = _languages()
        if occurrence.attendance != Occurrence.Attendance.HYBRID:
            del self.fields["attendance"]
        for question in self.questions:
            self.fields[_field(question)] = field_of(question)
        self.order_fields([*(name for name in self.fields if name != "consent"), "consent"])

    def guest(self) -> Guest:
        """What was typed."""
        cleaned = self.cleaned_data
        answers = {question.pk: cleaned.get(_field(question)) for question in self.questions}
        return Guest(
            name=cleaned["name"],
            email=cleaned["email"],
            language=cleaned["language"],
            places=cleaned["places"],
            attendance=cleaned.get("attendance") or self._usual(),
            access_needs=cleaned["access_needs"],
            answers={pk: str(value) for pk, value in answers.items() if value not in {None, ""}},
        )

    def _usual(self) -> str:
        is_online = self.occurrence.attendance == Occurrence.Attendance.ONLINE
        return Registration.Attendance.ONLINE if is_online else Registration.Attendance.ONSITE


def _field(question: Question) -> str:
    return f"question-{question.pk}"


def _languages() -> list[tuple[str, str]]:
    return [(code, language_label(code)) for code in settings.PUBLISHED_LANGUAGES]


class MessageForm(KeyedForm):
    """A subject and a text, in German and in as many other languages as staff can write."""

    WRITABLE = ("confirmed", "offered", "waiting", "attended", "no_show")

    states = forms.MultipleChoiceField(
        label=_("To whom?"), widget=forms.CheckboxSelectMultiple, initial=["confirmed"],
        error_messages={"required": _("Choose to whom it goes.")},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="message_%s")
        self.fields["states"].choices = [
            (state.value, state.label) for state in Registration.Status if state in self.WRITABLE
        ]
        for code in _in_order():
            self._add(code)

    def _add(self, code: str) -> None:
        is_needed = code == settings.LANGUAGE_CODE
        attrs = {"lang": code, "dir": direction(code)}
        self.fields[f"subject_{code}"] = LineField(
            label=_("Subject"), required=is_needed, max_length=SUBJECT_LIMIT, error_messages=NEEDED,
            widget=forms.TextInput(attrs=attrs),
        )  # fmt: skip
        self.fields[f"text_{code}"] = CleanCharField(
            label=_("Text"), required=is_needed, max_length=TEXT_LIMIT, error_messages=NEEDED,
            widget=forms.Textarea(attrs=attrs | {"rows": 6}),
        )  # fmt: skip

    def parts(self) -> list[dict[str, Any]]:
        """The fields of each language, German first; the others are folded until something stands in them."""
        return [
            {
                "label": language_label(code),
                "fields": (self[f"subject_{code}"], self[f"text_{code}"]),
                "is_folded": code != settings.LANGUAGE_CODE,
                "is_open": any(self[f"{name}_{code}"].value() for name in ("subject", "text")),
            }
            for code in _in_order()
        ]

    def clean(self) -> dict[str, Any]:
        """A language needs both, its subject and its text."""
        cleaned = super().clean()
        for code in _in_order():
            subject, text = cleaned.get(f"subject_{code}"), cleaned.get(f"text_{code}")
            if bool(subject) != bool(text) and code != settings.LANGUAGE_CODE:
                self.add_error(
                    f"text_{code}" if subject else f"subject_{code}",
                    _("In this language, only one of subject and text is there."),
                )
        return cleaned

    def texts(self) -> dict[str, tuple[str, str]]:
        """Subject and text by language."""
        cleaned = self.cleaned_data
        pairs = {code: (cleaned[f"subject_{code}"], cleaned[f"text_{code}"]) for code in _in_order()}
        return {code: pair for code, pair in pairs.items() if all(pair)}


def _in_order() -> list[str]:
    codes = list(settings.PUBLISHED_LANGUAGES)
    return [settings.LANGUAGE_CODE, *(code for code in codes if code != settings.LANGUAGE_CODE)]
