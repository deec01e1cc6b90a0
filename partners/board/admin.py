"""Slips on the staff desk: the list of all of them. What happens with them happens in the queue."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.board.models import Slip
from twinning.admin import ReadOnlyAdmin, tag
from twinning.languages import own_name

STATE_TAGS = {"published": "ok", "submitted": "warn", "returned": "warn", "declined": "err"}


@admin.register(Slip)
class SlipAdmin(ReadOnlyAdmin):
    """To look things up: owners change their slips themselves."""

    list_display = ["titled", "kind", "group", "where", "written_in", "state_tag", "expires_on"]
    list_filter = [
        "state",
        "kind",
        "group",
        "activity",
        ("place", admin.RelatedOnlyFieldListFilter),
        "language",
    ]
    list_select_related = ["place"]
    search_fields = ["title", "text", "name", "email"]
    folded_fields = ("title", "text", "name")
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Slip]:
        """Personal data go through `visible_to` and nothing else."""
        return Slip.objects.visible_to(request.user).select_related("place")

    @admin.display(description=_("in short"), ordering="title")
    def titled(self, slip: Slip) -> SafeString:
        return format_html('<span lang="{}" dir="auto">{}</span>', slip.language, slip.title)

    @admin.display(description=_("city"), ordering="place")
    def where(self, slip: Slip) -> str:
        return str(slip.place or _("home town"))

    @admin.display(description=_("written in"), ordering="language")
    def written_in(self, slip: Slip) -> SafeString:
        return format_html('<span lang="{}">{}</span>', slip.language, own_name(slip.language))

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, slip: Slip) -> SafeString:
        return tag(STATE_TAGS.get(slip.state, "plain"), slip.get_state_display())
