"""Slips on the staff desk: the list of all of them, each to read; decisions are made in the queue or on its page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.board import desk_views as views
from partners.board import facts, review
from partners.board.models import Slip
from partners.board.retention import delete
from partners.board.wishes import with_wishes
from twinning.admin import OwnPages, StaffAdmin, tag
from twinning.languages import own_name

STATE_TAGS = {"published": "ok", "submitted": "warn", "returned": "warn", "declined": "err"}


class ConfirmedFilter(admin.SimpleListFilter):
    """Slips that count: somebody confirmed the address."""

    title = _("e-mail address")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("confirmed")), ("no", _("not confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() not in {"yes", "no"}:
            return None
        return queryset.filter(confirmed_at__isnull=self.value() == "no")


class PlaceFilter(admin.RelatedOnlyFieldListFilter):
    """Where the owners are; no city is the home town."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = _("home town")


class LanguageFilter(admin.SimpleListFilter):
    """Languages in which slips are written, by their own names."""

    title = _("written in")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        codes = Slip.objects.order_by("language").values_list("language", flat=True).distinct()
        return [(code, own_name(code)) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(language=self.value()) if self.value() else None


@admin.register(Slip)
class SlipAdmin(OwnPages, StaffAdmin):
    """To look things up. Owners change their slips themselves; deleting is for people who ask for it."""

    own_pages = {
        ("queue/", "queue"): views.slip_queue,
        ("statistics/", "statistics"): views.slip_statistics,
        ("statistics.csv", "statistics_file"): views.slip_statistics_file,
        ("<int:pk>/release/", "release"): views.slip_release,
        ("<int:pk>/return/", "return"): views.slip_return,
        ("<int:pk>/decline/", "decline"): views.slip_decline,
    }
    change_form_template = "admin/board/slip.html"
    change_list_template = "admin/board/slip_list.html"
    list_display = ["titled", "kind", "group", "where", "state_tag", "expires_on", "outcome_"]
    list_filter = [
        "state", "kind", ("place", PlaceFilter), "group", LanguageFilter, "outcome", ConfirmedFilter, "is_sample",
    ]  # fmt: skip
    search_fields = ["title", "text", "name", "email"]
    folded_fields = ("title", "text", "name")
    fieldsets = [
        (_("The slip"), {"fields": [
            "titled", "text_", ("written_in", "kind", "group", "activity"),
            ("size_from", "size_to", "age_from", "age_to"), ("where", "wanted", "wanted_city", "months_"),
            ("can_host", "wants_to_travel", "spoken", "theme_list"), ("organisation", "reply_by"),
        ]}),
        (_("The owner"), {"fields": [
            ("name", "email", "adult_contact"), ("wants_suggestions", "notice_version"),
        ]}),
        (_("What happened"), {"fields": [
            ("state_tag", "outcome_", "is_sample"), ("created_at", "confirmed_at"), ("released_at", "released_by"),
            "message", ("expires_on", "reminded_at", "suggested_at"), ("ended_at", "asked_at", "erased_at"),
        ]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Slip]:
        """Personal data go through `visible_to` and nothing else."""
        return Slip.objects.visible_to(request.user).select_related("place")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Slip | None = None) -> bool:
        """Nobody rewrites what somebody else has written."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Everything about the slip, and below it what can be decided."""
        slip = (
            with_wishes(self.get_queryset(request)).filter(pk=object_id).first()
            if object_id.isdecimal()
            else None
        )
        card = {"card": review.case(request, slip)} if slip else {}
        return super().change_view(request, object_id, form_url, card | (extra_context or {}))

    def view_on_site(self, obj: Slip) -> str | None:
        """Only what hangs on the board has a page there."""
        return obj.get_absolute_url() if obj.is_public else None

    def delete_model(self, request: HttpRequest, obj: Slip) -> None:
        delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """One by one, so that each takes along its links and mails."""
        for slip in queryset:
            delete(slip)

    # --- columns ----------------------------------------------------------------------------------
    @admin.display(description=_("in short"), ordering="title")
    def titled(self, slip: Slip) -> SafeString:
        return format_html('<span lang="{}" dir="auto">{}</span>', slip.language, slip)

    @admin.display(description=_("text"))
    def text_(self, slip: Slip) -> SafeString:
        return format_html('<div class="letter" lang="{}" dir="auto">{}</div>', slip.language, slip.text)

    @admin.display(description=_("city"), ordering="place")
    def where(self, slip: Slip) -> str:
        return str(slip.place or _("home town"))

    @admin.display(description=_("written in"), ordering="language")
    def written_in(self, slip: Slip) -> SafeString:
        return format_html('<span lang="{}">{}</span>', slip.language, own_name(slip.language))

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, slip: Slip) -> SafeString:
        return tag(STATE_TAGS.get(slip.state, "plain"), slip.get_state_display())

    @admin.display(description=_("outcome"), ordering="outcome")
    def outcome_(self, slip: Slip) -> SafeString | str:
        return (
            tag("ok" if slip.outcome == "yes" else "plain", slip.get_outcome_display())
            if slip.outcome
            else "–"
        )

    @admin.display(description=_("months"))
    def months_(self, slip: Slip) -> str:
        return facts.when(slip.months)

    @admin.display(description=_("languages"))
    def spoken(self, slip: Slip) -> str:
        return review.spoken_of(slip)

    @admin.display(description=_("themes"))
    def theme_list(self, slip: Slip) -> SafeString | str:
        return format_html_join(", ", "{}", ((str(theme),) for theme in slip.themes.all())) or "–"
