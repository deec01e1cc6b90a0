"""Programmes, their rules in versions, money and text blocks on the staff desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants import help_texts
from projects.grants.help_texts import Explained
from projects.grants.office import admin as office
from projects.grants.office import award_admin
from projects.grants.panel import admin as panel
from projects.grants.programme import BudgetLine, Programme, ProgrammeStep, Round
from projects.grants.ruleset import Criterion, Declaration, Head, Paper, Question, Ruleset, TextBlock
from projects.grants.rulesets.actions import new_version, put_in_force
from twinning.admin import (
    PUBLICATION,
    EditorialAdmin,
    RowsInline,
    TranslatedInline,
    TranslatedModelAdmin,
    VersionedAdmin,
    tag,
)

__all__ = ["award_admin", "office", "panel"]
NEW_VERSION, IN_FORCE = "_new_version", "_in_force"
TAGS = {Ruleset.State.IN_FORCE: "ok", Ruleset.State.DRAFT: "warn", Ruleset.State.RETIRED: "plain"}


class StepInline(Explained, TranslatedInline):
    explained = help_texts.STEP
    model = ProgrammeStep
    classes = ["collapse"]
    fields = [("code", "actor", "position"), "title", "text", "duration"]


class RoundInline(Explained, TranslatedInline):
    explained = help_texts.ROUND
    model = Round
    classes = ["collapse"]
    fields = ["name", ("opens_at", "closes_at", "decision_on")]


class BudgetInline(Explained, RowsInline):
    explained = help_texts.BUDGET
    model = BudgetLine
    fields = ["year", "amount", "committed"]
    readonly_fields = ["committed"]


@admin.register(Programme)
class ProgrammeAdmin(Explained, EditorialAdmin):
    """What the public reads; the numbers stand in the rules."""

    explained = help_texts.PROGRAMME
    list_display = ["__str__", "opening", "state_tag", "languages_tag", "changed"]
    search_fields = ["title", "summary", "slug"]
    inlines = [StepInline, RoundInline, BudgetInline]
    fieldsets = [
        (
            gettext_lazy("Texts"),
            {
                "fields": [
                    "title", "summary", "funded", "requirements", "amounts", "directive", "decision", "payment",
                    "proof", "contact",
                ]
            },
        ),
        PUBLICATION,
        (
            gettext_lazy("Call"),
            {"fields": ["slug", "opening", "cities", "contact_email", "position", "open_points"]},
        ),
    ]  # fmt: skip

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Cities are few enough to tick them."""
        if db_field.name == "cities":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class PartInline(Explained, TranslatedInline):
    """Parts of rules that are in force are only read."""

    classes = ["collapse"]

    def _is_open(self, obj: Ruleset | None) -> bool:
        return obj is None or obj.state == Ruleset.State.DRAFT

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_open(obj)


class QuestionInline(PartInline):
    explained = help_texts.QUESTION
    model = Question
    fields = [("code", "excludes_if", "has_contact_hint", "position"), "text", "explanation"]


class HeadInline(PartInline):
    explained = help_texts.HEAD
    model = Head
    fields = [("code", "side", "position"), "name", "help"]


class CriterionInline(PartInline):
    explained = help_texts.CRITERION
    model = Criterion
    fields = [("code", "weight", "position"), "name", "help"]


class PaperInline(PartInline):
    explained = help_texts.PAPER
    model = Paper
    fields = [("code", "is_required", "position"), "text"]


class DeclarationInline(PartInline):
    explained = help_texts.DECLARATION
    model = Declaration
    fields = [("code", "position"), "text"]


@admin.register(Ruleset)
class RulesetAdmin(Explained, VersionedAdmin):
    """A draft can be written and put in force; what is in force is read, and copied into a new draft."""

    explained = help_texts.RULESET
    list_display = ["__str__", "state_tag", "financing", "most", "in_force_from"]
    list_filter = ["programme", "state"]
    list_select_related = ["programme"]
    inlines = [QuestionInline, HeadInline, CriterionInline, PaperInline, DeclarationInline]
    readonly_fields = ["number", "state", "in_force_from"]
    change_form_template = "admin/grants/ruleset/change_form.html"
    fieldsets = [
        (None, {"fields": ["programme", ("number", "state", "in_force_from"), "is_short"]}),
        (
            gettext_lazy("Money"),
            {
                "fields": [
                    "financing", ("least", "most"), ("max_rate", "min_own_share"), ("overhead_cap", "head_warning"),
                    ("counts_own_work", "own_work_rate"),
                ],
                "description": gettext_lazy("Empty numbers set no limit."),
            },
        ),
        (
            gettext_lazy("Conditions"),
            {
                "fields": [
                    ("lead_days", "per_year"), ("needs_compensation", "hours_without_flight"),
                    "trips_only_by_associations",
                ]
            },
        ),
        (
            gettext_lazy("Procedure"),
            {
                "fields": [
                    ("uses_review", "uses_panel", "quorum"), ("proof_months", "retention_years"), "staff_note",
                ]
            },
        ),
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Ruleset) -> SafeString:
        return tag(TAGS[Ruleset.State(obj.state)], obj.get_state_display())

    def get_readonly_fields(self, request: HttpRequest, obj: Ruleset | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "programme"] if obj else fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "programme":
            # Further versions come from the one before: here only a programme gets its first rules.
            kwargs["queryset"] = Programme.objects.filter(rulesets=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Ruleset | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or obj.state == Ruleset.State.DRAFT
        )

    def has_change_permission(self, request: HttpRequest, obj: Ruleset | None = None) -> bool:
        is_open = obj is None or obj.state == Ruleset.State.DRAFT
        return super().has_change_permission(request, obj) and is_open

    def store(self, request: HttpRequest, obj: Ruleset, form: Any, change: bool) -> None:
        if not change:
            obj.number = 1
        obj.save()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        rules = self.get_object(request, object_id) if object_id else None
        if rules and request.method == "POST" and NEW_VERSION in request.POST:
            return self._copy(request, rules)
        context = {
            **(extra_context or {}),
            "new_version": NEW_VERSION if rules and rules.state != Ruleset.State.DRAFT else "",
            "in_force": IN_FORCE if rules and rules.state == Ruleset.State.DRAFT else "",
        }
        return super().changeform_view(request, object_id, form_url, context)

    def _copy(self, request: HttpRequest, rules: Ruleset) -> HttpResponse:
        if not request.user.has_perm("grants.add_ruleset"):
            self.message_user(request, _("Your role does not allow this."), messages.ERROR)
            return HttpResponseRedirect(request.path)
        draft = new_version(rules)
        self.message_user(request, _("This is the new version. It applies once you put it in force."))
        return HttpResponseRedirect(reverse("admin:grants_ruleset_change", args=[draft.pk]))

    def response_change(self, request: HttpRequest, obj: Ruleset) -> HttpResponse:
        if IN_FORCE in request.POST:
            put_in_force(obj)
            self.message_user(request, _("These rules are in force for new applications."))
            return HttpResponseRedirect(reverse("admin:grants_ruleset_change", args=[obj.pk]))
        return super().response_change(request, obj)


@admin.register(TextBlock)
class TextBlockAdmin(Explained, TranslatedModelAdmin, VersionedAdmin):
    """Ready texts for letters and messages."""

    explained = help_texts.BLOCK
    list_display = ["__str__", "kind", "programme", "is_default"]
    list_filter = ["kind", "programme"]
    list_select_related = ["programme"]
    search_fields = ["title", "text", "code"]
