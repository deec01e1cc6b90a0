"""Joint projects on the staff desk; proposals are in `projects.proposal_admin`."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.models import City
from partners.theme_admin import ThemeFilter
from projects.actions import delete_part, delete_project, finish_project, save_part, save_project
from projects.admin_forms import ProjectForm, warnings_of
from projects.admin_parts import PARTS
from projects.models import Participation, Project, Proposal
from projects.proposal_admin import ProposalAdmin
from projects.words import dated
from twinning.admin import PUBLICATION, EditorialAdmin, tag

TEXTS = _(
    "German is required. The other languages can follow; what is missing is shown in German with a note."
)
HOME = "home"


class CityFilter(admin.SimpleListFilter):
    """Only cities that take part somewhere, and the home town."""

    title = _("city")
    parameter_name = "city"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        cities = City.objects.filter(pk__in=Participation.objects.filter(city__isnull=False).values("city"))
        return [(HOME, _("the home town")), *((row.slug, str(row)) for row in cities.in_name_order())]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if not self.value():
            return None
        rows = Participation.objects.filter(
            **({"is_home": True} if self.value() == HOME else {"city__slug": self.value()})
        )
        return queryset.filter(pk__in=rows.values("project"))


class EndFilter(admin.SimpleListFilter):
    """Projects whose end has passed although they count as running or planned."""

    title = _("end")
    parameter_name = "end"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("passed", _("has passed, but not finished"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.overdue() if self.value() == "passed" else None


@admin.register(Project)
class ProjectAdmin(EditorialAdmin):
    """A project with everything that its page shows."""

    form = ProjectForm
    list_display = [
        "__str__",
        "places",
        "stage_tag",
        "state_tag",
        "languages_tag",
        "begins",
        "sample_tag",
        "changed",
    ]
    list_filter = ["stage", "state", CityFilter, ThemeFilter, EndFilter, "is_sample"]
    search_fields = ["title", "summary", "story", "slug", "participations__organisation__name"]
    folded_fields = ("title", "slug", "participations__organisation__name")
    autocomplete_fields = ["themes", "sources"]
    actions = ["finish"]
    # The list reads names of cities and themes; a second count would be one query too many.
    show_full_result_count = False
    inlines = PARTS
    fieldsets = [
        (
            _("Texts"),
            {
                "fields": ["title", "summary", "goal", "story", "audience", "rhythm", "sources"],
                "description": TEXTS,
            },
        ),
        PUBLICATION,
        (
            _("Facts"),
            {
                "fields": [
                    "slug", "stage", ("starts_on", "starts_precision"), ("ends_on", "ends_precision"), "themes",
                    "languages",
                ],
            },
        ),
        (_("For the office"), {"fields": ["is_sample", "staff_note"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        rows = Participation.objects.select_related("city")
        return super().get_queryset(request).prefetch_related(Prefetch("participations", rows))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A word that somebody else took between check and save: a second look finds it and says so in the form."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (ValidationError, IntegrityError):
            return super().changeform_view(request, *args, **kwargs)

    def store(self, request: HttpRequest, obj: Project, form: forms.ModelForm, change: bool) -> None:
        save_project(obj)

    def remove(self, obj: Project) -> None:
        delete_project(obj)

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        """Each part in its own way; whoever leads is saved last, when the former lead has stepped back."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            delete_part(row)
        for row in sorted(rows, key=lambda row: getattr(row, "role", "") == Participation.Role.LEAD):
            save_part(row)
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for text in warnings_of(form.instance):
            self.message_user(request, text, messages.WARNING)

    @admin.action(description=_("Mark as finished today"), permissions=["change"])
    def finish(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        """An end that is known and has passed stays."""
        for project in queryset:
            try:
                done = finish_project(project, on=timezone.localdate())
            except ValidationError as refusal:
                self.message_user(request, " ".join(refusal.messages), messages.ERROR)
                continue
            self.log_change(request, done, str(_("Marked as finished.")))
            day = date_format(done.ends_on, "DATE_FORMAT")
            text = _("“%(project)s” ended on %(day)s.") % {"project": done, "day": day}
            self.message_user(request, text, messages.SUCCESS)

    @admin.display(description=_("cities"))
    def places(self, project: Project) -> str:
        names = dict.fromkeys(str(row.city) for row in project.participations.all() if row.city)
        return ", ".join(names) or "–"

    @admin.display(description=_("stage"), ordering="stage")
    def stage_tag(self, project: Project) -> SafeString:
        kinds = {Project.Stage.RUNNING: "ok", Project.Stage.PLANNED: ""}
        return tag(kinds.get(project.stage, "plain"), project.get_stage_display())

    @admin.display(description=_("begins"), ordering="starts_on")
    def begins(self, project: Project) -> str:
        return dated(project.starts_on, project.starts_precision)

    @admin.display(description=_("sample"), ordering="is_sample")
    def sample_tag(self, project: Project) -> SafeString | str:
        return tag("warn", _("Sample")) if project.is_sample else ""


admin.site.register(Proposal, ProposalAdmin)
