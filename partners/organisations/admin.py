"""Organisations, contact persons, claims and changes on the staff desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.organisations import actions, consents, review_views
from partners.organisations.models import Consent, Contact, EntryChange, Membership, Organisation
from partners.organisations.staff_forms import ConsentForm, OrganisationForm
from partners.organisations.workflow import Refused
from twinning.access import staff
from twinning.admin import (
    PUBLICATION,
    EditorialAdmin,
    ReadOnlyAdmin,
    RowsInline,
    TranslatedModelAdmin,
    VersionedAdmin,
    tag,
)

TEXTS = _("German is required for the sentence. The other languages can follow.")
STATES = {"pending": "warn", "active": "ok", "accepted": "ok"}


@admin.register(Organisation)
class OrganisationAdmin(EditorialAdmin):
    """Entries of the directory."""

    form = OrganisationForm
    list_display = ["name", "kind", "city", "state_tag", "languages_tag", "sample_tag", "changed"]
    list_filter = ["state", "kind", "is_sample", ("city", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["city"]
    search_fields = ["name", "other_names", "slug", "summary", "description"]
    folded_fields = ("name", "other_names", "slug")
    optional_texts = ("description", "looks_for")
    autocomplete_fields = ["city", "partner_cities", "themes", "sources"]
    readonly_fields = ("public_pages", "people", "maintained_at")
    fieldsets = [
        (None, {"fields": [("name", "name_language"), "other_names", ("kind", "city"), "place"]}),
        (_("Texts"), {"fields": ["summary", "description", "looks_for"], "description": TEXTS}),
        PUBLICATION,
        (_("Facts"), {"fields": ["slug", "partner_cities", "themes", "languages", "website", "logo",
                                 ("members", "age_from", "age_to")]}),
        (_("Messages"), {"fields": [("email", "mail_language")]}),
        (_("People"), {"fields": ["people", "maintained_at"]}),
        (_("For the office"), {"fields": ["sources", "is_sample", "staff_note"]}),
    ]  # fmt: skip

    def store(self, request: HttpRequest, obj: Organisation, form: forms.ModelForm, change: bool) -> None:
        actions.save_organisation(obj)

    def remove(self, obj: Organisation) -> None:
        actions.delete_organisation(obj)

    @admin.display(description=_("sample"), ordering="is_sample")
    def sample_tag(self, organisation: Organisation) -> SafeString | str:
        return tag("warn", _("Sample")) if organisation.is_sample else "–"

    @admin.display(description=_("contact persons and members"))
    def people(self, organisation: Organisation) -> SafeString | str:
        """Links to people, who have pages of their own."""
        if organisation.pk is None:
            return _("Save the organisation first, then add its contact persons.")
        add = f"{reverse('admin:organisations_contact_add')}?organisation={organisation.pk}"
        contacts = (
            f"{reverse('admin:organisations_contact_changelist')}?organisation__id__exact={organisation.pk}"
        )
        members = f"{reverse('admin:organisations_membership_changelist')}?organisation__id__exact={organisation.pk}"
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            contacts, _("Contact persons"), add, _("Add a contact person"), members, _("Members and claims"),
        )  # fmt: skip


class ConsentFormSet(BaseInlineFormSet):
    """A new consent while one is in force is refused in words."""

    def clean(self) -> None:
        super().clean()
        new = [form for form in self.extra_forms if form.has_changed()]
        if len(new) > 1 or (new and self.instance.pk and consents.in_force(self.instance)):
            raise forms.ValidationError(_("There is a consent in force already; withdraw it first."))


class ConsentInline(RowsInline):
    """Consents are written down, never changed: a withdrawal is a button, and a new consent is a new row."""

    model = Consent
    form = ConsentForm
    formset = ConsentFormSet
    fields = ["scope", "given_on", "evidence", "recorded_by", "withdrawn_at"]
    readonly_fields = ["recorded_by", "withdrawn_at"]
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consent]:
        return super().get_queryset(request).select_related("recorded_by", "contact")


class ConsentFilter(admin.SimpleListFilter):
    """Who may be named, and who has not agreed."""

    title = _("consent")
    parameter_name = "consent"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("in force")), ("no", _("none"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "no":
            return queryset.without_consent()
        return (
            queryset.exclude(pk__in=queryset.without_consent().values("pk"))
            if self.value() == "yes"
            else None
        )


@admin.register(Contact)
class ContactAdmin(TranslatedModelAdmin, VersionedAdmin):
    """Contact persons: public only while a consent is in force."""

    change_form_template = "admin/organisations/contact_form.html"
    list_display = ["name", "organisation", "city", "consent_tag", "is_listed", "sample_tag"]
    list_filter = [ConsentFilter, "is_listed", "is_sample", ("city", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["organisation", "city"]
    search_fields = ["name", "email", "organisation__name"]
    folded_fields = ("name",)
    optional_texts = ("role", "helps_with")
    autocomplete_fields = ["organisation", "city"]
    inlines = [ConsentInline]
    fieldsets = [
        (None, {"fields": [("name", "name_language"), ("organisation", "city"), "languages"]}),
        (_("Texts"), {"fields": ["role", "helps_with"]}),
        (_("Messages"), {"fields": [("email", "mail_language")]}),
        (_("Publication"), {"fields": ["is_listed", "position", "is_sample"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Personal data go through `visible_to` and nothing else."""
        return Contact.objects.visible_to(request.user).for_desk()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/ask/", staff(wrap(self.ask)), name="organisations_contact_ask"),
            path(
                "<int:pk>/withdraw/",
                staff(wrap(self.withdraw)),
                name="organisations_contact_withdraw",
            ),
            *super().get_urls(),
        ]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """An organisation's page links to its people."""
        return lookup == "organisation__id__exact" or super().lookup_allowed(lookup, value, request)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A consent goes through the action, which also writes to the person."""
        for consent in formset.save(commit=False):
            values = {name: getattr(consent, name) for name in ("scope", "evidence", "given_on")}
            consents.record_consent(form.instance, by=request.user, **values)

    def remove(self, obj: Contact) -> None:
        consents.erase_contact(obj)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        """An erased person leaves no name in the desk's log."""
        return []

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the link under which the person may agree."""
        return self._act(request, pk, consents.ask_for_consent, _("The mail with the link is on its way."))

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The person has told the office: the name goes at once."""
        return self._act(request, pk, consents.withdraw_consent, _("The name is gone from every page."))

    def _act(self, request: HttpRequest, pk: int, act: Any, done: Any) -> HttpResponse:
        contact = self.get_object(request, str(pk))
        address = redirect("admin:organisations_contact_change", pk)
        if request.method != "POST" or contact is None or not self.has_change_permission(request, contact):
            return address
        try:
            act(contact)
        except Refused as reason:
            self.message_user(request, str(reason), messages.ERROR)
        else:
            self.message_user(request, done, messages.SUCCESS)
        return address

    @admin.display(description=_("consent"))
    def consent_tag(self, contact: Contact) -> SafeString:
        return tag("ok", _("in force")) if contact.has_consent else tag("err", _("none"))

    @admin.display(description=_("sample"), ordering="is_sample")
    def sample_tag(self, contact: Contact) -> SafeString | str:
        return tag("warn", _("Sample")) if contact.is_sample else "–"


class DecidedAdmin(ReadOnlyAdmin):
    """Rows that are decided on a working page of their own."""

    list_display_links = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Personal data go through `visible_to` and nothing else."""
        return self.model.objects.visible_to(request.user).select_related(
            "organisation", *self.list_select_related
        )

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: Any) -> SafeString:
        return tag(STATES.get(row.state, "plain"), row.get_state_display())

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The working page takes the place of Django's form."""
        return redirect(f"admin:organisations_{self.opts.model_name}_review", object_id)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """An organisation's page links to what belongs to it."""
        return lookup == "organisation__id__exact" or super().lookup_allowed(lookup, value, request)


@admin.register(Membership)
class MembershipAdmin(DecidedAdmin):
    """Who speaks for which organisation."""

    list_display = ["open", "organisation", "role", "state_tag", "created_at", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["user", "decided_by"]
    search_fields = ["organisation__name", "user__name", "user__email", "role"]
    folded_fields = ("organisation__name", "user__name")

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/review/", review_views.claim_review, name="organisations_membership_review")
        return [own, *super().get_urls()]

    @admin.display(description=_("person"), ordering="user__name")
    def open(self, claim: Membership) -> SafeString:
        address = reverse("admin:organisations_membership_review", args=[claim.pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, claim.user)


class OriginFilter(admin.SimpleListFilter):
    """Proposals of others, or what members changed by themselves."""

    title = _("by whom")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("members", _("changed by members")), ("others", _("proposed by others"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "members":
            return queryset.by_members()
        return (
            queryset.exclude(pk__in=queryset.by_members().values("pk")) if self.value() == "others" else None
        )


@admin.register(EntryChange)
class EntryChangeAdmin(DecidedAdmin):
    """Changes: proposed ones, and those of members, which are public at once."""

    list_display = ["open", "submitted_by", "state_tag", "created_at", "decided_by"]
    list_filter = ["state", OriginFilter]
    list_select_related = ["submitted_by", "decided_by"]
    search_fields = ["organisation__name", "submitted_by__name", "submitted_by__email"]
    folded_fields = ("organisation__name", "submitted_by__name")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("queue/", review_views.review_list, name="organisations_entrychange_queue"),
            path("<int:pk>/review/", review_views.change_review, name="organisations_entrychange_review"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=_("entry"), ordering="organisation__name")
    def open(self, change: EntryChange) -> SafeString:
        address = reverse("admin:organisations_entrychange_review", args=[change.pk])
        return format_html('<a href="{}">{}</a>', address, change.organisation)
