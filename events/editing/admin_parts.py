"""The parts of events, dates and venues on their pages of the staff desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.editing.date_forms import DateForm, LanguageForm, LanguageFormSet, NewDateFormSet
from events.editing.event_forms import QuestionForm
from events.models import EventPhoto, Occurrence, OccurrenceLanguage, Question, VenueAccess
from twinning.admin import BlocksInline, PhotoInline, TranslatedInline


class NewDateInline(BlocksInline):
    """Dates to add; those that are there have pages of their own, and are listed above."""

    model = Occurrence
    form = DateForm
    formset = NewDateFormSet
    verbose_name = _("new date")
    verbose_name_plural = _("new dates")
    classes = ["collapse"]
    fields = [
        "starts_at", "ends_at", ("all_day", "shows_end"), ("time_zone", "which"), ("attendance", "venue"),
        "online_url", "second_city",
    ]  # fmt: skip
    autocomplete_fields = ["venue", "second_city"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occurrence]:
        return super().get_queryset(request).none()

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A date that is there is changed on its own page only, where its history and its people are."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_add_permission(request, obj)


class QuestionInline(TranslatedInline):
    """What everybody who registers is asked."""

    model = Question
    form = QuestionForm
    classes = ["collapse"]
    fields = ["label", "help", ("kind", "required", "position"), "options"]


class EventPhotoInline(PhotoInline):
    model = EventPhoto
    classes = ["collapse"]
    fields = [*PhotoInline.fields, "is_report"]


class DateLanguageInline(TranslatedInline):
    """What is spoken, interpreted, signed or captioned on this date."""

    model = OccurrenceLanguage
    form = LanguageForm
    formset = LanguageFormSet
    fields = [("language", "role", "on_request"), "note"]


class AccessInline(TranslatedInline):
    """All questions about access, each with yes, partly, no or “not known”."""

    model = VenueAccess
    fields = [("feature", "value"), "note"]
    max_num = len(VenueAccess.Feature)

    def get_extra(self, request: HttpRequest, obj: object = None, **kwargs: object) -> int:
        """A row for each question that nobody has answered yet."""
        return len(missing_features(obj))


def missing_features(venue: object) -> list[str]:
    """Questions about access without a row."""
    known = set(venue.access.values_list("feature", flat=True)) if getattr(venue, "pk", None) else set()
    return [feature for feature in VenueAccess.Feature.values if feature not in known]


EVENT_PARTS: list[type[admin.options.InlineModelAdmin]] = [NewDateInline, QuestionInline, EventPhotoInline]
