"""What staff say when they cancel a date, postpone it or move it online: why, in many languages."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.editing import fields
from events.editing.fields import WHICH, WallTimeField
from events.models import Occurrence
from twinning.languages import direction, own_name
from twinning.public_forms import LineField

REASON_LENGTH = Occurrence._meta.get_field("status_note").max_length
SAY_WHY = _("Say why, in German at least.")
NEW_TIME, OTHER_DATE, NOT_KNOWN = "new", "other", "unknown"
HOW = [
    (NEW_TIME, _("It has a new time: registrations move along")),
    (OTHER_DATE, _("Another date of this event takes its place")),
    (NOT_KNOWN, _("The new time is not known yet")),
]


class StepForm(forms.Form):
    """A reason for each language that the portal speaks; German is a must."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        self.occurrence = occurrence
        super().__init__(*args, **{"initial": {"seen": occurrence.version}, **kwargs})
        for code in settings.PUBLISHED_LANGUAGES:
            self.fields[f"reason_{code}"] = LineField(
                label=_("Reason, in %(language)s") % {"language": own_name(code)},
                max_length=REASON_LENGTH,
                required=code == settings.LANGUAGE_CODE,
                error_messages={"required": SAY_WHY},
                widget=forms.Textarea(attrs={"rows": 2, "lang": code, "dir": direction(code)}),
            )

    @property
    def reason(self) -> dict[str, str]:
        """The words per language."""
        return {code: self.cleaned_data[f"reason_{code}"] for code in settings.PUBLISHED_LANGUAGES}

    def german(self) -> BoundField:
        """The reason that must be given."""
        return self[f"reason_{settings.LANGUAGE_CODE}"]

    def others(self) -> list[BoundField]:
        """The reason in the other languages."""
        codes = [code for code in settings.PUBLISHED_LANGUAGES if code != settings.LANGUAGE_CODE]
        return [self[f"reason_{code}"] for code in codes]

    def own(self) -> list[BoundField]:
        """What this step asks besides the reason."""
        return [field for field in self.visible_fields() if not field.name.startswith("reason_")]


class OnlineForm(StepForm):
    """Where people meet from now on."""

    online_url = forms.URLField(
        label=_("link for taking part online"), max_length=500, assume_scheme="https",
        help_text=_("People with a confirmed registration get it by mail at once."),
    )  # fmt: skip


class PostponeForm(StepForm):
    """To a new time, to another date, or nobody knows yet."""

    how = forms.ChoiceField(label=_("What is known?"), choices=HOW, widget=forms.RadioSelect)
    starts_at = WallTimeField(label=_("new beginning"), required=False)
    ends_at = WallTimeField(
        label=_("new end"), required=False, help_text=_("Empty: it lasts as long as before.")
    )
    which = forms.ChoiceField(
        label=_("if the clocks show the time twice"), choices=WHICH, required=False,
        help_text=_("In the night in which the clocks are put back, an hour comes twice."),
    )  # fmt: skip
    replaced_by = forms.ModelChoiceField(
        Occurrence.objects.none(), label=_("date in its place"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = self._others()

    def _others(self) -> QuerySet[Occurrence]:
        rows = Occurrence.objects.filter(event=self.occurrence.event_id, ends_at__gt=timezone.now())
        return rows.exclude(pk=self.occurrence.pk).exclude(status__in=["cancelled", "postponed"]).select_related(
            "event"
        )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        data = self.cleaned_data
        data["new_start"] = data["new_end"] = None
        how = data.get("how")
        if how == NEW_TIME:
            self._take_time()
        if how != OTHER_DATE:
            data["replaced_by"] = None
        elif not data.get("replaced_by") and "replaced_by" not in self.errors:
            self.add_error("replaced_by", _("Choose the date that takes its place."))
        return data

    def _take_time(self) -> None:
        data, date = self.cleaned_data, self.occurrence
        start, end = data.get("starts_at"), data.get("ends_at")
        if start is None:
            if "starts_at" not in self.errors:
                self.add_error("starts_at", _("Give the day and the time."))
            return
        which = data.get("which") or ""
        try:
            if end is not None or date.all_day:
                data["new_start"], data["new_end"] = fields.span_of(
                    start, end or start, date.time_zone, all_day=date.all_day, which=which
                )
            elif start.time is None:
                self.add_error("starts_at", _("Give the day and the time."))
            else:
                data["new_start"] = fields.moment_of(start, date.time_zone, which)
        except ValidationError as problem:
            self.add_error(None if hasattr(problem, "error_dict") else "starts_at", problem)
