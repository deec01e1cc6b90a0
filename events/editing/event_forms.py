"""Forms of events and series on the staff desk: address words that are free, and nothing half-finished published."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.editing.actions import KIND, SERIES_KIND
from events.editing.workflow import needs_link
from events.models import Event
from twinning.admin import AddressWordForm
from twinning.languages import column
from twinning.models import Editorial

TAKEN = _("Another event has or had the address word “%(slug)s”.")
TAKEN_SERIES = _("Another series has or had the address word “%(slug)s”.")
NEEDS_LINK = _(
    "A date that takes place online has neither a link nor words under “room” about how people get it: %(date)s."
)


class EventForm(AddressWordForm):
    """Refuses words that are not free, and to publish dates that nobody could take part in."""

    kind, view_name, taken_text = KIND, "events:event-detail", TAKEN

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.instance.state != Editorial.State.PUBLISHED or not self.instance.pk:
            return
        for date in dates_without_link(self.instance):
            self.add_error("state", ValidationError(NEEDS_LINK, params={"date": date}, code="link"))


class SeriesForm(AddressWordForm):
    """Refuses an address word that another series has or had."""

    kind, view_name, taken_text = SERIES_KIND, "events:series-detail", TAKEN_SERIES


def dates_without_link(event: Event) -> list[str]:
    """Dates to come that take place online, and nobody could know how to get there."""
    rows = event.occurrences.filter(ends_at__gt=timezone.now()).exclude(status="cancelled")
    found = rows.exclude(attendance="onsite").filter(online_url="").select_related("event")
    return [
        str(date)
        for date in found
        if needs_link(
            attendance=date.attendance,
            online_url=date.online_url,
            registration=date.registration,
            room_de=date.room_de,
        )
    ]


class QuestionForm(forms.ModelForm):
    """A choice needs its answers, and as many of them in every language."""

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        data = self.cleaned_data
        german = _lines(data.get(column("options", settings.LANGUAGE_CODE)))
        if data.get("kind") == "choice" and len(german) < 2:
            self.add_error(
                column("options", settings.LANGUAGE_CODE),
                _("Give at least two answers, each in its own line."),
            )
        for code in settings.MODELTRANSLATION_LANGUAGES:
            name = column("options", code)
            lines = _lines(data.get(name))
            if lines and len(lines) != len(german):
                self.add_error(name, _("Give as many answers as in German, in the same order."))
        return data


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]
