"""The rule by which staff make many dates at once, in wall time, with what all of them have in common."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.editing.date_forms import NO_LINK, NO_VENUE
from events.editing.fields import ClockInput, DayInput
from events.editing.planning import MOST, Frequency, Rule, days_of
from events.editing.workflow import needs_link
from events.models import Event, Occurrence, Venue
from partners.models import City
from twinning.models import Editorial
from twinning.zones import validate_zone

FREQUENCIES = [
    (Frequency.DAILY, gettext_lazy("every day")),
    (Frequency.WEEKLY, gettext_lazy("every week, on certain weekdays")),
    (Frequency.MONTH_DAY, gettext_lazy("every month, on the day of the first date (the 15th)")),
    (
        Frequency.MONTH_WEEKDAY,
        gettext_lazy("every month, on the weekday of the first date (the third Tuesday)"),
    ),
]
GROUPS = [
    (gettext_lazy("When"), ("first_day", "starts", "ends", "all_day", "time_zone")),
    (
        gettext_lazy("How often"),
        ("frequency", "interval", "weekdays", "until", "count", "exceptions"),
    ),
    (gettext_lazy("Where and how"), ("attendance", "venue", "online_url", "second_city", "like")),
]


class DaysField(forms.CharField):
    """Several days, separated by commas or line ends; gives a set of dates."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value: Any) -> frozenset[date]:
        """Each of them as the language of the desk writes a day."""
        text = super().clean(value).replace("\n", ",").replace(";", ",")
        one = forms.DateField()
        return frozenset(one.clean(part.strip()) for part in text.split(",") if part.strip())


class RuleForm(forms.Form):
    """What repeats, from when to when; no date is stored by it."""

    first_day = forms.DateField(label=gettext_lazy("first day"), widget=DayInput)
    starts = forms.TimeField(label=gettext_lazy("begins at"), widget=ClockInput, required=False)
    ends = forms.TimeField(
        label=gettext_lazy("ends at"), widget=ClockInput, required=False,
        help_text=gettext_lazy("Earlier than the beginning: on the next day."),
    )  # fmt: skip
    all_day = forms.BooleanField(label=gettext_lazy("all day"), required=False)
    time_zone = forms.CharField(
        label=gettext_lazy("time zone"), max_length=64, validators=[validate_zone],
        help_text=gettext_lazy("The times above are those on the clocks of this zone, in summer and in winter."),
    )  # fmt: skip
    frequency = forms.ChoiceField(
        label=gettext_lazy("repeats"), choices=FREQUENCIES, initial=Frequency.WEEKLY
    )
    interval = forms.IntegerField(
        label=gettext_lazy("only every … time"), initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text=gettext_lazy("2: every second day, week or month."),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("weekdays"), choices=list(WEEKDAYS.items()), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("For weekly dates. None: the weekday of the first day."),
    )  # fmt: skip
    until = forms.DateField(label=gettext_lazy("last day"), widget=DayInput, required=False)
    count = forms.IntegerField(
        label=gettext_lazy("or number of dates"), required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
    )  # fmt: skip
    exceptions = DaysField(
        label=gettext_lazy("not on these days"), required=False,
        help_text=gettext_lazy("Several days are separated by commas."),
    )  # fmt: skip
    attendance = forms.ChoiceField(
        label=gettext_lazy("how one takes part"), choices=Occurrence.Attendance.choices
    )
    venue = forms.ModelChoiceField(Venue.objects.none(), label=gettext_lazy("venue"), required=False)
    online_url = forms.URLField(
        label=gettext_lazy("link for taking part online"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    second_city = forms.ModelChoiceField(
        City.objects.none(), label=gettext_lazy("also shown in the time of"), required=False
    )
    like = forms.ModelChoiceField(
        Occurrence.objects.none(), label=gettext_lazy("registration and languages as on"), required=False,
        help_text=gettext_lazy("Room, places, waiting list and languages are taken over from this date."),
    )  # fmt: skip

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        self.event = event
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.select_related("city")
        self.fields["second_city"].queryset = City.objects.all()
        self.fields["like"].queryset = event.occurrences.select_related("event")

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        data = self.cleaned_data
        if not data.get("all_day"):
            for name in ("starts", "ends"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give the time, or tick “all day”."))
        self._judge_end()
        self._judge_place()
        if not self.errors:
            self._judge_number()
        return data

    def _judge_end(self) -> None:
        data = self.cleaned_data
        until, count, first = data.get("until"), data.get("count"), data.get("first_day")
        if bool(until) == bool(count) and not {"until", "count"} & self.errors.keys():
            self.add_error("until", _("Give the last day, or the number of dates."))
        elif until and first and until < first:
            self.add_error("until", _("The last day must not be before the first one."))

    def _judge_place(self) -> None:
        data = self.cleaned_data
        if (
            data.get("attendance") in {"onsite", "hybrid"}
            and not data.get("venue")
            and "venue" not in self.errors
        ):
            self.add_error("venue", NO_VENUE)
        like = data.get("like")
        lacks = needs_link(
            attendance=data.get("attendance"),
            online_url=data.get("online_url"),
            registration=like.registration if like else "",
            room_de=like.room_de if like else "",
        )
        if lacks and self.event.state == Editorial.State.PUBLISHED and "online_url" not in self.errors:
            self.add_error("online_url", NO_LINK)

    def _judge_number(self) -> None:
        number = len(days_of(self.rule))
        if number == 0:
            self.add_error("until", _("There is no such day until then."))
        elif number > MOST:
            self.add_error(
                "until", _("These are more than %(most)d dates. Choose an earlier last day.") % {"most": MOST}
            )

    def groups(self) -> list[tuple[Promise, list[BoundField]]]:
        """The controls under headings."""
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    @property
    def rule(self) -> Rule:
        """What was typed."""
        data = self.cleaned_data
        return Rule(
            frequency=Frequency(data["frequency"]),
            first_day=data["first_day"],
            starts=data["starts"],
            ends=data["ends"],
            zone=data["time_zone"],
            interval=data["interval"],
            weekdays=tuple(data["weekdays"]),
            until=data["until"],
            count=data["count"],
            exceptions=data["exceptions"],
            all_day=data["all_day"],
        )
