"""Accounts for staff: citizens' details for those with the permission, rights for superusers only.

Nobody sets another person's password: people choose it themselves, by a mail to their address. allauth's own
lists of addresses and second factors are taken off the desk, because they would walk around these rules.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, ManyToManyField, OuterRef, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from twinning.accounts.actions import delete_account, is_last_administrator, remove_second_factor, set_address
from twinning.accounts.forms import language_choices
from twinning.accounts.models import User
from twinning.admin import StaffAdmin

admin.site.unregister([EmailAddress, Authenticator])

PERSON = ["email", "name", "preferred_language", "is_active"]
# No single permissions: whoever looks after rights later can read groups, not two hundred ticks per person.
RIGHTS = ["is_staff", "is_superuser", "groups"]
DATES = ["date_joined", "last_login"]


class UserForm(forms.ModelForm):
    """An account; the language is one that the portal publishes."""

    preferred_language = forms.ChoiceField(label=_("language of mails"), choices=language_choices)

    def clean_email(self) -> str:
        """Addresses are stored in small letters."""
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Accounts of citizens and staff."""

    form = UserForm
    list_display = ["email", "name", "is_staff", "has_second_factor", "is_active", "last_login"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["email", "name"]
    readonly_fields = DATES
    actions = ["take_second_factor"]
    fieldsets = [
        (_("Person"), {"fields": PERSON}),
        (_("Rights"), {"fields": RIGHTS}),
        (_("Dates"), {"fields": DATES}),
    ]

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField:
        """Groups are few: ticks instead of Django's two lists, which a keyboard hardly masters."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).annotate(second_factor=Exists(factors))

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, user: User) -> bool:
        return user.second_factor

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Rights are for superusers to give, and the last of them cannot give up his or her own."""
        if not request.user.is_superuser:
            return DATES + RIGHTS
        if obj and is_last_administrator(obj):
            return [*DATES, "is_superuser", "is_staff", "is_active"]
        return DATES

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts with rights are a superuser's matter: who changes an address can take over the account."""
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj) and may_touch(request.user, obj)
        return allowed and not (obj and is_last_administrator(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleting many at once would not ask about each of them."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As on a person's own page: nobody is deleted while something of theirs is under way."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            text = _("Something of yours is under way. Withdraw it or hand it over first.")
            self.message_user(request, text, messages.ERROR)
            return redirect("admin:accounts_user_change", object_id)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """What apps above do before an account goes, and the mail that confirms it, are part of it."""
        delete_account(obj)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """A new account has no password; a new address counts once its owner has signed in with it."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            set_address(obj, is_verified=False)

    @admin.action(description=_("Remove the second factor"), permissions=["rights"])
    def take_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For people who lost phone and recovery codes; call them back first. A mail tells them."""
        count = sum(remove_second_factor(user) for user in queryset)
        self.message_user(request, _("Second factors removed: %d.") % count, messages.SUCCESS)

    def has_rights_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


def may_touch(editor: User, account: User | None) -> bool:
    """Superusers every account, others those without rights."""
    return editor.is_superuser or account is None or not (account.is_staff or account.is_superuser)
