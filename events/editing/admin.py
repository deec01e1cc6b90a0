"""Series, events and venues on the staff desk; dates are in `events.editing.date_admin`."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.editing import date_admin, generator
from events.editing.actions import delete_event, delete_series, save_event, save_occurrence, save_series
from events.editing.admin_parts import EVENT_PARTS, AccessInline, missing_features
from events.editing.event_forms import EventForm, SeriesForm
from events.editing.filters import CityFilter, EventDatesFilter
from events.editing.words import collisions, dates_table
from events.models import Event, Occurrence, Series, Venue
from events.walltime import local
from partners.theme_admin import ThemeFilter
from twinning.admin import PUBLICATION, EditorialAdmin, TranslatedModelAdmin, VersionedAdmin, tag

TEXTS = _(
    "German is required. The other languages can follow; what is missing is shown in German with a note."
)

__all__ = ["date_admin"]


class _WordsKept(EditorialAdmin):
    """An address word that somebody else took between check and save: a second look finds it and says so."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (ValidationError, IntegrityError):
            return super().changeform_view(request, *args, **kwargs)

    @admin.display(description=_("sample"), ordering="is_sample")
    def sample_tag(self, row: Event | Series) -> SafeString | str:
        return tag("warn", _("Sample")) if row.is_sample else ""


@admin.register(Series)
class SeriesAdmin(_WordsKept):
    """Festivals, programmes and rows of events."""

    form = SeriesForm
    list_display = ["__str__", "kind", "state_tag", "languages_tag", "sample_tag", "changed"]
    list_filter = ["state", "kind", "is_sample"]
    search_fields = ["title", "slug"]
    folded_fields = ("title", "slug")
    autocomplete_fields = ["project"]
    show_full_result_count = False
    fieldsets = [
        (_("Texts"), {"fields": ["title", "text"], "description": TEXTS}),
        PUBLICATION,
        (_("Facts about the series"), {"fields": ["slug", "kind", "project", "is_sample"]}),
    ]

    def store(self, request: HttpRequest, obj: Series, form: forms.ModelForm, change: bool) -> None:
        save_series(obj)

    def remove(self, obj: Series) -> None:
        delete_series(obj)


@admin.register(Event)
class EventAdmin(_WordsKept):
    """An event with its texts, questions and pictures, and the list of its dates."""

    class Media:
        css = {"all": ["events/css/editing.css"]}

    form = EventForm
    list_display = ["__str__", "format", "next_date", "state_tag", "languages_tag", "sample_tag", "changed"]
    list_filter = ["state", EventDatesFilter, "format", CityFilter, ThemeFilter, "origin", "is_sample"]
    search_fields = ["title", "teaser", "slug", "organiser", "organisations__name"]
    folded_fields = ("title", "slug", "organisations__name")
    autocomplete_fields = ["series", "project", "cities", "themes", "organisations"]
    readonly_fields = ("public_pages", "dates", "origin")
    show_full_result_count = False
    inlines = EVENT_PARTS
    fieldsets = [
        (_("When it takes place"), {"fields": ["dates"]}),
        (
            _("Texts"),
            {"fields": ["title", "teaser", "text", "bring", "audience", "price_note"], "description": TEXTS},
        ),
        PUBLICATION,
        (
            _("Facts about the event"),
            {
                "fields": [
                    "slug", "format", ("age_from", "age_to"), "is_free", "series", "project", "cities", "themes",
                ],
            },
        ),
        (_("Who invites"), {"fields": ["organisations", "organiser", "website", "contact"]}),
        (_("Afterwards"), {"fields": ["report"], "classes": ["collapse"]}),
        (
            _("For the office"),
            {"fields": ["retention_days", "origin", "is_sample", "staff_note"]},
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """With the beginning of the next date and its zone."""
        coming = Occurrence.objects.filter(event=OuterRef("pk")).upcoming().order_by("starts_at")
        rows = super().get_queryset(request)
        return rows.annotate(
            next_start=Subquery(coming.values("starts_at")[:1]), next_zone=Subquery(coming.values("time_zone")[:1])
        )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """The page that makes dates from a rule, before Django's own addresses."""
        view = self.admin_site.admin_view(generator.event_generate)
        return [path("<int:number>/dates/", view, name="events_event_generate"), *super().get_urls()]

    def store(self, request: HttpRequest, obj: Event, form: forms.ModelForm, change: bool) -> None:
        save_event(obj)

    def remove(self, obj: Event) -> None:
        delete_event(obj)

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        """New dates through their action, and with a word when a venue is needed twice."""
        if formset.model is not Occurrence:
            super().save_formset(request, form, formset, change)
            return
        made = [save_occurrence(row, by=request.user) for row in formset.save(commit=False)]
        for text in collisions(made):
            self.message_user(request, text, messages.WARNING)

    @admin.display(description=_("next date"), ordering="next_start")
    def next_date(self, event: Event) -> SafeString | str:
        if event.next_start is None:
            return "–"
        shown = date_format(local(event.next_start, event.next_zone), "SHORT_DATETIME_FORMAT")
        return format_html('<span class="nb">{}</span>', shown)

    @admin.display(description=_("dates of this event"))
    def dates(self, event: Event) -> SafeString | str:
        """What is planned, each with its page, and the ways to more."""
        if event.pk is None:
            return _("After the first save, dates can be made from a rule. Single dates can be added below.")
        return dates_table(event)


@admin.register(Venue)
class VenueAdmin(TranslatedModelAdmin, VersionedAdmin):
    """A place with what there is to know about access."""

    list_display = ["__str__", "town", "city", "access_tag", "checked_on", "sample_tag"]
    list_filter = ["city", "is_sample"]
    list_select_related = ["city"]
    search_fields = ["name", "street", "town"]
    folded_fields = ("name", "town")
    autocomplete_fields = ["city"]
    show_full_result_count = False
    inlines = [AccessInline]
    fieldsets = [
        (_("Texts"), {"fields": ["name", "transport"], "description": TEXTS}),
        (
            _("Address"),
            {
                "fields": [
                    "street", ("postcode", "town"), "country", "city", "time_zone", ("latitude", "longitude"),
                ],
                "description": _("The time zone is the one on the clocks there. The map needs both coordinates."),
            },
        ),
        (_("Access"), {"fields": ["contact", "checked_on"]}),
        (_("For the office"), {"fields": ["is_sample"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Venue]:
        return super().get_queryset(request).prefetch_related("access")

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Venue, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """A row for each question about access that nobody has answered; untouched ones are not stored."""
        found = super().get_formset_kwargs(request, obj, inline, prefix)
        return found | {"initial": [{"feature": feature} for feature in missing_features(obj)]}

    @admin.display(description=_("access"))
    def access_tag(self, venue: Venue) -> SafeString:
        """How many of the questions have an answer."""
        known = sum(row.value != "unknown" for row in venue.access.all())
        text = _("%(have)d of %(want)d") % {"have": known, "want": AccessInline.max_num}
        return tag("ok" if known == AccessInline.max_num else "warn" if known else "err", text)

    @admin.display(description=_("sample"), ordering="is_sample")
    def sample_tag(self, venue: Venue) -> SafeString | str:
        return tag("warn", _("Sample")) if venue.is_sample else ""
