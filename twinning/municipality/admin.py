"""The home town on the staff desk: one row, always there, never deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from twinning.admin import TranslatedModelAdmin, VersionedAdmin
from twinning.municipality.actions import save_home
from twinning.municipality.models import Municipality


@admin.register(Municipality)
class MunicipalityAdmin(TranslatedModelAdmin, VersionedAdmin):
    """Saving measures every distance anew (see `save_home`)."""

    fieldsets = [
        (
            _("Texts"),
            {
                "fields": [
                    "name", "tagline", "hero_title", "hero_lede", "office_name", "office_unit", "office_summary",
                    "contact_text",
                ],
            },
        ),
        (_("How to reach the office"), {"fields": ["postal_address", ("email", "phone")]}),
        (
            _("Place"),
            {
                "fields": [("country", "time_zone"), ("latitude", "longitude"), "map_reach_km"],
                "description": _("All distances and directions are measured from here."),
            },
        ),
        (
            _("Colours"),
            {
                "fields": [("thread_light", "thread_dark"), ("act_light", "act_dark")],
                "description": _("Both must be readable on white and on black; the style guide shows them."),
            },
        ),
        (
            _("Duties"),
            {"fields": ["supervisory_authority", "conciliation_url", "statement_checked_on"]},
        ),
    ]  # fmt: skip

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one row: straight to it, or to an empty form before the first seed."""
        if Municipality.objects.filter(pk=1).exists():
            return redirect(reverse("admin:municipality_municipality_change", args=[1]))
        return redirect(reverse("admin:municipality_municipality_add"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Municipality.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Municipality | None = None) -> bool:
        return False

    def store(self, request: HttpRequest, obj: Municipality, form: forms.ModelForm, change: bool) -> None:
        save_home(obj)
