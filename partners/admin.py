"""Partner cities, ties, districts and sources on the staff desk. Every fact shows where it comes from."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from partners.actions import delete_city, save_city
from partners.models import (
    City,
    CityFact,
    CityName,
    CityPhoto,
    Confidence,
    Greeting,
    HomeDistrict,
    Partnership,
    PartnershipEvent,
    Population,
    Source,
    Theme,
)
from partners.theme_admin import ThemeAdmin
from twinning.addresses.actions import taken
from twinning.admin import (
    PUBLICATION,
    BlocksInline,
    EditorialAdmin,
    EditorialForm,
    PhotoInline,
    RowsInline,
    StaffAdmin,
    TranslatedInline,
    TranslatedModelAdmin,
    VersionedAdmin,
    tag,
)
from twinning.sorting import fold

TEXTS = _(
    "German is required. The other languages can follow; what is missing is shown in German with a note."
)
CONFIDENCE_TAGS = {Confidence.HIGH: "ok", Confidence.MEDIUM: "warn", Confidence.LOW: "err"}


class CityForm(EditorialForm):
    """Refuses an address word that another city has or had."""

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        slug = self.cleaned_data.get("slug") or ""
        if taken(kind="city", object_id=self.instance.pk, words={"": slug}):
            text = _("Another city has or had the address word “%(slug)s”.")
            self.add_error("slug", forms.ValidationError(text, params={"slug": slug}, code="taken"))
        return self.cleaned_data


class CityNameInline(RowsInline):
    model = CityName
    classes = ["collapse"]


class GreetingInline(TranslatedInline):
    model = Greeting
    classes = ["collapse"]
    fields = [("text", "language"), "transliteration", "meaning", ("native_check_done", "position")]


class PopulationInline(RowsInline):
    model = Population
    classes = ["collapse"]
    fields = ["value", "as_of", "method", "source", "confidence", "is_preferred"]
    autocomplete_fields = ["source"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Population]:
        return super().get_queryset(request).select_related("source")


class CityFactInline(BlocksInline):
    """Not translated: facts are for staff, contradictions stand side by side."""

    model = CityFact
    classes = ["collapse"]
    fields = ["statement", ("standing", "confidence"), "sources"]
    autocomplete_fields = ["sources"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CityFact]:
        return super().get_queryset(request).prefetch_related("sources")


class CityPhotoInline(PhotoInline):
    model = CityPhoto


class CountryFilter(admin.SimpleListFilter):
    """Only countries in which there is a city."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        codes = City.objects.order_by().values_list("country", flat=True).distinct()
        return sorted(((code, countries.name(code)) for code in codes), key=lambda pair: fold(str(pair[1])))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(country=self.value()) if self.value() else None


class UncheckedGreetingFilter(admin.SimpleListFilter):
    """Greetings that no native speaker has looked at."""

    title = _("greetings")
    parameter_name = "greetings"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("unchecked", _("with an unchecked greeting"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() != "unchecked":
            return None
        return queryset.filter(pk__in=Greeting.objects.filter(native_check_done=False).values("city"))


class StandingFilter(admin.SimpleListFilter):
    """Cities about which sources disagree, or something is not confirmed."""

    title = _("facts")
    parameter_name = "facts"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [
            (CityFact.Standing.CONFLICT, _("sources disagree")),
            (CityFact.Standing.OPEN, _("not confirmed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() not in CityFact.Standing.values:
            return None
        return queryset.filter(pk__in=CityFact.objects.filter(standing=self.value()).values("city"))


@admin.register(City)
class CityAdmin(EditorialAdmin):
    """Distances and directions are computed on save."""

    form = CityForm
    list_display = ["__str__", "country", "state_tag", "languages_tag", "distance", "changed"]
    list_filter = ["state", CountryFilter, UncheckedGreetingFilter, StandingFilter]
    search_fields = ["name", "local_name", "slug", "lede", "story", "other_names__name"]
    folded_fields = ("name", "local_name", "slug", "other_names__name")
    autocomplete_fields = ["coordinate_source", "sources"]
    readonly_fields = ("public_pages", "measures", "ties")
    inlines = [CityPhotoInline, GreetingInline, CityNameInline, PopulationInline, CityFactInline]
    fieldsets = [
        (_("Texts"), {"fields": ["name", "lede", "story", "travel_hint", "sources"], "description": TEXTS}),
        PUBLICATION,
        (
            _("Facts"),
            {
                "fields": [
                    "slug", ("local_name", "local_name_language"), ("country", "languages"), "official_site", "ties",
                ],
            },
        ),
        (
            _("Place"),
            {
                "fields": [
                    ("latitude", "longitude"), "coordinate_source", "time_zone", "measures",
                    ("hue_override", "sheet_half_width_km"),
                ],
            },
        ),
        (_("For the office"), {"fields": ["staff_note"]}),
    ]  # fmt: skip

    def store(self, request: HttpRequest, obj: City, form: forms.ModelForm, change: bool) -> None:
        save_city(obj)

    def remove(self, obj: City) -> None:
        delete_city(obj)

    @admin.display(description=_("distance"), ordering="distance_km")
    def distance(self, city: City) -> str:
        return "–" if city.distance_km is None else _("%(km)d km") % {"km": round(city.distance_km)}

    @admin.display(description=_("measured from home"))
    def measures(self, city: City) -> str:
        """What the coordinates say; nobody types it in."""
        if city.distance_km is None:
            return _("Computed on save, as soon as both coordinates are known.")
        values = {
            "km": city.distance_km,
            "there": round(city.bearing or 0),
            "back": round(city.back_bearing or 0),
        }
        return _("%(km).1f km; direction there %(there)d°, back %(back)d°") % values

    @admin.display(description=_("partnerships"))
    def ties(self, city: City) -> SafeString | str:
        """Links to the city's partnerships, which have pages of their own."""
        if city.pk is None:
            return _("Save the city first, then add its partnership.")
        rows = [
            (
                reverse("admin:partners_partnership_change", args=[tie.pk]),
                tie.get_kind_display(),
                tie.get_status_display(),
            )
            for tie in city.partnerships.all()
        ]
        links = format_html_join("", '<li><a href="{}">{}</a> ({})</li>', rows)
        add = reverse("admin:partners_partnership_add")
        text = '<ul class="plain">{}<li><a href="{}?city={}">{}</a></li></ul>'
        return format_html(text, links, add, city.pk, _("Add a partnership"))


class PartnershipEventInline(TranslatedInline):
    model = PartnershipEvent
    fields = [
        ("kind", "side"), ("date", "precision", "sort_date"), "display", "text",
        ("counts_as_start", "is_public", "confidence"), "sources", "staff_note",
    ]  # fmt: skip
    autocomplete_fields = ["sources"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PartnershipEvent]:
        return super().get_queryset(request).prefetch_related("sources")


@admin.register(Partnership)
class PartnershipAdmin(TranslatedModelAdmin, VersionedAdmin):
    """How the home town or one of its districts is tied to a city."""

    list_display = [
        "city",
        "kind",
        "home_district",
        "status_tag",
        "since_year",
        "confidence_tag",
        "source_list",
        "is_listed",
    ]
    list_filter = ["kind", "status", "is_listed", "confidence", "level"]
    list_select_related = ["city", "home_district"]
    search_fields = ["city__name_de", "city__name_en", "city__slug", "in_charge", "staff_note"]
    folded_fields = ("city__name_de", "city__name_en")
    autocomplete_fields = ["city", "sources"]
    inlines = [PartnershipEventInline]
    fieldsets = [
        (
            None,
            {"fields": ["city", ("kind", "level", "status"), "home_district", ("since_year", "until_year")]},
        ),
        (_("Office in charge"), {"fields": ["in_charge"]}),
        (_("Publication"), {"fields": ["is_listed", "confidence", "sources"]}),
        (_("For the office"), {"fields": ["staff_note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partnership]:
        return (
            super().get_queryset(request).select_related("city", "home_district").prefetch_related("sources")
        )

    @admin.display(description=_("status"), ordering="status")
    def status_tag(self, tie: Partnership) -> SafeString:
        kinds = {
            Partnership.Status.ACTIVE: "ok",
            Partnership.Status.ENDED: "plain",
            Partnership.Status.DORMANT: "warn",
        }
        return tag(kinds.get(tie.status, "err"), tie.get_status_display())

    @admin.display(description=_("confidence"), ordering="confidence")
    def confidence_tag(self, tie: Partnership) -> SafeString:
        return tag(CONFIDENCE_TAGS.get(tie.confidence, ""), tie.get_confidence_display())

    @admin.display(description=_("sources"))
    def source_list(self, tie: Partnership) -> SafeString | str:
        rows = [
            (reverse("admin:partners_source_change", args=[row.pk]), row.title, row.key)
            for row in tie.sources.all()
        ]
        return format_html_join(", ", '<a href="{}" title="{}">{}</a>', rows) or "–"


@admin.register(Source)
class SourceAdmin(StaffAdmin):
    """Where something was read, and what rests on it."""

    list_display = ["key", "title", "link", "used"]
    search_fields = ["key", "title", "url", "note"]
    folded_fields = ("key", "title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        uses = Count("cityfact", distinct=True) + Count("partnershipevent", distinct=True)
        return (
            super()
            .get_queryset(request)
            .annotate(uses=uses + Count("population", distinct=True) + Count("partnerships", distinct=True))
        )

    @admin.display(description=_("page"))
    def link(self, source: Source) -> SafeString | str:
        if not source.url:
            return "–"
        host = source.url.split("/")[2] if "//" in source.url else source.url
        return format_html('<a href="{}" rel="noreferrer">{}</a>', source.url, host)

    @admin.display(description=_("rests on it"), ordering="uses")
    def used(self, source: Source) -> str:
        return ngettext("%(count)d statement", "%(count)d statements", source.uses) % {"count": source.uses}


@admin.register(HomeDistrict)
class HomeDistrictAdmin(TranslatedModelAdmin):
    """Districts of the home town with ties of their own."""

    list_display = ["__str__", "key"]
    search_fields = ["name", "key"]
    folded_fields = ("name", "key")


admin.site.register(Theme, ThemeAdmin)
