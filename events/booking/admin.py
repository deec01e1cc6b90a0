"""Registrations on the staff desk: the list of all of them, to look somebody up, and the pages of each date."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.booking import staff_door as door
from events.booking import staff_views as views
from events.booking.registration import Registration
from events.booking.staff import TAGS
from events.booking.staff_rights import Rights
from twinning.admin import ReadOnlyAdmin, tag
from twinning.cldr import language_label


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    """To read only: whatever happens to a registration happens through the acts, on the page of its date."""

    list_display = ["number_", "person", "date_link", "places", "status_tag", "language_"]
    list_display_links = ["number_"]
    list_filter = ["status", "language", "attendance"]
    list_select_related = ["occurrence__event"]
    search_fields = ["name", "email", "occurrence__event__title_de", "occurrence__event__title_en"]
    ordering = ["-pk"]
    fields = [
        "number_", "person", "email", "date_link", ("places", "attendance_"), ("status_tag", "position", "hold_until"),
        "language_", ("created_at", "confirmed_at", "ended_at"), ("consent_version", "consent_at"),
        ("checked_in_at", "checked_in_by"), "needs", "anonymised_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        """Personal data go through `visible_to` and nothing else."""
        return Registration.objects.visible_to(request.user).select_related("occurrence__event")

    def get_fields(self, request: HttpRequest, obj: Registration | None = None) -> list[Any]:
        """Access needs are for those alone who prepare something."""
        shows = Rights.of(request.user).sees_needs
        return [name for name in self.fields if name != "needs" or shows]

    def get_urls(self) -> list[URLPattern]:
        """The pages of a date, before Django's own addresses."""
        own = {
            ("date/<int:number>/", "events_occurrence_registrations"): views.registrations,
            ("date/<int:number>/rules/", "events_occurrence_rules"): views.rules,
            ("date/<int:number>/move/", "events_occurrence_move"): views.move,
            ("date/<int:number>/caller/", "events_occurrence_caller"): views.caller,
            ("date/<int:number>/message/", "events_occurrence_message"): views.message,
            ("date/<int:number>/file/", "events_occurrence_file"): views.export_list,
            ("date/<int:number>/check-in/", "events_occurrence_checkin"): door.checkin,
            ("date/<int:number>/sheet/", "events_occurrence_sheet"): door.sheet,
            ("date/<int:number>/walk-in/", "events_occurrence_walkin"): door.walk_in,
            ("date/<int:number>/absent/", "events_occurrence_absent"): door.absent,
            ("<int:number>/door/<str:act>/", "events_registration_door"): door.check,
            ("<int:number>/act/<str:act>/", "events_registration_act"): views.act_on,
        }
        ours = [
            path(address, self.admin_site.admin_view(view), name=name)
            for (address, name), view in own.items()
        ]
        return [*ours, *super().get_urls()]

    @admin.display(description=_("number"), ordering="pk")
    def number_(self, row: Registration) -> str:
        return row.number

    @admin.display(description=_("name"), ordering="name")
    def person(self, row: Registration) -> str:
        return row.name or _("erased")

    @admin.display(description=pgettext_lazy("event", "date"), ordering="occurrence__starts_at")
    def date_link(self, row: Registration) -> SafeString:
        address = reverse("admin:events_occurrence_registrations", args=[row.occurrence_id])
        return format_html('<a href="{}">{}</a>', address, row.occurrence)

    @admin.display(description=_("status"), ordering="status")
    def status_tag(self, row: Registration) -> SafeString:
        return tag(TAGS.get(row.status, "plain"), row.get_status_display())

    @admin.display(description=_("language"), ordering="language")
    def language_(self, row: Registration) -> str:
        return language_label(row.language)

    @admin.display(description=_("takes part"))
    def attendance_(self, row: Registration) -> str:
        return row.get_attendance_display()

    @admin.display(description=_("access needs"))
    def needs(self, row: Registration) -> str:
        return row.access_needs or "–"
