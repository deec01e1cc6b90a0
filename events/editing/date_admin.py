"""Dates of events on the staff desk: each has its own page, with its languages, its people and its three steps."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.booking.actions import change_rules
from events.editing import steps, words
from events.editing.actions import delete_occurrence, save_occurrence
from events.editing.admin_parts import DateLanguageInline
from events.editing.date_forms import RULES, DateForm
from events.editing.filters import FullFilter, PeriodFilter, PublicFilter
from events.editing.workflow import Step, why_not
from events.models import Occurrence
from twinning.admin import OwnPages, TranslatedModelAdmin, VersionedAdmin, tag
from twinning.languages import all_columns
from twinning.municipality.home import current_home

TIMES = _("As the clock shows them at the venue, in the time zone of this date.")
STEPS = {
    Step.CANCEL: _("Cancel this date"),
    Step.POSTPONE: _("Postpone this date"),
    Step.MOVE_ONLINE: _("Move this date online"),
}


@admin.register(Occurrence)
class OccurrenceAdmin(OwnPages, TranslatedModelAdmin, VersionedAdmin):
    """One date: everything that is its own."""

    own_pages = {
        ("<int:number>/cancel/", "cancel"): steps.occurrence_cancel,
        ("<int:number>/postpone/", "postpone"): steps.occurrence_postpone,
        ("<int:number>/online/", "online"): steps.occurrence_online,
    }
    form = DateForm
    list_display = ["__str__", "where", "status_tag", "taken_places", "visible", "sample_tag"]
    list_filter = [PeriodFilter, "status", "attendance", "registration", FullFilter, PublicFilter]
    search_fields = [
        *(f"event__{name}" for name in all_columns("title")), "event__slug", "venue__name_de", "venue__town",
    ]  # fmt: skip
    list_select_related = ["event", "venue__city", "second_city"]
    autocomplete_fields = ["event", "venue", "second_city"]
    readonly_fields = ("steps", "people", "lists")
    optional_texts = ("room", "status_note")
    show_full_result_count = False
    inlines = [DateLanguageInline]
    fieldsets = [
        (_("What happens to this date"), {"fields": ["steps", "people", "lists"]}),
        (
            _("Date and time"),
            {
                "fields": [
                    "event", "starts_at", "ends_at", ("all_day", "shows_end"), ("time_zone", "which"), "second_city",
                ],
                "description": TIMES,
            },
        ),
        (_("Place"), {"fields": ["attendance", "venue", "room", "online_url", "is_online_url_public"]}),
        (
            _("Registration"),
            {
                "fields": [
                    "registration", "external_url", ("capacity", "most_places", "shows_places"),
                    ("waiting_limit", "queue"), "offers", "registration_opens", "registration_closes",
                ],
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occurrence]:
        return (
            super()
            .get_queryset(request)
            .select_related("event", "venue__city", "second_city", "replaced_by__event")
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The home town, whose clock stands first, is read once for the whole list."""
        home = current_home()

        @admin.display(description=_("when"), ordering="starts_at")
        def when(date: Occurrence) -> SafeString:
            return words.clock_lines(date, home)

        first, *others = super().get_list_display(request)
        return [first, when, *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Occurrence | None = None) -> list[str]:
        """A date stays with its event."""
        return [*super().get_readonly_fields(request, obj), *(["event"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Occurrence | None = None) -> list[Any]:
        """The way to the registrations is for those who may see them, once there can be any."""
        found = super().get_fieldsets(request, obj)
        if obj is not None and request.user.has_perm("events.view_registration"):
            return found
        (title, options), *others = found
        return [(title, {**options, "fields": ["steps", "people"]}), *others]

    def store(self, request: HttpRequest, obj: Occurrence, form: forms.ModelForm, change: bool) -> None:
        """Times and places through the action that tells people; places through the one that moves the queue."""
        rules = {name: form.cleaned_data[name] for name in RULES}
        before = obj.sequence
        save_occurrence(obj, by=request.user)
        if change and set(RULES) & set(form.changed_data):
            change_rules(obj, by=request.user, seen=obj.version, **rules)
            obj.refresh_from_db(fields=["version", "taken"])
        if change and obj.sequence != before and (total := sum(n for _name, n in words.readers(obj))):
            text = _("Time or place has changed. Registrations that get a mail about it: %(count)d.")
            self.message_user(request, text % {"count": total}, messages.INFO)

    def remove(self, obj: Occurrence) -> None:
        delete_occurrence(obj)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for text in words.collisions([form.instance]):
            self.message_user(request, text, messages.WARNING)

    @admin.display(description=_("status"))
    def steps(self, date: Occurrence) -> SafeString | str:
        """How it stands, and what can be done about it; what can't says why."""
        if date.pk is None:
            return _("Once the date is stored, it can be cancelled, postponed or moved online here.")
        now = timezone.now()
        lines = [(words.status_tag(date), words.status_text(date))]
        for step, label in STEPS.items():
            reason = why_not(date, step, now)
            address = reverse(f"admin:events_occurrence_{step}", args=[date.pk])
            link = format_html('<a class="button" href="{}">{}</a>', address, label)
            lines.append((label if reason else link, reason))
        return format_html_join("", "<p>{} {}</p>", lines)

    @admin.display(description=_("registered people"))
    def people(self, date: Occurrence) -> SafeString | str:
        """Who would be told of a change of time or place."""
        if date.pk is None:
            return "–"
        text = _("When time or place change, everybody who is registered is told at once.")
        return format_html("{}<br>{}", words.readers_text(date), text)

    @admin.display(description=_("lists"))
    def lists(self, date: Occurrence) -> SafeString:
        """The registrations, and the list for the door."""
        pages = (("registrations", _("Registrations")), ("checkin", _("Check-in list")))
        links = ((reverse(f"admin:events_occurrence_{name}", args=[date.pk]), text) for name, text in pages)
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.display(description=_("where"))
    def where(self, date: Occurrence) -> str:
        return words.place_of(date)

    @admin.display(description=_("status"), ordering="status")
    def status_tag(self, date: Occurrence) -> SafeString:
        return words.status_tag(date)

    @admin.display(description=_("places taken"), ordering="taken")
    def taken_places(self, date: Occurrence) -> SafeString | str:
        """With the way to the people, where people register in the portal."""
        if date.registration != Occurrence.Registration.INTERNAL:
            return words.places_of(date)
        address = reverse("admin:events_occurrence_registrations", args=[date.pk])
        return format_html('<a href="{}">{}</a>', address, words.places_of(date))

    @admin.display(description=_("event"))
    def visible(self, date: Occurrence) -> SafeString:
        kind = "ok" if date.event.state == "published" else "plain"
        return tag(kind, date.event.get_state_display())

    @admin.display(description=_("sample"))
    def sample_tag(self, date: Occurrence) -> SafeString | str:
        return tag("warn", _("Sample")) if date.event.is_sample else ""
