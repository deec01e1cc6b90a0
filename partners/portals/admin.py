"""Other portals on the staff desk: their addresses and health, and the way to the review of their rows."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.portals import desk_views as views
from partners.portals.actions import file_of, save_portal
from partners.portals.models import Portal, PortalItem
from partners.portals.reading import PROBLEMS
from twinning.admin import OwnPages, ReadOnlyAdmin, VersionedAdmin, VersionedForm, tag
from twinning.admin.subscriptions import READING, SubscriptionColumns
from twinning.fetching import Unfetched, check_address

ITEM_TAGS = {"new": "", "changed": "warn", "taken": "ok", "declined": "plain", "vanished": "err"}


class PortalForm(VersionedForm):
    """Judges the address as the worker will; where its name leads is looked up at every reading."""

    url = forms.URLField(
        label=_("address"), max_length=300, assume_scheme="https",
        help_text=_("The portal’s front page, or its file: https://…/.well-known/twinning.json"),
    )  # fmt: skip

    class Meta:
        model = Portal
        fields = ("title", "url", "city", "is_active")

    def clean_url(self) -> str:
        """Refuse what would never be fetched."""
        url = self.cleaned_data["url"]
        try:
            check_address(file_of(url))
        except Unfetched as error:
            raise ValidationError(PROBLEMS[error.code]) from error
        return url


@admin.register(Portal)
class PortalAdmin(SubscriptionColumns, OwnPages, VersionedAdmin):
    """Addresses, how their reading stands, and whether the other town lists us."""

    own_pages = {("<int:pk>/read/", "read"): views.portal_read}
    form = PortalForm
    change_list_template = "admin/portals/portal_list.html"
    change_form_template = "admin/portals/portal_form.html"
    list_display = ["title", "city", "health", "confirms", "succeeded", "failures", "following"]
    list_filter = ["is_active", "confirms_us"]
    list_select_related = ["city"]
    search_fields = ["title", "url"]
    autocomplete_fields = ["city"]
    readonly_fields = ["health", "confirms", "licence_", "succeeded", "tried", "failures", "following"]
    fieldsets = [
        (None, {"fields": ["title", "url", "city", "is_active"]}),
        (_("What it tells"), {"fields": ["confirms", "licence_"]}),
        READING,
    ]

    def save_model(self, request: HttpRequest, obj: Portal, form: forms.ModelForm, change: bool) -> None:
        save_portal(obj)

    @admin.display(description=_("state"), ordering="failures")
    def health(self, portal: Portal) -> SafeString:
        if portal.problem:
            text = str(PROBLEMS[portal.problem])
            return tag("err", f"{text} ({portal.problem_detail})" if portal.problem_detail else text)
        if portal.succeeded_at:
            return tag("ok", _("all right"))
        return tag("plain", _("not read yet"))

    @admin.display(description=_("partnership"), ordering="confirms_us")
    def confirms(self, portal: Portal) -> SafeString:
        if portal.confirms_us:
            return tag("ok", _("confirmed by both cities"))
        return tag("plain", _("not listed there") if portal.succeeded_at else _("not read yet"))

    @admin.display(description=_("licence"))
    def licence_(self, portal: Portal) -> str:
        words = (portal.licence.get("id", ""), portal.licence.get("attribution", ""))
        return ", ".join(word for word in words if word) or "–"


@admin.register(PortalItem)
class PortalItemAdmin(OwnPages, ReadOnlyAdmin):
    """Every row ever read, to look things up; decisions are made on the review page."""

    own_pages = {
        ("review/", "review"): views.item_review,
        ("<int:pk>/accept/", "accept"): views.item_accept,
        ("<int:pk>/decline/", "decline"): views.item_decline,
        ("<int:pk>/reconsider/", "reconsider"): views.item_reconsider,
        ("<int:pk>/note/", "note"): views.item_note,
    }
    list_display = ["title", "kind", "portal", "state_tag", "seen_at"]
    list_filter = ["state", "kind", "portal"]
    list_select_related = ["portal"]
    search_fields = ["title", "uid"]
    folded_fields = ("title",)
    fields = ["portal", "kind", "title", "state", "uid", "seen_at", "missing_since"]

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: PortalItem) -> SafeString:
        return tag(ITEM_TAGS[row.state], row.get_state_display())
