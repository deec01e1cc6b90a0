"""Websites that may show our list of events in a frame. Imported by events.admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.calendars.origins import NotAnOrigin, tidy
from events.models import EmbedOrigin
from twinning.admin import StaffAdmin


class EmbedOriginForm(forms.ModelForm):
    """Takes an address as people copy it and keeps what a browser compares."""

    # Whoever leaves the scheme out means the only one that we accept.
    origin = forms.URLField(
        label=_("website"),
        max_length=200,
        assume_scheme="https",
        help_text=_("Scheme and host only: https://www.example.org"),
    )

    class Meta:
        model = EmbedOrigin
        fields = ("origin", "note", "is_active")

    def clean_origin(self) -> str:
        """One spelling per website, so that it can't be there twice."""
        try:
            return tidy(self.cleaned_data["origin"])
        except NotAnOrigin as error:
            raise ValidationError(
                _("Give the beginning of the website’s address only, with https:// and without a path.")
            ) from error


@admin.register(EmbedOrigin)
class EmbedOriginAdmin(StaffAdmin):
    """Opt-in by staff: until a website stands here, no browser shows our list inside its pages."""

    form = EmbedOriginForm
    list_display = ("origin", "note", "is_active", "updated_at")
    list_filter = ("is_active",)
    search_fields = ("origin", "note")
